#pragma once

#include <functional>
#include <optional>

#include "core/progress.h"
#include "neus/sdf_network.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// The signed distance at `size`^3 points of the cube [-half_side, half_side]^3, computed on the network's device.
/// Progress is reported as stage `distances`, in planes.
///
/// \param should_stop  asked after every plane; may be empty.
/// \return nothing if it was stopped.
std::optional<ScalarGrid> sample_distances(const SdfNetwork& network, int size, double half_side,
                                           const Reporter& reporter = {},
                                           const std::function<bool()>& should_stop = {});

}  // namespace syncdreamer
