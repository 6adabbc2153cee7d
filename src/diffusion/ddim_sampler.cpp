#include "diffusion/ddim_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/error.h"

namespace syncdreamer {

std::vector<std::int64_t> ddim_timesteps(std::int64_t num_timesteps, const DdimOptions& options) {
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

DdimSampler::DdimSampler(const NoiseSchedule& schedule, const DdimOptions& options, Prediction prediction)
    : prediction_(prediction), timesteps_(ddim_timesteps(schedule.num_timesteps(), options)) {
  if (!(options.eta >= 0)) throw InputError("eta: found " + std::to_string(options.eta) + ", expected at least 0");
  const at::Tensor table = schedule.alphas_cumprod.to(at::kCPU, at::kFloat).contiguous();
  const float* cumprod = table.data_ptr<float>();
  float previous = cumprod[0];
  for (const std::int64_t t : timesteps_) {
    // Single precision values, double precision arithmetic: the released sampler's rounding.
    const double a = cumprod[t], b = previous;
    const double sigma = options.eta * std::sqrt((1 - b) / (1 - a) * (1 - a / b));
    alphas_.push_back(cumprod[t]);
    alphas_prev_.push_back(previous);
    sigmas_.push_back(static_cast<float>(sigma));
    sqrt_one_minus_alphas_.push_back(std::sqrt(1.0F - cumprod[t]));
    previous = cumprod[t];
  }
  if (options.last_timestep < 0 || options.last_timestep > timesteps_.back()) {
    throw InputError("last_timestep: found " + std::to_string(options.last_timestep) + ", expected 0 to " +
                     std::to_string(timesteps_.back()) + ", the first step's");
  }
  num_left_out_ = std::lower_bound(timesteps_.begin(), timesteps_.end(), options.last_timestep) - timesteps_.begin();
}

std::optional<at::Tensor> DdimSampler::sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                              const DdimObserver& observer) const {
  for (std::int64_t step = 0; step < num_steps(); ++step) {
    const auto i = timesteps_.size() - 1 - static_cast<std::size_t>(step);
    const at::Tensor output = denoiser(x, timesteps_[i], step);
    check(output.sizes() == x.sizes(), "a denoiser's prediction has the shape of its input");

    const float signal = std::sqrt(alphas_[i]), spread = sqrt_one_minus_alphas_[i];
    const bool is_epsilon = prediction_ == Prediction::epsilon;
    const at::Tensor epsilon = is_epsilon ? output : signal * output + spread * x;
    const at::Tensor clean = is_epsilon ? (x - spread * output) / signal : signal * x - spread * output;

    const float sigma = sigmas_[i];
    const float direction = std::sqrt(std::max(1.0F - alphas_prev_[i] - sigma * sigma, 1e-7F));
    x = std::sqrt(alphas_prev_[i]) * clean + direction * epsilon;
    const bool last = step == num_steps() - 1;
    if (last && i > 0) x = clean;
    if (!last && sigma > 0) x = x + sigma * noise(x.sizes()).to(x.device(), x.scalar_type());

    if (observer && !observer({step, num_steps(), timesteps_[i], epsilon, clean, x})) return std::nullopt;
  }
  return x;
}

}  // namespace syncdreamer
