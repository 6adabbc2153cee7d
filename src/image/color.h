#pragma once

#include <array>
#include <cstddef>

#include "image/image.h"

namespace syncdreamer {

using Color = std::array<int, 3>;  ///< 0 to 255

/// The largest difference of the channels.
int color_distance(const Color& a, const Color& b);

/// The colour of a pixel of RGB or RGBA, counted row by row.
Color color_at(const Image& image, std::size_t pixel);
inline Color color_at(const Image& image, int x, int y) {
  return color_at(image, static_cast<std::size_t>(y) * image.width + x);
}

}  // namespace syncdreamer
