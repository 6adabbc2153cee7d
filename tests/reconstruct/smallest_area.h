#pragma once

#include <algorithm>
#include <limits>

#include "geometry/mesh.h"

namespace syncdreamer {

/// That of the smallest triangle.
inline double smallest_area(const Mesh& mesh) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const auto& [a, b, c] : mesh.triangles) {
    const Vec3 u = mesh.vertices[b] - mesh.vertices[a], v = mesh.vertices[c] - mesh.vertices[a];
    smallest = std::min(smallest, length(cross(u, v)) / 2);
  }
  return smallest;
}

}  // namespace syncdreamer
