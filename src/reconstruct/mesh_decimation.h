#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// A mesh of about `num_triangles` triangles with nearly the same surface (quadric error metrics, by meshoptimizer).
///
/// Its topology is kept, a closed mesh stays closed; where that or an error of 5 % of the mesh's extent forbids going
/// on, more triangles remain. Vertices are some of the given ones; normals and texture coordinates are dropped, vertex
/// colours kept.
Mesh decimate(const Mesh& mesh, std::size_t num_triangles);

}  // namespace syncdreamer
