#pragma once

#include <array>
#include <utility>

#include "core/named_enum.h"
#include "pipeline/generate_views.h"

namespace syncdreamer {

/// How much work goes into the views; docs/results.md says what each costs and gives.
enum class SamplingPreset {
  quality,   ///< the authors' 50 DDIM steps with fresh noise
  balanced,  ///< 20 steps of UniPC
  fast,      ///< 10 steps of UniPC, without guidance at low noise
};

constexpr auto enum_names(SamplingPreset) {
  using enum SamplingPreset;
  return std::array{std::pair{quality, "quality"}, std::pair{balanced, "balanced"}, std::pair{fast, "fast"}};
}

/// Sets sampler, number of steps, eta, spacing, guidance interval and volume interval; everything else, the last
/// timestep included, stays.
void apply_preset(SamplingPreset preset, GenerateOptions& options);

}  // namespace syncdreamer
