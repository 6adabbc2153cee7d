#include "nn/device_memory.h"

#include <ATen/ATen.h>
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

TEST(DeviceMemory, that_libtorch_keeps_of_a_cuda_device_is_free_once_it_is_returned) {
  const c10::Device device = device_named("auto");
  if (!device.is_cuda()) GTEST_SKIP() << "SKIPPED: needs a CUDA device";
  const auto use_some = [&] { at::zeros({1 << 26}, at::TensorOptions(device)); };
  use_some();  // for what the first use takes for good
  return_freed_memory(device);
  const std::uint64_t free = available_memory(device);
  use_some();
  EXPECT_LT(available_memory(device), free);
  return_freed_memory(device);
  EXPECT_EQ(available_memory(device), free);
}

}  // namespace
}  // namespace syncdreamer
