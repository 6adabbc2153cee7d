#pragma once

#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// Distance to the surface of a body, of which `coverage` says how much of a sample's place lies in it (inside above
/// one half); negative inside, in the grid's units.
///
/// Exact between sample positions (Felzenszwalb and Huttenlocher 2012), so good to half a sample of planes along the
/// axes, and to less than a sample of others. Where there is no boundary at all, the distance is the cube's diagonal.
ScalarGrid signed_distance(const ScalarGrid& coverage);

}  // namespace syncdreamer
