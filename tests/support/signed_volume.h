#pragma once

#include "geometry/mesh.h"

namespace syncdreamer {

/// The volume that a watertight mesh encloses; negative if its triangles face inward.
inline double signed_volume(const Mesh& mesh) {
  double sum = 0;
  for (const auto& [a, b, c] : mesh.triangles) sum += dot(mesh.vertices[a], cross(mesh.vertices[b], mesh.vertices[c]));
  return sum / 6;
}

}  // namespace syncdreamer
