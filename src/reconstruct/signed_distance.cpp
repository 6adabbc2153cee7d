#include "reconstruct/signed_distance.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/in_parallel.h"

namespace syncdreamer {
namespace {

/// Lower envelope of the parabolas (x - i)^2 + heights[i], at every i; along one line of the grid.
class ParabolaEnvelope {
 public:
  void replace(std::vector<double>& heights) {
    const auto count = static_cast<int>(heights.size());
    centres_.assign(1, 0);
    starts_.assign(1, -std::numeric_limits<double>::infinity());
    for (int i = 1; i < count; ++i) {
      double crossing = meeting(heights, centres_.back(), i);
      while (crossing <= starts_.back()) {
        centres_.pop_back();
        starts_.pop_back();
        crossing = meeting(heights, centres_.back(), i);
      }
      centres_.push_back(i);
      starts_.push_back(crossing);
    }
    const std::vector<double> before = heights;
    std::size_t k = 0;
    for (int x = 0; x < count; ++x) {
      while (k + 1 < starts_.size() && starts_[k + 1] < x) ++k;
      const double offset = x - centres_[k];
      heights[static_cast<std::size_t>(x)] = offset * offset + before[static_cast<std::size_t>(centres_[k])];
    }
  }

 private:
  static double meeting(const std::vector<double>& heights, int a, int b) {
    const double at_a = heights[static_cast<std::size_t>(a)] + double(a) * a;
    const double at_b = heights[static_cast<std::size_t>(b)] + double(b) * b;
    return (at_b - at_a) / (2.0 * (b - a));
  }

  std::vector<int> centres_;
  std::vector<double> starts_;
};

/// Squared distance, in samples of a grid, to the nearest sample that is `target`.
std::vector<double> squared_distance(const std::vector<bool>& target, const ScalarGrid& grid) {
  const auto side = static_cast<std::size_t>(grid.size);
  const double far = 3.0 * grid.size * grid.size;
  std::vector<double> result(target.size());
  for (std::size_t i = 0; i < target.size(); ++i) result[i] = target[i] ? 0 : far;
  for (const std::size_t stride : grid.strides()) {
    in_parallel(side, [&](std::size_t plane) {
      ParabolaEnvelope envelope;
      std::vector<double> heights(side);
      for (std::size_t line = plane * side; line < (plane + 1) * side; ++line) {
        const std::size_t first = grid.line_start(line, stride);
        for (std::size_t i = 0; i < side; ++i) heights[i] = result[first + i * stride];
        envelope.replace(heights);
        for (std::size_t i = 0; i < side; ++i) result[first + i * stride] = heights[i];
      }
    });
  }
  return result;
}

}  // namespace

ScalarGrid signed_distance(const ScalarGrid& coverage) {
  std::vector<bool> inside(coverage.values.size()), outside(coverage.values.size());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    inside[i] = is_inside(coverage.values[i]);
    outside[i] = !inside[i];
  }
  const std::vector<double> to_inside = squared_distance(inside, coverage);
  const std::vector<double> to_outside = squared_distance(outside, coverage);
  ScalarGrid distance(coverage.size, coverage.half_side);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    // The boundary lies half a sample before the first sample of the other kind.
    const double samples = inside[i] ? 0.5 - std::sqrt(to_outside[i]) : std::sqrt(to_inside[i]) - 0.5;
    distance.values[i] = static_cast<float>(samples * coverage.spacing());
  }
  return distance;
}

}  // namespace syncdreamer
