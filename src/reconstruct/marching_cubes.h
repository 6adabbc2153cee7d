#pragma once

#include "geometry/mesh.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// The surface on which a field vanishes (Lorensen and Cline 1987).
///
/// The result is closed and oriented: every edge belongs to two triangles that pass it in opposite directions, vertices
/// are shared, triangles have an area and face outward. For that, samples on the grid's border count as outside, faces
/// of a cell whose inside corners lie across are cut so that these stay apart (both cells at a face agree), and
/// vertices keep a thousandth of a cell away from samples. A sample that is not a number is outside.
///
/// \param sdf  negative inside; at least 2 samples a side.
/// \return vertices in the grid's object units, without normals; empty if nothing is inside.
Mesh marching_cubes(const ScalarGrid& sdf);

}  // namespace syncdreamer
