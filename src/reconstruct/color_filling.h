#pragma once

#include <optional>
#include <vector>

#include "geometry/mesh.h"
#include "image/image.h"

namespace syncdreamer {

/// Gives every vertex without a colour one between those of its neighbours, as if colour spread over the surface from
/// the vertices that have one. Parts of the mesh without any colour get the mean of all; a mesh without any, grey.
std::vector<Vec3> fill_vertex_colors(const Mesh& mesh, const std::vector<std::optional<Vec3>>& colors);

/// Gives every unknown pixel the colour of known ones nearby: of the neighbouring pixels for two rounds, then of ever
/// larger squares, between whose middles it changes evenly. A picture without known pixels stays as it is.
///
/// \param known  `height * width`.
void fill_picture(Image& image, std::vector<bool> known);

}  // namespace syncdreamer
