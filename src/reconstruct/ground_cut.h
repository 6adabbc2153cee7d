#pragma once

#include <vector>

#include "reconstruct/reconstruction_view.h"
#include "reconstruct/scalar_grid.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// The height (z) where the object ends at the bottom.
///
/// Views from above leave a cone under the object that no silhouette can carve away: its surface lies along the rays.
/// So the object ends at the lowest surface of its visual hull that faces a camera by more than 7 degrees, as if it
/// stood on the ground; lower if it is round there. It is taken for round if the surface turns downwards so slowly
/// where it is last seen that this is no edge and that the radius of the turn is comparable to that of the hull's
/// section there, which is in one piece; then it goes on with the smaller of both.
double underside_height(const VisualHull& hull, const std::vector<ReconstructionView>& views);

/// Takes away what lies below underside_height, and compares the silhouettes again. Nothing happens where views from
/// below see the underside.
void cut_at_ground(VisualHull& hull, const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
