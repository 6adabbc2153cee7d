#pragma once

#include "geometry/linear.h"
#include "image/image.h"

namespace syncdreamer {

/// The colour of a pixel of RGB or RGBA, channels 0 to 1.
inline Vec3 color_of_pixel(const Image& image, int x, int y) {
  return {image.at(x, y, 0) / 255.0, image.at(x, y, 1) / 255.0, image.at(x, y, 2) / 255.0};
}

/// Writes it; what lies beyond 0 and 1 is cut off.
inline void set_pixel(Image& image, int x, int y, Vec3 color) {
  for (int c = 0; c < 3; ++c) image.at(x, y, c) = byte_from_unit(color[c]);
}

}  // namespace syncdreamer
