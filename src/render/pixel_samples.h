#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "geometry/camera.h"
#include "geometry/linear.h"

namespace syncdreamer {

/// What a pixel's samples show.
struct PixelMean {
  Vec3 color{};         ///< linear, of the samples that show something
  double coverage = 0;  ///< their share
};

/// The mean of a pixel's samples, `side` in each direction.
///
/// \param see  `see(i, j)` is what the sample in column i and row j shows: linear light, or nothing.
template <class See>
PixelMean mean_of_samples(int side, const See& see) {
  Vec3 sum{};
  int num_hits = 0;
  for (int k = 0; k < side * side; ++k) {
    const std::optional<Vec3> color = see(k % side, k / side);
    if (!color) continue;
    sum += *color;
    ++num_hits;
  }
  if (num_hits == 0) return {};
  return {sum / num_hits, static_cast<double>(num_hits) / (side * side)};
}

/// The mean of a pixel's rays, `side` in each direction.
///
/// \param see  `see(origin, direction)` is what a ray shows: linear light, or nothing.
template <class See>
PixelMean mean_of_pixel(const CameraRays& rays, int x, int y, int side, const See& see) {
  return mean_of_samples(side, [&](int i, int j) {
    return see(rays.origin(), rays.direction(x + (i + 0.5) / side, y + (j + 0.5) / side));
  });
}

/// The pixels of a picture, row by row, with one ray each, but for those that differ from one of their four neighbours.
///
/// \param look    `look(x, y, side)` is a pixel of `side` rays in each direction.
/// \param differ  whether two pixels of one ray do.
template <class Look, class Differ>
auto pixels_with_fine_edges(const Camera& camera, int side, const Look& look, const Differ& differ) {
  const int width = camera.width, height = camera.height;
  std::vector<decltype(look(0, 0, 1))> middles;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) middles.push_back(look(x, y, 1));
  }
  const auto index = [&](int x, int y) {
    return static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(std::clamp(x, 0, width - 1));
  };
  auto pixels = middles;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& here = middles[index(x, y)];
      const std::array neighbours{index(x - 1, y), index(x + 1, y), index(x, y - 1), index(x, y + 1)};
      if (std::ranges::any_of(neighbours, [&](std::size_t i) { return differ(here, middles[i]); }))
        pixels[index(x, y)] = look(x, y, side);
    }
  }
  return pixels;
}

}  // namespace syncdreamer
