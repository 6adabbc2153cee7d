#include "image/soft_shadow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "image/regions.h"
#include "image/resize.h"

namespace syncdreamer {
namespace {

constexpr double kDarkest = 0.2;   // of the background's levels
constexpr double kHue = 12;        // levels of 255 by which a shadow's colour differs from the darkened background's
constexpr double kHueOfDark = 20;  // and the more the darker it is, for the object lights it with its own colour
constexpr int kSteepest = 6;       // levels from pixel to pixel: more is an edge
constexpr double kLargestShadow = 0.6;           // of what was taken for the object
constexpr int kLongestSide = 640;                // pixels of the picture in which it is looked for
constexpr std::array kBrushes{150, 75, 40, 20};  // the picture's shorter side by half of the width of what is found

/// A picture, its background's colours and what was taken for the object, reduced by a whole factor: edges and slopes
/// are told apart in pixels.
struct Ground {
  Image picture;
  int factor = 1;
  std::vector<Color> background = {};
  Mask object = {};

  /// Where a pixel of the larger picture lies; rows and columns that were left out at its ends lie in the last ones.
  std::size_t place_of(std::size_t pixel, int large_width) const {
    const int x = static_cast<int>(pixel % static_cast<std::size_t>(large_width)) / factor;
    const int y = static_cast<int>(pixel / static_cast<std::size_t>(large_width)) / factor;
    return static_cast<std::size_t>(std::min(y, picture.height - 1)) * picture.width + std::min(x, picture.width - 1);
  }
};

Ground reduced(const Image& picture, const std::function<Color(std::size_t pixel)>& background, const Mask& object) {
  Ground ground{shrink_to_side(picture, kLongestSide)};
  ground.factor = std::max(picture.width, picture.height) / std::max(ground.picture.width, ground.picture.height);
  ground.object = Mask(ground.picture.width, ground.picture.height);
  for (std::size_t i = 0; i < object.size(); ++i) ground.object[ground.place_of(i, picture.width)] |= object[i] != 0;
  for (std::size_t place = 0; place < ground.object.size(); ++place) {
    const std::size_t x = place % static_cast<std::size_t>(ground.picture.width) * ground.factor + ground.factor / 2;
    const std::size_t y = place / static_cast<std::size_t>(ground.picture.width) * ground.factor + ground.factor / 2;
    ground.background.push_back(background(y * picture.width + x));
  }
  return ground;
}

/// The picture's brightness, blurred over three pixels, times nine.
std::vector<int> blurred_levels(const Image& picture) {
  const auto level = [&](int x, int y) {
    x = std::clamp(x, 0, picture.width - 1);
    y = std::clamp(y, 0, picture.height - 1);
    return (picture.at(x, y, 0) + picture.at(x, y, 1) + picture.at(x, y, 2)) / 3;
  };
  std::vector<int> blurred;
  blurred.reserve(static_cast<std::size_t>(picture.width) * picture.height);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      int sum = 0;
      for (int v = y - 1; v <= y + 1; ++v) {
        for (int u = x - 1; u <= x + 1; ++u) sum += level(u, v);
      }
      blurred.push_back(sum);
    }
  }
  return blurred;
}

/// Where the blurred levels change little from pixel to pixel.
Mask smooth_places(const Image& picture) {
  const std::vector<int> levels = blurred_levels(picture);
  const auto at = [&](int x, int y) {
    x = std::clamp(x, 0, picture.width - 1);
    y = std::clamp(y, 0, picture.height - 1);
    return levels[static_cast<std::size_t>(y) * picture.width + x];
  };
  Mask smooth(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const int steepest = std::max(std::abs(at(x + 1, y) - at(x - 1, y)), std::abs(at(x, y + 1) - at(x, y - 1)));
      smooth[static_cast<std::size_t>(y) * picture.width + x] = steepest <= 2 * 9 * kSteepest;
    }
  }
  return smooth;
}

/// The first and the last row of what is in a mask; nothing if it is empty.
std::optional<std::array<int, 2>> rows_of(const Mask& mask) {
  const auto& pixels = mask.pixels;
  const auto first = std::find(pixels.begin(), pixels.end(), 1);
  if (first == pixels.end()) return std::nullopt;
  const auto last = std::find(pixels.rbegin(), pixels.rend(), 1);
  return std::array{static_cast<int>(first - pixels.begin()) / mask.width,
                    static_cast<int>(pixels.rend() - last - 1) / mask.width};
}

/// The pixels of a mask in its first rows.
Mask above(Mask mask, int row) {
  std::fill(mask.pixels.begin() + static_cast<std::ptrdiff_t>(row) * mask.width, mask.pixels.end(), std::uint8_t{0});
  return mask;
}

/// Without the regions that reach above a row.
Mask without_regions_above(const Mask& mask, int row) {
  return without(mask, connected_to(above(mask, row), mask, Connectivity::four));
}

/// Whether there is an edge between what a mask has above a row and the background, as objects have one.
bool has_edge_above(const Mask& mask, const Mask& background, int row) {
  constexpr int kWidthOfEdges = 6;  // pixels, with what the blur adds
  constexpr double kMuch = 0.2;
  const Mask upper = above(mask, row), beside = common(upper, grown(background, 1));
  const Mask near = common(upper, grown(background, kWidthOfEdges));
  return static_cast<double>(count(without(near, grown(beside, 2 * kWidthOfEdges)))) >
         kMuch * static_cast<double>(count(near));
}

/// Where a square brush of `2 radius + 1` paints that moves from seeds through a mask and never leaves it.
Mask painted_from(const Mask& seeds, const Mask& mask, int radius) {
  return grown(connected_to(seeds, eroded(mask, radius), Connectivity::four), radius);
}

/// Calls `visit` for all pixels of a picture at most two rows and columns from one of a place, for some repeatedly.
template <class Visit>
void for_each_near(const std::vector<std::size_t>& place, const Mask& picture, Visit&& visit) {
  constexpr int kNear = 2;
  for (const std::size_t pixel : place) {
    const int x = static_cast<int>(pixel % picture.width), y = static_cast<int>(pixel / picture.width);
    for (int v = std::max(0, y - kNear); v <= std::min(picture.height - 1, y + kNear); ++v) {
      for (int u = std::max(0, x - kNear); u <= std::min(picture.width - 1, x + kNear); ++u)
        visit(static_cast<std::size_t>(v) * picture.width + u);
    }
  }
}

/// The openings of an object in which background is seen, of those places within it that have its colour: around them
/// is an edge, while a highlight fades into what may look like a shadow.
Mask openings_of(const Mask& background, const Mask& open) {
  constexpr double kFading = 0.6;  // of the pixels around a place
  const Mask enclosed = opened(without(background, connected_to_border(background)), 1);
  Mask openings(open.width, open.height);
  std::vector<std::size_t> last_place(open.size());  // that a pixel was found in or around, counted from 1
  std::size_t number = 0;
  for (const std::vector<std::size_t>& place : regions_of(enclosed, Connectivity::four)) {
    ++number;
    for (const std::size_t pixel : place) last_place[pixel] = number;
    std::size_t num_around = 0, num_fading = 0;
    for_each_near(place, open, [&](std::size_t pixel) {
      if (std::exchange(last_place[pixel], number) == number) return;
      ++num_around;
      num_fading += open[pixel];
    });
    if (static_cast<double>(num_fading) >= kFading * static_cast<double>(num_around)) continue;
    for (const std::size_t pixel : place) openings[pixel] = 1;
  }
  return openings;
}

/// The shadow in the reduced picture.
Mask shadow_of(const Ground& ground) {
  const int width = ground.picture.width, height = ground.picture.height;
  const auto rows = rows_of(ground.object);
  Mask largest(width, height);
  if (!rows) return largest;
  const auto [first, last] = *rows;
  const int middle = (first + last) / 2, quarter = (3 * first + last) / 4;
  const Mask smooth = smooth_places(ground.picture);
  Mask open(width, height);  // background, and what may be shadow
  for (std::size_t i = 0; i < open.size(); ++i) {
    const bool may_be_shadow = smooth[i] != 0 && is_darkened(color_at(ground.picture, i), ground.background[i]);
    open[i] = ground.object[i] == 0 || may_be_shadow;
  }
  // From the background at the border and in openings. Not from where the object reaches the border: the picture cuts
  // it off there, and it has no edge.
  const Mask background = inverted(ground.object);
  const Mask seeds = joined(common(border_of(width, height), background), openings_of(background, open));
  // Where an object is as bright as its shadow there is no edge between them: the wider the brush, the wider the gaps
  // through which it does not get into the object, and so high up.
  for (const int share_of_side : kBrushes) {
    const int radius = std::max(1, std::min(width, height) / share_of_side);
    Mask shadow = without_regions_above(common(painted_from(seeds, open, radius), ground.object), quarter);
    if (has_edge_above(shadow, background, middle)) shadow = without_regions_above(shadow, middle);
    const std::size_t size = count(shadow);
    const bool is_possible = static_cast<double>(size) <= kLargestShadow * static_cast<double>(count(ground.object));
    if (is_possible && size > count(largest)) largest = std::move(shadow);
  }
  return largest;
}

}  // namespace

bool is_darkened(const Color& color, const Color& background) {
  double product = 0, square = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    product += color[c] * background[c];
    square += background[c] * background[c];
  }
  const double share = square > 0 ? product / square : 0;
  if (share < kDarkest || share > 1) return false;
  for (std::size_t c = 0; c < 3; ++c) {
    if (std::abs(color[c] - share * background[c]) > kHue + kHueOfDark * (1 - share)) return false;
  }
  return true;
}

Mask soft_shadow(const Image& picture, const std::function<Color(std::size_t pixel)>& background, const Mask& object) {
  const Ground ground = reduced(picture, background, object);
  const Mask small = shadow_of(ground);
  Mask shadow(object.width, object.height);
  for (std::size_t i = 0; i < object.size(); ++i)
    shadow[i] = object[i] != 0 && small[ground.place_of(i, picture.width)] != 0;
  return shadow;
}

}  // namespace syncdreamer
