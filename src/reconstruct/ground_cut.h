#pragma once

#include <vector>

#include "reconstruct/view_set.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// The height (z) of the lowest surface of a visual hull that faces a camera by more than 7 degrees.
///
/// Views from above leave a cone under the object that no silhouette can carve away: its surface lies along the rays.
double lowest_seen_height(const VisualHull& hull, const std::vector<ReconstructionView>& views);

/// Takes away what lies below lowest_seen_height, as if the object stood on the ground. Nothing happens where views
/// from below see the underside.
void cut_at_ground(VisualHull& hull, const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
