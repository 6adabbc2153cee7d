#include "diffusion/condition_drop.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "diffusion/noise_schedule.h"

namespace syncdreamer {

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
