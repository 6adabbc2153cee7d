#include "nn/strided_convolution.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "nn/kernel_operands.h"
#include "nn/layers.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

using Sizes = std::vector<std::int64_t>;

void expect_close_in_layout(const at::Tensor& actual, const at::Tensor& expected) {
  ASSERT_EQ(actual.sizes(), expected.sizes());
  EXPECT_TRUE(has_channels_last(actual));
  EXPECT_LT((actual - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>());
}

TEST(StridedConvolution, halving_agrees_with_the_plain_operator) {
  const at::NoGradGuard no_grad;
  const auto weight = rule_tensor("weight", {24, 16, 3, 3, 3}, 0.1F), bias = rule_tensor("bias", {24});
  for (const Sizes& sizes : {Sizes{3, 16, 6, 4, 8}, {1, 16, 2, 2, 2}}) {
    const auto x = rule_tensor("x", sizes);
    expect_close_in_layout(halving_convolution(in_kernel_layout(x), weight, bias), at::conv3d(x, weight, bias, 2, 1));
    expect_close_in_layout(halving_convolution(in_kernel_layout(x), weight, {}), at::conv3d(x, weight, {}, 2, 1));
  }
}

TEST(StridedConvolution, doubling_agrees_with_the_plain_operator) {
  const at::NoGradGuard no_grad;
  const auto weight = rule_tensor("weight", {16, 24, 3, 3, 3}, 0.1F), bias = rule_tensor("bias", {24});
  for (const Sizes& sizes : {Sizes{3, 16, 3, 2, 5}, {1, 16, 1, 1, 1}}) {
    const auto x = rule_tensor("x", sizes);
    expect_close_in_layout(doubling_convolution(in_kernel_layout(x), weight, bias),
                           at::conv_transpose3d(x, weight, bias, 2, 1, 1));
    expect_close_in_layout(doubling_convolution(in_kernel_layout(x), weight, {}),
                           at::conv_transpose3d(x, weight, {}, 2, 1, 1));
  }
}

TEST(StridedConvolution, layers_agree_with_themselves_in_training) {
  Conv3d half(16, 24, 3, {.stride = 2});
  ConvTranspose3d twice(16, 24, 3, {.stride = 2, .output_padding = 1});
  for (Convolution* layer : {static_cast<Convolution*>(&half), static_cast<Convolution*>(&twice)}) {
    initialize(*layer, 1);
    for (const Sizes& sizes : {Sizes{2, 16, 4, 6, 8}, {1, 16, 3, 5, 4}}) {
      const auto x = rule_tensor("x", sizes);
      const at::Tensor expected = layer->forward(x).detach();
      const at::NoGradGuard no_grad;
      expect_close_in_layout(layer->forward(in_kernel_layout(x)), expected);
    }
  }
}

TEST(StridedConvolution, leaves_training_and_other_layouts_to_libtorch) {
  const auto weight = at::rand({16, 16, 3, 3, 3}), x = at::rand({1, 16, 4, 4, 4});
  const auto last = channels_first_view(channels_last_view(x).contiguous());
  EXPECT_TRUE(strided_convolution_applies(last, weight));
  EXPECT_FALSE(strided_convolution_applies(last, at::rand({16, 16, 3, 3, 3}).requires_grad_(true)));
  EXPECT_FALSE(strided_convolution_applies(last, at::rand({16, 16, 1, 3, 3})));
  EXPECT_FALSE(strided_convolution_applies(x, weight));
  EXPECT_THROW(halving_convolution(x, weight, {}), std::logic_error);
  EXPECT_THROW(doubling_convolution(x, weight, {}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
