#include "nn/convolution_gradients.h"

#include <ATen/ATen.h>

#include <tuple>

namespace syncdreamer {
namespace {

/// Of the input of a 3x3 convolution whose few output channels fill no vector.
at::Tensor input_gradient(at::ScalarType type) {
  constexpr int kBatch = 2, kIn = 8, kOut = 4, kSide = 4;
  const at::Tensor weight = at::arange(kOut * kIn * 9, type).view({kOut, kIn, 3, 3});
  const at::Tensor input = at::ones({kBatch, kIn, kSide, kSide}, type);
  const at::Tensor gradient = at::ones({kBatch, kOut, kSide, kSide}, type);
  return std::get<0>(at::convolution_backward(gradient, input, weight, /*bias_sizes=*/at::OptionalIntArrayRef(),
                                              /*stride=*/{1, 1},
                                              /*padding=*/{1, 1}, /*dilation=*/{1, 1}, /*transposed=*/false,
                                              /*output_padding=*/{0, 0}, /*groups=*/1, {true, false, false}));
}

bool are_gradients_right() {
  const at::NoGradGuard no_grad;
  return at::allclose(input_gradient(at::kFloat).to(at::kDouble),
                      input_gradient(at::kDouble));  // oneDNN has no doubles
}

}  // namespace

at::Tensor with_right_gradients(const at::Tensor& weight) {
  static const bool are_right = are_gradients_right();
  if (are_right || !weight.is_cpu()) return weight;
  if (weight.size(1) == 1) at::globalContext().setUserEnabledMkldnn(false);
  return weight.contiguous(weight.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::ChannelsLast3d);
}

}  // namespace syncdreamer
