#pragma once

#include <vector>

#include "reconstruct/view_set.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// The height (z) of the lowest surface of a visual hull that faces a camera by more than 7 degrees.
///
/// Views from above leave a cone under the object that no silhouette can carve away: its surface lies along the rays.
double lowest_seen_height(const VisualHull& hull, const std::vector<ReconstructionView>& views);

/// Where the object ends at the bottom: lowest_seen_height if its sides go straight down to there; lower if they bend
/// inwards, as those of a ball do. Then the surface is continued with the curvature it has where it is last seen until
/// it is level, but by no more than half of the cone.
double underside_height(const VisualHull& hull, const std::vector<ReconstructionView>& views);

/// Takes away what lies below underside_height. Nothing happens where views from below see the underside.
void cut_at_ground(VisualHull& hull, const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
