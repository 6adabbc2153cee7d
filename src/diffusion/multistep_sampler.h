#pragma once

#include "diffusion/sampler.h"

namespace syncdreamer {

/// Deterministic samplers of second order that ask the network once a step: DPM-Solver++(2M) (Lu et al. 2022) and UniPC
/// with B(h) = e^h - 1 (Zhao et al. 2023).
///
/// With alpha and sigma the shares of signal and noise and lambda = log(alpha / sigma), the probability flow from s to
/// t is
///     x_t = sigma_t / sigma_s x_s + alpha_t int_0^h e^(u - h) m(lambda_s + u) du,   h = lambda_t - lambda_s,
/// with m the predicted clean sample. The first step, and a last one that ends at the schedule's first timestep, take
/// for m a constant, which is DDIM without noise. All others take the line through the last two predictions, whose
/// slope both methods weight by half of what the constant's integral is, as published, and not by the integral of the
/// line. UniPC, once it knows the prediction at t, repeats the step with the parabola through the last three (in the
/// first step with the line, weighted likewise) before it goes on.
class MultistepSampler : public Sampler {
 public:
  /// \throws InputError as Sampler does; std::logic_error for a method that is none of the two.
  MultistepSampler(const NoiseSchedule& schedule, const SamplingOptions& options,
                   Prediction prediction = Prediction::epsilon);

  /// Draws no noise.
  std::optional<at::Tensor> sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                   const SamplingObserver& observer = {}) const override;

 private:
  /// As in the formula: shares of signal and noise, and the logarithm of their ratio.
  struct NoiseLevel {
    double alpha, sigma, lambda;
  };
  /// A sample before a step, with the predictions that lead on from it.
  struct History {
    at::Tensor x;               // before the step
    at::Tensor clean;           // predicted at x
    at::Tensor previous_clean;  // one step earlier; undefined in the first step
  };

  static NoiseLevel level_of(double alpha_cumprod);
  NoiseLevel level_before(std::int64_t step) const { return level_of(alpha_cumprod_before(step)); }
  NoiseLevel level_after(std::int64_t step) const { return level_of(alpha_cumprod_after(step)); }
  double log_step(std::int64_t step) const { return level_after(step).lambda - level_before(step).lambda; }
  at::Tensor constant_step(const History& history, std::int64_t step) const;
  at::Tensor predicted(const History& history, std::int64_t step) const;
  at::Tensor corrected(const History& history, const at::Tensor& clean, std::int64_t step) const;

  bool corrects_;
};

}  // namespace syncdreamer
