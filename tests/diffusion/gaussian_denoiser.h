#pragma once

#include <ATen/ATen.h>

#include <cmath>

#include "diffusion/sampler.h"

namespace syncdreamer {

/// A normal distribution of data, for which everything about diffusion is known.
struct GaussianData {
  double mean = 0.7, deviation = 0.4;

  /// The deviation of samples noised to the cumulative alpha `a`.
  double noised_deviation(double a) const { return std::sqrt(a * deviation * deviation + 1 - a); }

  /// The expected clean sample, given x.
  at::Tensor expected_clean(const at::Tensor& x, double a) const {
    const double spread = noised_deviation(a);
    return mean + std::sqrt(a) * deviation * deviation / (spread * spread) * (x - std::sqrt(a) * mean);
  }

  /// What training would converge to.
  Denoiser denoiser(const NoiseSchedule& schedule, Prediction prediction = Prediction::epsilon) const {
    return [data = *this, schedule, prediction](const at::Tensor& x, std::int64_t timestep, std::int64_t) {
      const double a = schedule.alphas_cumprod[timestep].item<double>();
      const at::Tensor clean = data.expected_clean(x, a);
      const at::Tensor epsilon = (x - std::sqrt(a) * clean) / std::sqrt(1 - a);
      return prediction == Prediction::epsilon ? epsilon : std::sqrt(a) * epsilon - std::sqrt(1 - a) * clean;
    };
  }

  /// Where the probability flow takes x from the cumulative alpha `from` to `to`: it keeps the place in the
  /// distribution.
  at::Tensor flow(const at::Tensor& x, double from, double to) const {
    const double scale = noised_deviation(to) / noised_deviation(from);
    return std::sqrt(to) * mean + scale * (x - std::sqrt(from) * mean);
  }
};

}  // namespace syncdreamer
