#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "reconstruct/field_grid.h"

namespace syncdreamer {

/// A part of a ray, cut into steps of equal length; all in samples of the grid.
struct GridRay {
  std::array<float, 3> start{}, step{};
  int num_steps = 0;

  /// The point after `i` steps.
  std::array<float, 3> at(int i) const {
    const auto steps = static_cast<float>(i);
    return {start[0] + steps * step[0], start[1] + steps * step[1], start[2] + steps * step[2]};
  }
};

/// What a ray sees in front of white.
struct SeenByRay {
  std::array<float, 3> color{};
  float opacity = 0;
};

/// The logistic function, of a number that is brought within what float has room for.
inline float logistic(float x) {
  constexpr float kLargest = 60;
  return 1 / (1 + std::exp(-std::clamp(x, -kLargest, kLargest)));
}

/// Renders rays through a FieldGrid by the equation of NeuS (Wang et al. 2021, section 3): with Phi the logistic
/// function of the distance times `sharpness`, the opacity between two points is max(1 - Phi(next) / Phi(this), 0).
///
/// One object serves one thread: it keeps the samples of the last ray for its derivatives.
class FieldRenderer {
 public:
  /// \param sharpness  s of the paper, per object unit; 1 / s is the softness of SurfaceFitOptions.
  FieldRenderer(const FieldGrid& grid, float sharpness) : grid_(grid), sharpness_(sharpness) {}

  SeenByRay render(const GridRay& ray);

  /// Adds the derivatives of a function of the last ray's result to those by the samples of the grid.
  void backward(const SeenByRay& derivative, std::vector<FieldValue>& samples);

 private:
  struct Sample {
    std::optional<GridCell> cell;  ///< none in free space
    FieldValue value{};
    float phi = 1;            ///< 1 in free space
    float ratio = 1;          ///< Phi(next) / Phi(this), at most 1
    float transmittance = 1;  ///< of all before
  };
  Sample sample_at(const GridRay& ray, int i) const;

  const FieldGrid& grid_;
  float sharpness_;
  std::vector<Sample> samples_;
};

}  // namespace syncdreamer
