#include "image/drawn_line.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "image/color.h"
#include "image/outline.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

constexpr double kWidest = 0.03, kSoftLine = 0.005;  // of the object's longer side
constexpr int kLeastWidest = 3, kLeastSoftLine = 2;  // pixels
constexpr int kDark = 96;                            // levels below which the brightest channel of a line is
constexpr int kBrighter = 40;                        // levels that what lies within is brighter at least
constexpr int kOffWhite = 24;                        // levels that it differs from white
constexpr double kLeastShare = 0.7;                  // of the outline

int brightness(const Image& image, std::size_t pixel) {
  return std::ranges::max(color_at(image, pixel));
}

/// What is dark within a distance of the outline and connected to it.
Mask line_along_outline(const Image& object, const Mask& opaque, int widest) {
  Mask dark = without(opaque, eroded(opaque, widest));
  for (std::size_t i = 0; i < dark.size(); ++i) dark[i] = dark[i] != 0 && brightness(object, i) < kDark;
  return connected_to(without(dark, eroded(opaque, 2)), dark, Connectivity::eight);
}

/// Gives pixels the colours of the nearest known ones, as far as `reach` steps from them.
void continue_colors(Image& image, const Mask& known, Mask unknown, int reach) {
  const Mask beside = common(known, grown(unknown, 1));
  std::vector<std::size_t> last;
  for (std::size_t i = 0; i < beside.size(); ++i) {
    if (beside[i] != 0) last.push_back(i);
  }
  for (int step = 0; step < reach && !last.empty(); ++step) {
    std::vector<std::size_t> next;
    for (const std::size_t from : last) {
      const int x = static_cast<int>(from % image.width), y = static_cast<int>(from / image.width);
      for (int v = std::max(0, y - 1); v <= std::min(image.height - 1, y + 1); ++v) {
        for (int u = std::max(0, x - 1); u <= std::min(image.width - 1, x + 1); ++u) {
          const std::size_t to = static_cast<std::size_t>(v) * image.width + u;
          if (unknown[to] == 0) continue;
          unknown[to] = 0;
          std::copy_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(from * 4), 3,
                      image.pixels.begin() + static_cast<std::ptrdiff_t>(to * 4));
          next.push_back(to);
        }
      }
    }
    last = std::move(next);
  }
}

}  // namespace

std::optional<Image> without_drawn_line(const Image& object) {
  const auto box = box_of_opacity(object, kHalfOpaque);
  if (!box) return std::nullopt;
  const auto pixels = [&](double share, int least) {
    return std::max(least, static_cast<int>(std::lround(share * box->longer_side())));
  };
  const int widest = pixels(kWidest, kLeastWidest), softness = pixels(kSoftLine, kLeastSoftLine);
  const Mask opaque = mask_of_opacity(object, kHalfOpaque), inner = eroded(opaque, widest + softness);
  const Mask line = line_along_outline(object, opaque, widest);
  const Mask to_fill = without(common(grown(line, softness), mask_of_opacity(object, 1)), inner);
  Image result = object;
  continue_colors(result, without(opaque, to_fill), to_fill, widest + 2 * softness);

  const Mask outline = without(opaque, eroded(opaque, 1)), beside_line = common(outline, grown(line, 1));
  constexpr Color kWhite{255, 255, 255};
  std::size_t num_drawn = 0;
  for (std::size_t i = 0; i < beside_line.size(); ++i) {
    num_drawn += beside_line[i] != 0 && brightness(result, i) >= kDark + kBrighter &&
                 color_distance(color_at(result, i), kWhite) >= kOffWhite;
  }
  const double least = kLeastShare * static_cast<double>(count(outline));
  if (num_drawn == 0 || static_cast<double>(num_drawn) < least) return std::nullopt;
  return result;
}

}  // namespace syncdreamer
