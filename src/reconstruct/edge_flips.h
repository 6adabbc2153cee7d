#pragma once

#include <cstddef>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Gets rid of triangles whose corners lie on a line, and of those that are folded over, with their backs against the
/// sum of the `normals` of their corners (if the mesh has normals): an edge that such a triangle shares with another is
/// flipped, so that it joins the two corners across. A closed mesh stays closed; where the new edge is there already,
/// or would make another such triangle, nothing changes.
///
/// \return how many such triangles are left.
std::size_t flip_edges_of_bad_triangles(Mesh& mesh);

}  // namespace syncdreamer
