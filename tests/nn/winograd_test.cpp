#include "nn/winograd.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <utility>

#include "nn/kernel_operands.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

void expect_close(const at::Tensor& actual, const at::Tensor& expected) {
  ASSERT_EQ(actual.sizes(), expected.sizes());
  EXPECT_LT((actual - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>());
}

TEST(Winograd, agrees_with_the_plain_operator_on_pictures) {
  const at::NoGradGuard no_grad;
  const auto weight = rule_tensor("weight", {96, 64, 3, 3}, 0.1F), bias = rule_tensor("bias", {96});
  for (const auto& [height, width] : {std::pair{32, 32}, {4, 4}, {5, 9}, {1, 2}}) {
    const auto x = in_kernel_layout(rule_tensor("x", {3, 64, height, width}));
    const auto result = winograd_convolution(x, weight, bias);
    EXPECT_TRUE(has_channels_last(result));
    expect_close(result, at::conv2d(x, weight, bias, 1, 1));
  }
}

TEST(Winograd, agrees_with_the_plain_operator_on_volumes_of_several_chunks) {
  const at::NoGradGuard no_grad;
  const auto weight = rule_tensor("weight", {32, 64, 3, 3, 3}, 0.1F);
  const auto x = in_kernel_layout(rule_tensor("x", {2, 64, 40, 14, 16}));  // 640 tiles each
  expect_close(winograd_convolution(x, weight, {}), at::conv3d(x, weight, {}, 1, 1));
}

TEST(Winograd, leaves_training_other_kernels_and_odd_channels_to_libtorch) {
  const auto x = at::rand({1, 64, 8, 8}).contiguous(at::MemoryFormat::ChannelsLast);
  const auto weight = at::rand({64, 64, 3, 3});
  EXPECT_TRUE(winograd_applies(x, weight));
  EXPECT_FALSE(winograd_applies(x, at::rand({64, 64, 3, 3}).requires_grad_(true)));
  EXPECT_FALSE(winograd_applies(x, at::rand({64, 64, 1, 1})));
  EXPECT_FALSE(winograd_applies(x, at::rand({4, 64, 3, 3})));
  EXPECT_FALSE(winograd_applies(x.contiguous(), weight));
  EXPECT_THROW(winograd_convolution(x.contiguous(), weight, {}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
