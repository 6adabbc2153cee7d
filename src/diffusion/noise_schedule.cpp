#include "diffusion/noise_schedule.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"
#include "core/option_range.h"
#include "nn/linspace.h"

namespace syncdreamer {

at::Tensor per_sample(const at::Tensor& values, const at::Tensor& like) {
  check(values.dim() == 1 && values.size(0) == like.size(0), "one value a sample is needed");
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  shape[0] = like.size(0);
  return values.to(like.device()).view(shape);
}

at::Tensor at_timesteps(const at::Tensor& table, const at::Tensor& timesteps, const at::Tensor& like) {
  return per_sample(table.to(like.device()).index_select(0, timesteps.to(like.device())), like);
}

NoiseSchedule::NoiseSchedule(const NoiseScheduleOptions& options) {
  require_option(options.num_timesteps >= 1, "num_timesteps", options.num_timesteps, "1 or more");
  if (!(options.beta_start > 0 && options.beta_start <= options.beta_end && options.beta_end < 1)) {
    throw InputError("beta_start and beta_end: found " + number_text(options.beta_start) + " and " +
                     number_text(options.beta_end) + ", expected 0 < beta_start <= beta_end < 1");
  }
  betas = linspace(std::sqrt(options.beta_start), std::sqrt(options.beta_end), options.num_timesteps).square();
  alphas = 1.0 - betas;
  alphas_cumprod = alphas.cumprod(0);
  const at::Tensor previous = at::cat({at::ones({1}), alphas_cumprod.slice(0, 0, -1)});
  sqrt_alphas_cumprod = alphas_cumprod.sqrt();
  sqrt_one_minus_alphas_cumprod = (1.0 - alphas_cumprod).sqrt();
  posterior_variance = betas * (1.0 - previous) / (1.0 - alphas_cumprod);
  posterior_log_variance_clipped = posterior_variance.clamp_min(1e-20).log().clamp_min(-10);
}

at::Tensor add_noise(const NoiseSchedule& schedule, const at::Tensor& x0, const at::Tensor& timesteps,
                     const at::Tensor& noise) {
  return at_timesteps(schedule.sqrt_alphas_cumprod, timesteps, x0) * x0 +
         at_timesteps(schedule.sqrt_one_minus_alphas_cumprod, timesteps, x0) * noise;
}

at::Tensor prediction_target(const NoiseSchedule& schedule, Prediction prediction, const at::Tensor& x0,
                             const at::Tensor& timesteps, const at::Tensor& noise) {
  if (prediction == Prediction::epsilon) return noise;
  return at_timesteps(schedule.sqrt_alphas_cumprod, timesteps, x0) * noise -
         at_timesteps(schedule.sqrt_one_minus_alphas_cumprod, timesteps, x0) * x0;
}

at::Tensor clean_from_output(const NoiseSchedule& schedule, Prediction prediction, const at::Tensor& output,
                             const at::Tensor& x, const at::Tensor& timesteps) {
  const at::Tensor alpha = at_timesteps(schedule.sqrt_alphas_cumprod, timesteps, x);
  const at::Tensor sigma = at_timesteps(schedule.sqrt_one_minus_alphas_cumprod, timesteps, x);
  if (prediction == Prediction::epsilon) return (x - sigma * output) / alpha;
  return alpha * x - sigma * output;
}

}  // namespace syncdreamer
