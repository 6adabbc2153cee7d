#include "diffusion/guidance.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "diffusion/noise_schedule.h"

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

ConditionDrop drop_conditions(const at::Tensor& uniform, double rate) {
  check(rate >= 0 && rate <= 0.25, "the rate of each kind of dropping is from 0 to 0.25");
  const at::Tensor all = (uniform >= 3 * rate) & (uniform < 4 * rate);
  return {.context = (uniform < rate) | all,
          .volume = ((uniform >= rate) & (uniform < 2 * rate)) | all,
          .input_latent = ((uniform >= 2 * rate) & (uniform < 3 * rate)) | all};
}

at::Tensor zero_where(const at::Tensor& tensor, const at::Tensor& dropped) {
  return tensor.masked_fill(per_sample(dropped, tensor), 0);
}

}  // namespace syncdreamer
