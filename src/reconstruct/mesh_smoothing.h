#pragma once

#include "geometry/mesh.h"

namespace syncdreamer {

/// Smooths a surface without shrinking it (Taubin 1995): every round moves each vertex half way to the mean of its
/// neighbours and then a little further back. The mesh's normals are dropped.
void taubin_smooth(Mesh& mesh, int num_rounds);

}  // namespace syncdreamer
