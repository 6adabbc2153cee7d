#include "nn/convolution_gradients.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/layers.h"

namespace syncdreamer {
namespace {

/// The gradient of the input where the outputs count differently.
template <class Layer>
at::Tensor input_gradient_of(Layer& layer, const at::Tensor& x) {
  const at::Tensor leaf = x.detach().clone().requires_grad_(), output = layer.forward(leaf);
  (output * at::arange(output.numel(), output.options()).view_as(output).sin()).sum().backward();
  return leaf.grad();
}

/// Expects the gradients of a layer to be those of the same layer in double precision.
template <class Layer>
void expect_right_gradients(Layer&& layer, const at::Tensor& x) {
  at::globalContext().setUserEnabledMkldnn(true);  // whatever was done for others
  initialize(layer, 1);
  const at::Tensor output = layer.forward(x), input_gradient = input_gradient_of(layer, x),
                   weight_gradient = layer.weight.grad().clone();
  EXPECT_EQ(weight_gradient.strides(), layer.weight.strides());
  layer.zero_grad();
  layer.to(at::kDouble);
  EXPECT_TRUE(at::allclose(output.to(at::kDouble), layer.forward(x.to(at::kDouble)), 1e-4, 1e-5));
  const auto expect_near = [&](const at::Tensor& found, const at::Tensor& expected) {
    EXPECT_LT((found - expected).norm().template item<double>(), 1e-5 * expected.norm().template item<double>())
        << layer.weight.sizes();
  };
  expect_near(input_gradient, input_gradient_of(layer, x.to(at::kDouble)));
  expect_near(weight_gradient, layer.weight.grad());
}

TEST(ConvolutionGradients, are_right_whatever_the_number_of_channels) {
  at::manual_seed(1);
  for (const int inputs : {1, 6, 48}) {
    for (const int outputs : {1, 4, 8, 12, 16, 40}) {
      for (const int stride : {1, 2}) {
        expect_right_gradients(Conv2d(inputs, outputs, 3, {.stride = stride}), at::randn({2, inputs, 8, 8}));
        expect_right_gradients(Conv3d(inputs, outputs, 3, {.stride = stride}), at::randn({2, inputs, 4, 4, 4}));
      }
      expect_right_gradients(ConvTranspose3d(inputs, outputs, 3, {.stride = 2, .output_padding = 1}),
                             at::randn({2, inputs, 4, 4, 4}));
    }
  }
}

TEST(ConvolutionGradients, are_right_with_onednn_left_on) {
  at::globalContext().setUserEnabledMkldnn(true);
  with_right_gradients(at::zeros({4, 3, 3, 3}));
  EXPECT_TRUE(at::globalContext().userEnabledMkldnn());
}

}  // namespace
}  // namespace syncdreamer
