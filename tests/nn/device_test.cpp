#include "nn/device.h"

#include <ATen/Context.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include <chrono>
#include <string>
#include <thread>

#include "core/error.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& name, int num_cuda_devices) {
  return refusal_of([&] { choose_device(name, num_cuda_devices); });
}

TEST(Device, auto_is_the_first_cuda_device_if_there_is_one) {
  EXPECT_EQ(choose_device("auto", 0), c10::Device(c10::kCPU));
  EXPECT_EQ(choose_device("auto", 2), c10::Device(c10::kCUDA, 0));
  EXPECT_EQ(choose_device("cuda", 2), c10::Device(c10::kCUDA, 0));
}

TEST(Device, a_name_stands_for_itself) {
  EXPECT_EQ(choose_device("cpu", 2), c10::Device(c10::kCPU));
  EXPECT_EQ(choose_device("cuda:1", 2), c10::Device(c10::kCUDA, 1));
}

TEST(Device, processes_of_a_machine_spread_over_its_devices) {
  EXPECT_EQ(choose_device("auto", 2, 3), c10::Device(c10::kCUDA, 1));
  EXPECT_EQ(choose_device("cuda", 2, 2), c10::Device(c10::kCUDA, 0));
  EXPECT_EQ(choose_device("cuda:0", 2, 3), c10::Device(c10::kCUDA, 0));
  EXPECT_EQ(choose_device("auto", 0, 3), c10::Device(c10::kCPU));
}

TEST(Device, what_is_not_there_is_refused_in_one_sentence) {
  EXPECT_THAT(refusal("cuda", 0), HasSubstr("found 'cuda', but libtorch sees no CUDA device here"));
  EXPECT_THAT(refusal("cuda:0", 0), HasSubstr("no CUDA device"));
  EXPECT_THAT(refusal("cuda:2", 2), HasSubstr("expected cuda:0 to cuda:1"));
}

TEST(Device, names_that_are_none_are_refused) {
  for (const char* name : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:99999999999", "cuda1", "CPU"}) {
    EXPECT_THAT(refusal(name, 2), HasSubstr("found '" + std::string(name) + "'")) << name;
  }
}

TEST(Device, on_the_cpu_only_single_precision_is_taken) {
  EXPECT_EQ(scalar_type(Precision::fp32, c10::Device(c10::kCPU)), c10::kFloat);
  EXPECT_THROW(scalar_type(Precision::bf16, c10::Device(c10::kCPU)), InputError);
  EXPECT_THROW(scalar_type(Precision::fp16, c10::Device(c10::kCPU)), InputError);
  EXPECT_EQ(scalar_type(Precision::bf16, c10::Device(c10::kCUDA, 0)), c10::kBFloat16);
  EXPECT_EQ(scalar_type(Precision::fp16, c10::Device(c10::kCUDA, 0)), c10::kHalf);
}

TEST(Device, this_machine_has_what_auto_names) {
  const c10::Device device = device_named("auto");
  EXPECT_EQ(device.is_cuda(), torch::cuda::is_available());
}

TEST(Device, full_precision_is_full_whatever_was_allowed_before) {
  at::globalContext().setAllowTF32CuDNN(true);
  at::globalContext().setAllowTF32CuBLAS(true);
  set_up_cuda();
  EXPECT_FALSE(at::globalContext().allowTF32CuDNN());
  EXPECT_FALSE(at::globalContext().allowTF32CuBLAS());
}

TEST(Device, work_takes_at_least_as_long_as_it_sleeps) {
  const auto sleep = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
  EXPECT_GE(seconds_of(c10::Device(c10::kCPU), sleep), 0.02);
}

}  // namespace
}  // namespace syncdreamer
