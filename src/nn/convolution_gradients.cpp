#include "nn/convolution_gradients.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <tuple>

namespace syncdreamer {
namespace {

/// A 3x3 convolution of which the gradient of the input may be wrong.
struct Suspect {
  std::int64_t inputs, outputs, stride;
};

at::Tensor input_gradient(const Suspect& suspect, at::ScalarType type) {
  constexpr std::int64_t kBatch = 2, kSide = 4;
  const auto [inputs, outputs, stride] = suspect;
  const at::Tensor weight = at::arange(outputs * inputs * 9, type).view({outputs, inputs, 3, 3});
  const at::Tensor input = at::ones({kBatch, inputs, kSide, kSide}, type);
  const at::Tensor gradient = at::ones({kBatch, outputs, kSide / stride, kSide / stride}, type);
  return std::get<0>(at::convolution_backward(gradient, input, weight, /*bias_sizes=*/at::OptionalIntArrayRef(),
                                              {stride, stride}, /*padding=*/{1, 1}, /*dilation=*/{1, 1},
                                              /*transposed=*/false, /*output_padding=*/{0, 0}, /*groups=*/1,
                                              {true, false, false}));
}

bool are_gradients_right() {
  const at::NoGradGuard no_grad;
  constexpr Suspect kFewOutputs{.inputs = 8, .outputs = 4, .stride = 1};  // they fill no vector
  constexpr Suspect kStrided{.inputs = 48, .outputs = 16, .stride = 2};
  const auto is_right = [](const Suspect& suspect) {
    return at::allclose(input_gradient(suspect, at::kFloat).to(at::kDouble),
                        input_gradient(suspect, at::kDouble));  // oneDNN has no doubles
  };
  return is_right(kFewOutputs) && is_right(kStrided);
}

}  // namespace

at::Tensor with_right_gradients(const at::Tensor& weight) {
  static const bool are_right = are_gradients_right();
  if (are_right || !weight.is_cpu()) return weight;
  if (weight.size(1) == 1) at::globalContext().setUserEnabledMkldnn(false);
  return weight.contiguous(weight.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::ChannelsLast3d);
}

}  // namespace syncdreamer
