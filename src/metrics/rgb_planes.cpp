#include "metrics/rgb_planes.h"

#include "core/error.h"

namespace syncdreamer {

void check_planes(const RgbPlanes& planes) {
  check(planes.width >= 0 && planes.height >= 0 &&
            planes.values.size() ==
                std::size_t{3} * static_cast<std::size_t>(planes.width) * static_cast<std::size_t>(planes.height),
        "the planes of a picture do not have its size");
}

RgbPlanes planes_on_white(const Image& image) {
  const std::vector<float> pixels = unit_rgb_on_white(image);
  RgbPlanes planes{image.width, image.height, std::vector<float>(pixels.size())};
  const std::size_t num_pixels = pixels.size() / 3;
  for (std::size_t i = 0; i < num_pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) planes.values[c * num_pixels + i] = pixels[i * 3 + c];
  }
  return planes;
}

}  // namespace syncdreamer
