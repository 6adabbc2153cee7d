#pragma once

#include <cmath>
#include <functional>

#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// A field sampled on the cube [-1, 1]^3.
inline ScalarGrid sample_field(int size, const std::function<double(Vec3)>& field) {
  ScalarGrid grid(size, 1.0);
  for (int z = 0; z < size; ++z) {
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) grid.at(x, y, z) = static_cast<float>(field(grid.position(x, y, z)));
    }
  }
  return grid;
}

/// Signed distance of a sphere about the origin.
inline auto sphere_field(double radius) {
  return [=](Vec3 p) { return length(p) - radius; };
}

/// Signed distance of a torus about the z axis.
inline auto torus_field(double ring_radius, double tube_radius) {
  return [=](Vec3 p) { return std::hypot(std::hypot(p.x, p.y) - ring_radius, p.z) - tube_radius; };
}

}  // namespace syncdreamer
