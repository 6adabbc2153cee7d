#include "nn/convolution_gradients.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/layers.h"

namespace syncdreamer {
namespace {

TEST(ConvolutionGradients, are_right_once_wrong_ones_are_avoided) {
  avoid_wrong_convolution_gradients();
  EXPECT_TRUE(are_convolution_gradients_right());
}

/// The gradient of the input where every output counts the same.
template <class Layer>
at::Tensor input_gradient_of(Layer& layer, const at::Tensor& x) {
  const at::Tensor leaf = x.detach().clone().requires_grad_();
  layer.forward(leaf).sum().backward();
  return leaf.grad();
}

/// Expects the gradient of a layer to be that of the same layer in double precision.
template <class Layer>
void expect_right_gradient(Layer&& layer, const at::Tensor& x) {
  at::globalContext().setUserEnabledMkldnn(true);  // whatever was done for others
  initialize(layer, 1);
  const at::Tensor found = input_gradient_of(layer, x), output = layer.forward(x);
  layer.to(at::kDouble);
  EXPECT_TRUE(at::allclose(output.to(at::kDouble), layer.forward(x.to(at::kDouble)), 1e-4, 1e-5));
  const at::Tensor expected = input_gradient_of(layer, x.to(at::kDouble));
  EXPECT_LT((found - expected).norm().item<double>(), 1e-5 * expected.norm().item<double>()) << layer.weight.sizes();
}

TEST(ConvolutionGradients, of_layers_are_right_whatever_the_number_of_their_channels) {
  at::manual_seed(1);
  for (const int num_outputs : {1, 4, 8, 12, 16, 40}) {
    for (const int stride : {1, 2}) {
      expect_right_gradient(Conv2d(6, num_outputs, 3, {.stride = stride}), at::randn({2, 6, 8, 8}));
      expect_right_gradient(Conv3d(6, num_outputs, 3, {.stride = stride}), at::randn({2, 6, 4, 4, 4}));
    }
    expect_right_gradient(ConvTranspose3d(6, num_outputs, 3, {.stride = 2, .output_padding = 1}),
                          at::randn({2, 6, 4, 4, 4}));
  }
}

}  // namespace
}  // namespace syncdreamer
