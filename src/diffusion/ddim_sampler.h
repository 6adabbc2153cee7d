#pragma once

#include "diffusion/sampler.h"

namespace syncdreamer {

/// Denoising diffusion implicit models (Song et al. 2020): removes noise in few large steps.
///
/// With a and b the cumulative alphas at a step's timestep and at the next lower one (the schedule's first for the last
/// step), e the predicted noise and z fresh noise:
///     x0 = (x - sqrt(1 - a) e) / sqrt(a)
///     sigma = eta sqrt((1 - b) / (1 - a) (1 - a / b))
///     x <- sqrt(b) x0 + sqrt(max(1 - b - sigma^2, 1e-7)) e + sigma z
/// Noise is drawn once a step but the last; never when eta is 0.
class DdimSampler : public Sampler {
 public:
  /// \throws InputError as Sampler does, and for an eta outside of 0 to 1.
  DdimSampler(const NoiseSchedule& schedule, const SamplingOptions& options,
              Prediction prediction = Prediction::epsilon);

  std::optional<at::Tensor> sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                   const SamplingObserver& observer = {}) const override;

  /// Of the formula, rounded to single precision.
  float sigma(std::int64_t step) const;

 private:
  double eta_;
};

}  // namespace syncdreamer
