#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Gets rid of triangles whose corners lie on a line: the edge that such a triangle shares with the one across its
/// longest side is turned, so that both get an area. A closed mesh stays closed and keeps its surface; where the turned
/// edge is there already, or would make another flat triangle, nothing changes.
///
/// \return how many flat triangles are left.
std::size_t turn_flat_triangles(Mesh& mesh);

}  // namespace syncdreamer
