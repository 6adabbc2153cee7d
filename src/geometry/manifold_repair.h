#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Makes a surface watertight that passes each edge as often in one direction as in the other, without moving
/// anything: every edge then belongs to two triangles, and the triangles around a vertex are one fan.
///
/// Pairs of triangles that lie back to back are taken out, and vertices are doubled where parts of the surface only
/// touch, so that each solid part stays closed by itself. An edge whose ends cannot be doubled, as the parts hang
/// together around them, is split at its middle. Other surfaces are mended likewise, but may keep edges of more
/// triangles.
void make_manifold(Mesh& mesh);

}  // namespace syncdreamer
