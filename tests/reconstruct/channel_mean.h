#pragma once

#include "image/image.h"

namespace syncdreamer {

/// Mean of a channel's values, 0 to 255.
inline double channel_mean(const Image& image, int channel) {
  double sum = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) sum += image.at(x, y, channel);
  }
  return sum / image.width / image.height;
}

}  // namespace syncdreamer
