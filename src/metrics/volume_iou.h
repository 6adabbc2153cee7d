#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Which of the points `-1 + 2 i / kSide` in each direction, i = 0 to kSide - 1, of the cube [-1, 1]^3 lie inside a
/// surface: those of the paper's evaluation.
struct Occupancy {
  static constexpr int kSide = 64;
  std::vector<std::uint8_t> inside =
      std::vector<std::uint8_t>(std::size_t{kSide} * kSide * kSide);  ///< 0: outside; see index

  static std::size_t index(int x, int y, int z) { return (static_cast<std::size_t>(x) * kSide + y) * kSide + z; }
  bool at(int x, int y, int z) const { return inside[index(x, y, z)] != 0; }
  std::size_t num_inside() const;
};

/// Inside are the points that an odd number of triangles separates from x = -infinity.
///
/// Points exactly below an edge or a corner are decided as if they were moved by an infinitesimal amount, so a closed
/// surface never leaks.
Occupancy occupancy(const Mesh& mesh);

/// Points inside both divided by points inside either; 0 if nothing is inside either.
double volume_iou(const Occupancy& truth, const Occupancy& prediction);

/// The same for two meshes.
double volume_iou(const Mesh& truth, const Mesh& prediction);

}  // namespace syncdreamer
