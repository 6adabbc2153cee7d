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

/// Takes out of a mask what noise leaves: connected regions of less than 2 % of the largest one's pixels.
///
/// \return the number of pixels of the largest region, 0 if there is none.
std::size_t remove_specks(std::vector<std::uint8_t>& mask, int width, int height, Connectivity connectivity);

}  // namespace syncdreamer
