#include "tests/support/roundings.h"

#include <ATen/ATen.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace syncdreamer {

namespace {

at::Tensor moved(const at::Tensor& values) {
  return values * (1 + (at::rand(values.sizes()).to(values.device()) - 0.5) * 1e-7);
}

}  // namespace

void move_within_rounding(torch::nn::Module& module, int rounding) {
  if (rounding == 0) return;
  const at::NoGradGuard no_grad;
  at::manual_seed(static_cast<std::uint64_t>(rounding));
  for (at::Tensor& parameter : module.parameters()) parameter.copy_(moved(parameter));
}

at::Tensor moved_within_rounding(const at::Tensor& values, int rounding) {
  if (rounding == 0) return values;
  at::manual_seed(static_cast<std::uint64_t>(rounding));
  return moved(values);
}

void expect_for_one_rounding(const std::function<void(int)>& expectations) {
  std::string messages;
  for (int rounding = 0; rounding < 12; ++rounding) {
    testing::TestPartResultArray results;
    {
      using Reporter = testing::ScopedFakeTestPartResultReporter;
      const Reporter reporter(Reporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
      expectations(rounding);
    }
    if (results.size() == 0) return;
    messages += "rounding " + std::to_string(rounding) + ": " + results.GetTestPartResult(0).message() + "\n";
  }
  ADD_FAILURE() << messages;
}

}  // namespace syncdreamer
