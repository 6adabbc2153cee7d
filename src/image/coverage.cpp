#include "image/coverage.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/error.h"
#include "core/in_parallel.h"
#include "image/color.h"
#include "image/foreground.h"
#include "image/mask.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

constexpr float kWholeCoverage = 0.9F;  // from which on a pixel counts as wholly the object's
constexpr int kLeastReach = 5;          // pixels between one of an edge and those that are wholly on either side
constexpr int kReachOfSide = 128;       // the longer side by the reach: masks of networks are small, and stretched

// Where something is covered that is half covered somewhere: faint islands would make the object seem larger.
Mask connected_to_solid(std::span<const float> coverage, int width, int height) {
  Mask covered(width, height), half(width, height);
  for (std::size_t i = 0; i < coverage.size(); ++i) {
    covered[i] = byte_from_unit(coverage[i]) > 0;
    half[i] = coverage[i] >= 0.5F;
  }
  return connected_to(half, covered, Connectivity::eight);
}

// The colour of the nearest pixel that is wholly the object's; nothing if there is none within reach, or no bare one
// either: where there is no edge, the object is only doubted.
std::optional<Color> object_color_at_edge(const Image& opaque, std::span<const float> coverage, int x, int y,
                                          int reach) {
  constexpr float kBareCoverage = 0.1F;
  int nearest = 2 * reach * reach + 1;
  bool is_at_edge = false;
  std::optional<Color> color;
  for (int v = std::max(0, y - reach); v <= std::min(opaque.height - 1, y + reach); ++v) {
    for (int u = std::max(0, x - reach); u <= std::min(opaque.width - 1, x + reach); ++u) {
      const float there = coverage[static_cast<std::size_t>(v) * opaque.width + u];
      is_at_edge = is_at_edge || there <= kBareCoverage;
      const int square = (u - x) * (u - x) + (v - y) * (v - y);
      if (square >= nearest || there < kWholeCoverage) continue;
      nearest = square;
      color = color_at(opaque, u, v);
    }
  }
  return is_at_edge ? color : std::nullopt;
}

}  // namespace

Image with_coverage(const Image& image, std::span<const float> coverage) {
  check(coverage.size() == static_cast<std::size_t>(image.width) * image.height,
        "with_coverage: as many values as pixels are needed");
  const Image opaque = blend_on_white(image);
  Image result = to_rgba(opaque);
  const Mask solid = connected_to_solid(coverage, image.width, image.height);
  if (count(solid) == 0) throw NoObjectError("has no object: the mask covers nothing by half or more");
  const int far = std::max(kLeastReach, std::max(image.width, image.height) / kReachOfSide);
  in_parallel(image.height, [&](int y) {
    for (int x = 0; x < image.width; ++x) {
      const float here = solid.at(x, y) ? coverage[static_cast<std::size_t>(y) * image.width + x] : 0;
      result.at(x, y, 3) = byte_from_unit(here);
      if (here <= 0 || here >= kWholeCoverage) continue;
      std::optional<Color> color = object_color_at_edge(opaque, coverage, x, y, kLeastReach);
      if (!color && far > kLeastReach) color = object_color_at_edge(opaque, coverage, x, y, far);
      for (int c = 0; color && c < 3; ++c)
        result.at(x, y, c) = static_cast<std::uint8_t>((*color)[static_cast<std::size_t>(c)]);
    }
  });
  return result;
}

}  // namespace syncdreamer
