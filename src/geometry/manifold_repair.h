#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Makes every edge belong to two triangles at most, and the triangles around a vertex one fan, without moving
/// anything: pairs of triangles that lie back to back are taken out, and vertices are doubled where parts of the
/// surface only touch, so that each solid part stays closed by itself. An edge whose ends cannot be doubled, as the
/// parts hang together around them, is split at its middle.
///
/// A surface that passes each edge as often in one direction as in the other becomes watertight.
void make_manifold(Mesh& mesh);

}  // namespace syncdreamer
