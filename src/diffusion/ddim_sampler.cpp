#include "diffusion/ddim_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/option_range.h"

namespace syncdreamer {

DdimSampler::DdimSampler(const NoiseSchedule& schedule, const SamplingOptions& options, Prediction prediction)
    : Sampler(schedule, options, prediction), eta_(options.eta) {
  require_range("--eta", options.eta, 0, 1);
}

float DdimSampler::sigma(std::int64_t step) const {
  // Single precision values, double precision arithmetic: the released sampler's rounding.
  const double a = alpha_cumprod_before(step), b = alpha_cumprod_after(step);
  return static_cast<float>(eta_ * std::sqrt((1 - b) / (1 - a) * (1 - a / b)));
}

std::optional<at::Tensor> DdimSampler::sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                              const SamplingObserver& observer) const {
  for (std::int64_t step = 0; step < num_steps(); ++step) {
    const auto [epsilon, clean] = estimate(x, denoiser, step);
    const float end = alpha_cumprod_after(step), deviation = sigma(step);
    const float direction = std::sqrt(std::max(1.0F - end - deviation * deviation, 1e-7F));
    x = ends_clean(step) ? clean : std::sqrt(end) * clean + direction * epsilon;
    if (!is_last(step) && deviation > 0) x = x + deviation * noise(x.sizes()).to(x.device(), x.scalar_type());
    if (observer && !observer({step, num_steps(), timestep_of(step), epsilon, clean, x})) return std::nullopt;
  }
  return x;
}

}  // namespace syncdreamer
