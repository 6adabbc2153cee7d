#pragma once

#include <span>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// The picture that views are compared as: RGB in 0 to 1 in floating point, one channel after another.
struct RgbPlanes {
  int width = 0;
  int height = 0;
  std::vector<float> values;  ///< `[3, height, width]`

  std::span<const float> plane(std::size_t channel) const {
    return std::span(values).subspan(channel * values.size() / 3, values.size() / 3);
  }
};

/// \throws std::logic_error for planes that do not have their size.
void check_planes(const RgbPlanes& planes);

/// An 8-bit picture, its alpha blended on white without rounding to levels.
RgbPlanes planes_on_white(const Image& image);

}  // namespace syncdreamer
