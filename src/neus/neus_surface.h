#pragma once

#include <optional>

#include "core/progress.h"
#include "neus/sdf_network.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// The signed distance at `size`^3 points of the cube [-half_side, half_side]^3, computed on the network's device.
/// Progress is reported as stage `distances`, in planes.
///
/// \return nothing if it was stopped, which is asked for after every plane.
std::optional<ScalarGrid> sample_distances(const SdfNetwork& network, int size, double half_side,
                                           const Reporter& reporter = {});

}  // namespace syncdreamer
