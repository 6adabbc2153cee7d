#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geometry/linear.h"

namespace syncdreamer {

struct NearestPoint {
  std::size_t index = 0;
  double distance = 0.0;
};

/// For each point of `from` the nearest one of `to`, which is not empty.
std::vector<NearestPoint> nearest_points(std::span<const Vec3> from, std::span<const Vec3> to);

}  // namespace syncdreamer
