#pragma once

#include <cstddef>
#include <vector>

#include "image/mask.h"

namespace syncdreamer {

/// Which pixels are connected: those with a common side, or also those with a common corner.
enum class Connectivity { four, eight };

/// The pixels along the edges of a picture.
Mask border_of(int width, int height);

/// Which pixels of a mask are connected to the picture's border, each to the next by a side.
Mask connected_to_border(const Mask& mask);

/// Which pixels of a mask are connected to one of the seeds; those outside of the mask do not count.
Mask connected_to(const Mask& seeds, const Mask& mask, Connectivity connectivity);

/// The connected regions of a mask, each the indices of its pixels.
std::vector<std::vector<std::size_t>> regions_of(Mask mask, Connectivity connectivity);

/// The largest connected region of a mask.
Mask largest_region(const Mask& mask, Connectivity connectivity);

/// A mask and all pixels that lie within `radius` of it, along rows and along columns.
Mask grown(const Mask& mask, int radius);

/// The pixels of a mask around which a square of `2 radius + 1` lies in it; what lies outside of the picture counts as
/// inside.
Mask eroded(const Mask& mask, int radius);

/// A mask without what is narrower than a square of `2 radius + 1`; what lies outside of the picture counts as inside.
Mask opened(const Mask& mask, int radius);

/// Takes out of a mask what noise leaves: connected regions of less than a share of the largest one's pixels.
///
/// \return the number of pixels of the largest region, 0 if there is none.
std::size_t remove_specks(Mask& mask, Connectivity connectivity, double least_share = 0.02);

}  // namespace syncdreamer
