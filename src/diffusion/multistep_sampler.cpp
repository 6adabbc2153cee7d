#include "diffusion/multistep_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"

namespace syncdreamer {

MultistepSampler::MultistepSampler(const NoiseSchedule& schedule, const SamplingOptions& options, Prediction prediction)
    : Sampler(schedule, options, prediction), corrects_(options.method == SamplingMethod::unipc) {
  check(options.method != SamplingMethod::ddim, "MultistepSampler: the method is dpm or unipc");
}

MultistepSampler::NoiseLevel MultistepSampler::level_of(double alpha_cumprod) {
  return {std::sqrt(alpha_cumprod), std::sqrt(1 - alpha_cumprod), 0.5 * std::log(alpha_cumprod / (1 - alpha_cumprod))};
}

at::Tensor MultistepSampler::constant_step(const History& history, std::int64_t step) const {
  const NoiseLevel from = level_before(step), to = level_after(step);
  return to.sigma / from.sigma * history.x - to.alpha * std::expm1(-log_step(step)) * history.clean;
}

at::Tensor MultistepSampler::predicted(const History& history, std::int64_t step) const {
  const at::Tensor x = constant_step(history, step);
  if (is_last(step) || !history.previous_clean.defined()) return x;
  const double h = log_step(step), slope = h / log_step(step - 1);
  const double weight = -level_after(step).alpha * std::expm1(-h) / 2;
  return x + weight * slope * (history.clean - history.previous_clean);
}

// The polynomial m0 + a v + b v^2 goes through the predictions at v = 1 (the new one), 0 and, if there is one, -1 /
// slope; v = u / h, and the integrals of e^(u - h) v and v^2 have closed forms.
at::Tensor MultistepSampler::corrected(const History& history, const at::Tensor& clean, std::int64_t step) const {
  const at::Tensor x = constant_step(history, step);
  const at::Tensor ahead = clean - history.clean;
  const double h = log_step(step), alpha = level_after(step).alpha;
  if (!history.previous_clean.defined()) return x - alpha * std::expm1(-h) / 2 * ahead;
  const double behind_at = -log_step(step - 1) / h;
  const at::Tensor behind = (history.previous_clean - history.clean) / behind_at;
  const at::Tensor b = (ahead - behind) / (1 - behind_at);
  const double linear = 1 + std::expm1(-h) / h, quadratic = 1 - 2 * linear / h;
  return x + alpha * (linear * (ahead - b) + quadratic * b);
}

std::optional<at::Tensor> MultistepSampler::sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource&,
                                                   const SamplingObserver& observer) const {
  History history;
  for (std::int64_t step = 0; step < num_steps(); ++step) {
    const auto [epsilon, clean] = estimate(x, denoiser, step);
    if (corrects_ && step > 0) x = corrected(history, clean, step - 1);
    history = {x, clean, history.clean};
    x = ends_clean(step) ? clean : predicted(history, step);
    if (observer && !observer({step, num_steps(), timestep_of(step), epsilon, clean, x})) return std::nullopt;
  }
  return x;
}

}  // namespace syncdreamer
