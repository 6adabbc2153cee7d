#pragma once

#include <cmath>
#include <functional>

#include "core/random.h"
#include "reconstruct/field_grid.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

constexpr double kEverywhere = 100;  // the band of a FieldGrid that holds all samples

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

/// A field sampled on the cube [-1, 1]^3, each sample moved by up to `unevenness`, with colours by chance.
inline FieldGrid uneven_grid(int size, const std::function<double(Vec3)>& field, double unevenness, double band) {
  Random random(5);
  FieldGrid grid(sample_field(size, [&](Vec3 p) { return field(p) + random.uniform(-unevenness, unevenness); }), band,
                 {});
  for (FieldValue& value : grid.values) {
    for (std::size_t c = 1; c < 4; ++c) value[c] = static_cast<float>(random.uniform(0, 1));
  }
  return grid;
}

}  // namespace syncdreamer
