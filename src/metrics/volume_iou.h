#pragma once

#include <cstdint>
#include <vector>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Which points of a cubic grid lie inside a surface.
struct Occupancy {
  int side = 0;                      ///< Points along each axis.
  std::vector<std::uint8_t> inside;  ///< `[x][y][z]`, 1 inside.

  bool at(int x, int y, int z) const { return inside[(static_cast<std::size_t>(x) * side + y) * side + z] != 0; }
  std::size_t num_inside() const;
};

/// The points `-1 + 2 i / side` in each direction, i = 0 to side - 1, of the cube [-1, 1]^3: inside are those that an
/// odd number of triangles separates from x = -infinity.
///
/// Points exactly below an edge or a corner are decided as if they were moved by an infinitesimal amount, so a closed
/// surface never leaks.
Occupancy occupancy(const Mesh& mesh, int side = 64);

/// Points inside both divided by points inside either, on grids of the same side; 0 if nothing is inside either.
double volume_iou(const Occupancy& truth, const Occupancy& prediction);

/// The same for two meshes, as the paper's evaluation does it: 64 points along each axis.
double volume_iou(const Mesh& truth, const Mesh& prediction);

}  // namespace syncdreamer
