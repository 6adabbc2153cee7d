#include "diffusion/guidance.h"

#include <ATen/ATen.h>

#include "core/error.h"

namespace syncdreamer {

at::Tensor guided(const at::Tensor& both_halves, double scale) {
  check(both_halves.dim() > 0 && both_halves.size(0) % 2 == 0,
        "guidance needs a conditional and an unconditional half");
  const auto halves = both_halves.chunk(2);
  return halves[1] + scale * (halves[0] - halves[1]);
}

at::Tensor guided_by_parts(const at::Tensor& conditional, const at::Tensor& without_picture,
                           const at::Tensor& without_views, const std::array<double, 2>& scales) {
  return conditional + scales[0] * (conditional - without_picture) + scales[1] * (conditional - without_views);
}

}  // namespace syncdreamer
