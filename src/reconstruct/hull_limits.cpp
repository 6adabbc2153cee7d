#include "reconstruct/hull_limits.h"

#include <algorithm>
#include <cstddef>

#include "reconstruct/grid_sampling.h"
#include "reconstruct/signed_distance.h"

namespace syncdreamer {
namespace {

constexpr double kFitsBelow = 1.5;  // samples under the lowest of the hull, where a fit may still end
constexpr float kFitsBeside = 0.5F;

}  // namespace

void keep_above_hull_bottom(ScalarGrid& distance, const VisualHull& hull) {
  const ScalarGrid& coverage = hull.coverage;
  const auto first = std::ranges::find_if(coverage.values, is_inside);
  const std::ptrdiff_t plane = (first - coverage.values.begin()) / coverage.size / coverage.size;
  const double bottom = coverage.position(0, 0, static_cast<double>(plane)).z - kFitsBelow * coverage.spacing();
  for (int z = 0; z < distance.size; ++z) {
    const auto below = static_cast<float>(bottom - distance.position(0, 0, z).z);
    for (int y = 0; y < distance.size; ++y) {
      for (int x = 0; x < distance.size; ++x) distance.at(x, y, z) = std::max(distance.at(x, y, z), below);
    }
  }
}

void keep_near_hull(ScalarGrid& distance, const VisualHull& hull) {
  const ScalarGrid of_hull = signed_distance(hull.coverage), limit = resampled(of_hull, distance.size);
  const float margin = kFitsBeside * static_cast<float>(of_hull.spacing());
  for (std::size_t i = 0; i < distance.values.size(); ++i)
    distance.values[i] = std::max(distance.values[i], limit.values[i] - margin);
}

}  // namespace syncdreamer
