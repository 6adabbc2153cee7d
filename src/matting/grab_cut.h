#pragma once

#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// Where a picture shows its object, on any background: GrabCut (Rother et al. 2004), which tells the colours of the
/// object from those of the background, and starts from the picture's outermost 3 percent being background, and
/// probably what has the colours of two of its sides.
///
/// Where the ground is of about one colour at either side of the object, soft shadows are left out (see soft_shadow),
/// and what hangs on the object and is foreign to its rows (see foreign_places) belongs to it. Pictures of more than
/// half a million pixels are cut at that size. Of several parts those smaller than a tenth of the largest are left out,
/// and enclosed places smaller than a hundredth of the object are filled. The same picture gives the same mask.
///
/// \return `height * width` coverages, 0 to 1, soft at the edge.
/// \throws InputError if the picture has fewer than 16 pixels a side, NoObjectError if all of it seems to be
/// background.
std::vector<float> grab_cut_mask(const Image& image);

}  // namespace syncdreamer
