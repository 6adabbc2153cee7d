#pragma once

#include "reconstruct/reconstruction_view.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// Has a volume's object reach wherever a picture shows it.
///
/// A network that does not know how deep in the picture a thin part lies spreads it along the rays, so that the object
/// has no voxel of its own there and the part would be missing. Where a pixel shows the object and the fullest place
/// of its ray is under 0.55, the ray's voxels are multiplied by one factor, 8 at most, that brings it there: the part
/// is taken to be where it is likeliest. Where no such factor suffices, nothing changes.
///
/// \param occupancy  0 to 1, the object above one half.
void fill_silhouette(ScalarGrid& occupancy, const ReconstructionView& picture);

}  // namespace syncdreamer
