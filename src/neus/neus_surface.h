#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/progress.h"
#include "geometry/linear.h"
#include "neus/neus_renderer.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// The signed distance at `size`^3 points of the cube [-half_side, half_side]^3, computed on the network's device.
/// Progress is reported as stage `distances`, in planes.
ScalarGrid sample_distances(const SdfNetwork& network, int size, double half_side, const Reporter& reporter = {});

/// The colours of surface points, each seen from straight above it (along its gradient).
///
/// \param points  `[P, 3]` object units.
/// \return `[P, 3]` RGB, 0 to 1, without a graph.
at::Tensor surface_colors(const NeusRenderer& renderer, const at::Tensor& points);

/// The same for the vertices of a mesh, computed on the renderer's device.
std::vector<Vec3> vertex_colors(const NeusRenderer& renderer, const std::vector<Vec3>& vertices);

}  // namespace syncdreamer
