#pragma once

#include "geometry/mesh.h"

namespace syncdreamer {

/// A tetrahedron with a vertex in the middle of an edge, which belongs to one of the two faces there; the other one is
/// closed by a triangle without area.
inline Mesh tetrahedron_with_flat_triangle() {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5, 0, 0}};
  mesh.triangles = {{0, 2, 4}, {4, 2, 1}, {0, 4, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  return mesh;
}

}  // namespace syncdreamer
