#include "train/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace syncdreamer {

double learning_rate_at(const LearningRateOptions& options, std::int64_t step, std::int64_t num_steps) {
  if (step < options.warmup_steps) {
    const double progress = static_cast<double>(step) / static_cast<double>(options.warmup_steps);
    return options.peak * (0.02 + 0.98 * progress);
  }
  if (!options.cosine) return options.peak;
  const double length = static_cast<double>(std::max<std::int64_t>(1, num_steps - options.warmup_steps));
  const double progress = std::min(1.0, static_cast<double>(step - options.warmup_steps) / length);
  const double fall = 0.5 * (1 + std::cos(std::numbers::pi * progress));
  return options.peak * (options.final_fraction + (1 - options.final_fraction) * fall);
}

}  // namespace syncdreamer
