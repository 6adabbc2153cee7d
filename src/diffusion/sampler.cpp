#include "diffusion/sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/error.h"
#include "diffusion/ddim_sampler.h"
#include "diffusion/multistep_sampler.h"

namespace syncdreamer {

std::vector<std::int64_t> sampling_timesteps(std::int64_t num_timesteps, const SamplingOptions& options) {
  const std::int64_t steps = options.num_steps;
  if (steps < 1 || steps > num_timesteps) {
    throw InputError("steps: found " + std::to_string(steps) + ", expected 1 to " + std::to_string(num_timesteps));
  }
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
    : prediction_(prediction), timesteps_(sampling_timesteps(schedule.num_timesteps(), options)) {
  const at::Tensor table = schedule.alphas_cumprod.to(at::kCPU, at::kFloat).contiguous();
  const float* cumprod = table.data_ptr<float>();
  end_alpha_cumprod_ = cumprod[0];
  for (const std::int64_t t : timesteps_) alphas_cumprod_.push_back(cumprod[t]);
  if (options.last_timestep < 0 || options.last_timestep > timesteps_.back()) {
    throw InputError("--last-timestep: found " + std::to_string(options.last_timestep) + ", expected 0 to " +
                     std::to_string(timesteps_.back()) + ", the timestep of the first step");
  }
  const auto first = std::lower_bound(timesteps_.begin(), timesteps_.end(), options.last_timestep);
  first_index_ = static_cast<std::size_t>(first - timesteps_.begin());
}

Sampler::Estimate Sampler::estimate(const at::Tensor& x, const Denoiser& denoiser, std::int64_t step) const {
  const std::size_t i = index_of(step);
  const at::Tensor output = denoiser(x, timestep_of(step), step);
  check(output.sizes() == x.sizes(), "a denoiser's prediction has the shape of its input");
  const float alpha = std::sqrt(alphas_cumprod_[i]), sigma = std::sqrt(1.0F - alphas_cumprod_[i]);
  if (prediction_ == Prediction::epsilon) return {output, (x - sigma * output) / alpha};
  return {alpha * output + sigma * x, alpha * x - sigma * output};
}

std::unique_ptr<Sampler> make_sampler(const NoiseSchedule& schedule, const SamplingOptions& options,
                                      Prediction prediction) {
  if (options.method == SamplingMethod::ddim) return std::make_unique<DdimSampler>(schedule, options, prediction);
  return std::make_unique<MultistepSampler>(schedule, options, prediction);
}

}  // namespace syncdreamer
