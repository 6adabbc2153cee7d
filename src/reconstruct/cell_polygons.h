#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

namespace syncdreamer {

/// An edge of a cube whose corner i lies at (i & 1, i >> 1 & 1, i >> 2 & 1): from `corner` in the direction of `axis`.
struct CellEdge {
  int corner = 0;
  int axis = 0;  ///< 0 x, 1 y, 2 z

  // clang-tidy 14 takes the 0 that results are compared with for a pointer. NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const CellEdge& a, const CellEdge& b) = default;
};

/// A piece of surface inside a cube: a polygon whose corners lie on the cube's edges.
struct CellPolygon {
  std::vector<CellEdge> edges;                          ///< in order, counterclockwise seen from outside the surface
  std::vector<std::array<std::uint32_t, 3>> triangles;  ///< of the polygon's corners; `edges.size()` is the centre
  bool needs_centre = false;                            ///< the triangles meet in a point amidst the polygon
};

/// How the surface cuts a cube whose corners inside are the bits of `inside` (0 to 255).
///
/// On each face the surface leaves the inside corners apart where they lie across, so that two cubes at a face agree.
/// No two triangles of one cube share an edge that lies in a face, so that no edge of the whole surface has more than
/// two triangles.
const std::vector<CellPolygon>& cell_polygons(unsigned inside);

}  // namespace syncdreamer
