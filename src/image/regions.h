#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace syncdreamer {

/// Which pixels are connected: those with a common side, or also those with a common corner.
enum class Connectivity { four, eight };

/// Which pixels of a mask are connected to the picture's border, each to the next by a side.
///
/// \param mask  `height * width`; 0 is outside.
/// \return as many values, 1 or 0.
std::vector<std::uint8_t> connected_to_border(const std::vector<std::uint8_t>& mask, int width, int height);

/// Which pixels of a mask are connected to one of the seeds.
///
/// \param seeds  `height * width`; those outside of the mask do not count.
std::vector<std::uint8_t> connected_to(const std::vector<std::uint8_t>& seeds, const std::vector<std::uint8_t>& mask,
                                       int width, int height, Connectivity connectivity);

/// The largest connected region of a mask.
std::vector<std::uint8_t> largest_region(const std::vector<std::uint8_t>& mask, int width, int height,
                                         Connectivity connectivity);

/// A mask and all pixels that lie within `radius` of it, along rows and along columns.
std::vector<std::uint8_t> grown(const std::vector<std::uint8_t>& mask, int width, int height, int radius);

/// A mask without what is narrower than a square of `2 radius + 1`; what lies outside of the picture counts as inside.
std::vector<std::uint8_t> opened(const std::vector<std::uint8_t>& mask, int width, int height, int radius);

/// Takes out of a mask what noise leaves: connected regions of less than a share of the largest one's pixels.
///
/// \return the number of pixels of the largest region, 0 if there is none.
std::size_t remove_specks(std::vector<std::uint8_t>& mask, int width, int height, Connectivity connectivity,
                          double least_share = 0.02);

}  // namespace syncdreamer
