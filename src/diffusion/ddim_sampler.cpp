#include "diffusion/ddim_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/option_range.h"

namespace syncdreamer {

DdimSampler::DdimSampler(const NoiseSchedule& schedule, const SamplingOptions& options, Prediction prediction)
    : Sampler(schedule, options, prediction) {
  require_option(options.eta >= 0, "eta", options.eta, "at least 0");
  float previous = end_alpha_cumprod();
  for (const float alpha : alphas_cumprod()) {
    // Single precision values, double precision arithmetic: the released sampler's rounding.
    const double a = alpha, b = previous;
    const double sigma = options.eta * std::sqrt((1 - b) / (1 - a) * (1 - a / b));
    alphas_cumprod_prev_.push_back(previous);
    sigmas_.push_back(static_cast<float>(sigma));
    previous = alpha;
  }
}

std::optional<at::Tensor> DdimSampler::sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                              const SamplingObserver& observer) const {
  for (std::int64_t step = 0; step < num_steps(); ++step) {
    const std::size_t i = index_of(step);
    const auto [epsilon, clean] = estimate(x, denoiser, step);
    const float sigma = sigmas_[i];
    const float direction = std::sqrt(std::max(1.0F - alphas_cumprod_prev_[i] - sigma * sigma, 1e-7F));
    x = is_last(step) && leaves_out_steps() ? clean : std::sqrt(alphas_cumprod_prev_[i]) * clean + direction * epsilon;
    if (!is_last(step) && sigma > 0) x = x + sigma * noise(x.sizes()).to(x.device(), x.scalar_type());
    if (observer && !observer({step, num_steps(), timestep_of(step), epsilon, clean, x})) return std::nullopt;
  }
  return x;
}

}  // namespace syncdreamer
