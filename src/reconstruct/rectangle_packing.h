#pragma once

#include <array>
#include <optional>
#include <vector>

namespace syncdreamer {

struct RectangleSize {
  int width = 0, height = 0;
};

/// Places rectangles into a square without overlap, unturned, the highest first, each as low as it goes (skyline).
///
/// \return the lower left corner of each, or nothing if they do not fit.
std::optional<std::vector<std::array<int, 2>>> pack_rectangles(const std::vector<RectangleSize>& rectangles, int side);

}  // namespace syncdreamer
