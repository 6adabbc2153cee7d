#include "nn/device_memory.h"

#include <gtest/gtest.h>

#include "nn/device.h"
#include "tests/support/pretend_device.h"

namespace syncdreamer {
namespace {

TEST(DeviceMemory, is_known_of_the_device_that_networks_run_on) {
  EXPECT_GT(available_memory(device_named("auto")), 1'000'000U);
  EXPECT_GT(available_memory(c10::Device(c10::kCPU)), 1'000'000U);
}

TEST(DeviceMemory, of_devices_that_say_nothing_is_0) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  EXPECT_EQ(available_memory(pretend_device()), 0U);
}

}  // namespace
}  // namespace syncdreamer
