#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/lanes.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

/// x Phi(x), Phi the normal distribution, to 2e-7 of |x| (Abramowitz and Stegun 1964, 7.1.26).
inline Lanes gelu(Lanes x) {
  const Lanes size = maximum(x, -x) * 0.70710678F;
  const Lanes t = 1 / (1 + 0.3275911F * size);
  Lanes series = 1.061405429F * t - 1.453152027F;
  series = series * t + 1.421413741F;
  series = series * t - 0.284496736F;
  series = series * t + 0.254829592F;
  const Lanes tail = 0.5F * series * t * exponential(-size * size);  // Phi(-|x|)
  return x * (x > 0 ? 1 - tail : tail);
}

inline void gated_gelu(const GatedGeluProblem& problem) {
  const std::int64_t width = problem.width;
  for (std::int64_t row = 0; row < problem.num_rows; ++row) {
    const float* values = problem.input + 2 * row * width;
    float* output = problem.output + row * width;
    for (std::int64_t c = 0; c < width; c += kLanes)
      store(output + c, load(values + c) * gelu(load(values + width + c)));
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
