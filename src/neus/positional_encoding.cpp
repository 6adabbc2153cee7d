#include "neus/positional_encoding.h"

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

namespace syncdreamer {

at::Tensor PositionalEncoding::encode(const at::Tensor& points) const {
  std::vector<at::Tensor> parts{points};
  for (std::int64_t i = 0; i < num_frequencies_; ++i) {
    const at::Tensor phase = points * std::exp2(i);
    parts.push_back(phase.sin());
    parts.push_back(phase.cos());
  }
  return at::cat(parts, 1);
}

at::Tensor PositionalEncoding::pull_back(const at::Tensor& points, const at::Tensor& encoded_gradient) const {
  at::Tensor gradient = encoded_gradient.narrow(1, 0, 3);
  for (std::int64_t i = 0; i < num_frequencies_; ++i) {
    const double frequency = std::exp2(i);
    const at::Tensor phase = points * frequency;
    const at::Tensor of_sine = encoded_gradient.narrow(1, 3 + 6 * i, 3);
    const at::Tensor of_cosine = encoded_gradient.narrow(1, 6 + 6 * i, 3);
    gradient = gradient + frequency * (of_sine * phase.cos() - of_cosine * phase.sin());
  }
  return gradient;
}

}  // namespace syncdreamer
