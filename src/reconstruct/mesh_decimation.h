#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// A mesh of about `num_triangles` triangles with nearly the same surface (quadric error metrics, by meshoptimizer).
///
/// A closed mesh stays closed; handles and walls thinner than the new triangles may vanish, and a part that hung on
/// them becomes a component of its own. Where an error of 5 % of the mesh's extent forbids going on, more triangles
/// remain. Vertices are some of the given ones and a few midpoints of edges; normals and texture coordinates are
/// dropped, vertex colours kept.
Mesh decimate(const Mesh& mesh, std::size_t num_triangles);

}  // namespace syncdreamer
