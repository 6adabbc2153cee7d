#include "image/soft_shadow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <optional>
#include <utility>

#include "image/regions.h"
#include "image/resize.h"

namespace syncdreamer {
namespace {

constexpr double kDarkest = 0.2;  // of the background's levels
constexpr double kHue = 12;       // levels of 255 by which a shadow's colour differs from the darkened background's
constexpr int kSteepest = 6;      // levels from pixel to pixel: more is an edge
constexpr double kLargestShadow = 0.6;           // of what was taken for the object
constexpr int kLongestSide = 640;                // pixels of the picture in which it is looked for
constexpr std::array kBrushes{150, 75, 40, 20};  // the picture's shorter side by half of the width of what is found

/// A picture, its background's colours and what was taken for the object, reduced by a whole factor: edges and slopes
/// are told apart in pixels.
struct Ground {
  Image picture;
  int factor = 1;
  std::vector<Color> background = {};
  std::vector<std::uint8_t> object = {};

  /// Where a pixel of the larger picture lies; rows and columns that were left out at its ends lie in the last ones.
  std::size_t place_of(std::size_t pixel, int large_width) const {
    const int x = static_cast<int>(pixel % static_cast<std::size_t>(large_width)) / factor;
    const int y = static_cast<int>(pixel / static_cast<std::size_t>(large_width)) / factor;
    return static_cast<std::size_t>(std::min(y, picture.height - 1)) * picture.width + std::min(x, picture.width - 1);
  }
};

Ground reduced(const Image& picture, const std::function<Color(std::size_t pixel)>& background,
               const std::vector<std::uint8_t>& object) {
  Ground ground{shrink_to_side(picture, kLongestSide)};
  ground.factor = std::max(picture.width, picture.height) / std::max(ground.picture.width, ground.picture.height);
  const std::size_t num_pixels = static_cast<std::size_t>(ground.picture.width) * ground.picture.height;
  ground.object.resize(num_pixels);
  for (std::size_t i = 0; i < object.size(); ++i) ground.object[ground.place_of(i, picture.width)] |= object[i] != 0;
  for (std::size_t place = 0; place < num_pixels; ++place) {
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

/// 1 where the blurred levels change little from pixel to pixel.
std::vector<std::uint8_t> smooth_places(const Image& picture) {
  const std::vector<int> levels = blurred_levels(picture);
  const auto at = [&](int x, int y) {
    x = std::clamp(x, 0, picture.width - 1);
    y = std::clamp(y, 0, picture.height - 1);
    return levels[static_cast<std::size_t>(y) * picture.width + x];
  };
  std::vector<std::uint8_t> smooth;
  smooth.reserve(levels.size());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const int steepest = std::max(std::abs(at(x + 1, y) - at(x - 1, y)), std::abs(at(x, y + 1) - at(x, y - 1)));
      smooth.push_back(steepest <= 2 * 9 * kSteepest);
    }
  }
  return smooth;
}

/// The rows of what is not 0; nothing if all is.
std::optional<std::array<int, 2>> rows_of(const std::vector<std::uint8_t>& mask, int width) {
  const auto is_set = [](std::uint8_t pixel) { return pixel != 0; };
  const auto first = std::ranges::find_if(mask, is_set);
  if (first == mask.end()) return std::nullopt;
  const auto last = std::find_if(mask.rbegin(), mask.rend(), is_set);
  return std::array{static_cast<int>(first - mask.begin()) / width, static_cast<int>(mask.rend() - last - 1) / width};
}

/// Without the regions that reach into the first `top` rows.
std::vector<std::uint8_t> below(const std::vector<std::uint8_t>& mask, int width, int height, int top) {
  std::vector<std::uint8_t> above(mask.size());
  const auto num_above = static_cast<std::ptrdiff_t>(top) * width;
  std::copy_n(mask.begin(), num_above, above.begin());
  const std::vector<std::uint8_t> reaching = connected_to(above, mask, width, height, Connectivity::four);
  std::vector<std::uint8_t> result(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) result[i] = mask[i] != 0 && reaching[i] == 0;
  return result;
}

/// Where a square brush of `2 radius + 1` paints that moves from the picture's border through a mask and never leaves
/// it.
std::vector<std::uint8_t> painted_from_border(const std::vector<std::uint8_t>& mask, int width, int height,
                                              int radius) {
  std::vector<std::uint8_t> centers(mask.size());
  std::ranges::transform(mask, centers.begin(), std::logical_not<>());
  centers = grown(centers, width, height, radius);
  std::ranges::transform(centers, centers.begin(), std::logical_not<>());
  return grown(connected_to_border(centers, width, height), width, height, radius);
}

double count(const std::vector<std::uint8_t>& mask) {
  return static_cast<double>(std::ranges::count_if(mask, [](std::uint8_t pixel) { return pixel != 0; }));
}

/// The same of a picture that may have been reduced.
std::vector<std::uint8_t> shadow_of(const Ground& ground) {
  const int width = ground.picture.width, height = ground.picture.height;
  const auto rows = rows_of(ground.object, width);
  std::vector<std::uint8_t> largest(ground.object.size());
  if (!rows) return largest;
  const int middle = ((*rows)[0] + (*rows)[1]) / 2;
  const std::vector<std::uint8_t> smooth = smooth_places(ground.picture);
  std::vector<std::uint8_t> open(ground.object.size());  // background, and what may be shadow
  for (std::size_t i = 0; i < open.size(); ++i) {
    const bool may_be_shadow = smooth[i] != 0 && is_darkened(color_at(ground.picture, i), ground.background[i]);
    open[i] = ground.object[i] == 0 || may_be_shadow;
  }
  // Where an object is as bright as its shadow there is no edge between them: the wider the brush, the wider the gaps
  // through which it does not get into the object, and so above its middle.
  for (const int share_of_side : kBrushes) {
    const int radius = std::max(1, std::min(width, height) / share_of_side);
    std::vector<std::uint8_t> shadow = painted_from_border(open, width, height, radius);
    for (std::size_t i = 0; i < shadow.size(); ++i) shadow[i] = shadow[i] != 0 && ground.object[i] != 0;
    shadow = below(shadow, width, height, middle);
    const bool is_possible = count(shadow) <= kLargestShadow * count(ground.object);
    if (is_possible && count(shadow) > count(largest)) largest = std::move(shadow);
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
    if (std::abs(color[c] - share * background[c]) > kHue) return false;
  }
  return true;
}

std::vector<std::uint8_t> soft_shadow(const Image& picture, const std::function<Color(std::size_t pixel)>& background,
                                      const std::vector<std::uint8_t>& object) {
  const Ground ground = reduced(picture, background, object);
  const std::vector<std::uint8_t> small = shadow_of(ground);
  std::vector<std::uint8_t> shadow(object.size());
  for (std::size_t i = 0; i < object.size(); ++i)
    shadow[i] = object[i] != 0 && small[ground.place_of(i, picture.width)] != 0;
  return shadow;
}

}  // namespace syncdreamer
