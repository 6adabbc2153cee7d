#include "image/color.h"

#include <algorithm>
#include <cstdlib>

namespace syncdreamer {

int color_distance(const Color& a, const Color& b) {
  int largest = 0;
  for (std::size_t c = 0; c < 3; ++c) largest = std::max(largest, std::abs(a[c] - b[c]));
  return largest;
}

Color color_at(const Image& image, std::size_t pixel) {
  const std::uint8_t* const channels = &image.pixels[pixel * image.channels];
  return {channels[0], channels[1], channels[2]};
}

}  // namespace syncdreamer
