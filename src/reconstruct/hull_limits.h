#pragma once

#include "reconstruct/scalar_grid.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// Takes away what a fit has grown more than a sample below the hull, where pictures that cut the object off cannot
/// hold it back.
void keep_above_hull_bottom(ScalarGrid& distance, const VisualHull& hull);

/// Takes away what a fit has grown more than half a sample of the hull beyond it, as signed_distance measures it: views
/// that do not contradict each other show that there is nothing. Thin plates grow so: a fit's surface is soft, and one
/// that is thinner than its softness would let light through.
void keep_near_hull(ScalarGrid& distance, const VisualHull& hull);

}  // namespace syncdreamer
