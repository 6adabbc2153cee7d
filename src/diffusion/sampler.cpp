#include "diffusion/sampler.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/option_range.h"
#include "diffusion/ddim_sampler.h"
#include "diffusion/multistep_sampler.h"

namespace syncdreamer {

std::vector<std::int64_t> sampling_timesteps(std::int64_t num_timesteps, const SamplingOptions& options) {
  const std::int64_t steps = options.num_steps;
  require_range("--steps", steps, 1, num_timesteps);
  std::vector<std::int64_t> timesteps(static_cast<std::size_t>(steps));
  std::iota(timesteps.begin(), timesteps.end(), 0);
  if (steps == num_timesteps) return timesteps;
  for (std::int64_t& t : timesteps) {
    if (options.spacing == TimestepSpacing::leading) {
      t = t * num_timesteps / steps + 1;
    } else {
      t = ((t + 1) * num_timesteps + steps - 1) / steps - 1;
    }
  }
  return timesteps;
}

Sampler::Sampler(const NoiseSchedule& schedule, const SamplingOptions& options, Prediction prediction)
    : prediction_(prediction) {
  const std::vector<std::int64_t> ascending = sampling_timesteps(schedule.num_timesteps(), options);
  const std::int64_t last = options.last_timestep == kModelLastTimestep ? 0 : options.last_timestep;
  require_option(last >= 0 && last <= ascending.back(), "--last-timestep", last,
                 "0 to " + std::to_string(ascending.back()) + ", the timestep of the first step");
  const at::Tensor table = schedule.alphas_cumprod.to(at::kCPU, at::kFloat).contiguous();
  const float* cumprod = table.data_ptr<float>();
  for (auto timestep = ascending.rbegin(); timestep != ascending.rend() && *timestep >= last; ++timestep)
    steps_.push_back({*timestep, cumprod[*timestep]});
  end_alpha_cumprod_ = cumprod[0];
  leaves_out_steps_ = steps_.size() < ascending.size();
}

Sampler::Estimate Sampler::estimate(const at::Tensor& x, const Denoiser& denoiser, std::int64_t step) const {
  const at::Tensor output = denoiser(x, timestep_of(step), step);
  check(output.sizes() == x.sizes(), "a denoiser's prediction has the shape of its input");
  const float alpha_cumprod = alpha_cumprod_before(step);
  const float alpha = std::sqrt(alpha_cumprod), sigma = std::sqrt(1.0F - alpha_cumprod);
  if (prediction_ == Prediction::epsilon) return {output, (x - sigma * output) / alpha};
  return {alpha * output + sigma * x, alpha * x - sigma * output};
}

std::unique_ptr<Sampler> make_sampler(const NoiseSchedule& schedule, const SamplingOptions& options,
                                      Prediction prediction) {
  check_enum(options.method);
  if (options.method == SamplingMethod::ddim) return std::make_unique<DdimSampler>(schedule, options, prediction);
  return std::make_unique<MultistepSampler>(schedule, options, prediction);
}

}  // namespace syncdreamer
