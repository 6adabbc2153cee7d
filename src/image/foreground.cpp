#include "image/foreground.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/quantile.h"
#include "image/outline.h"
#include "image/plain_background.h"
#include "image/regions.h"
#include "image/soft_shadow.h"

namespace syncdreamer {
namespace {

constexpr int kFaintest = 13;                  // alpha that can be seen, of 255
constexpr int kEdgeWidth = 2;                  // pixels that may mix object and background
constexpr double kSmallestObjectShare = 5e-4;  // of the picture

// Regions of a mask in which a square of a hundredth of the picture has room: not the glints of an object.
Mask wide_regions(const Mask& mask) {
  const int radius = std::max(1, std::min(mask.width, mask.height) / 200);
  return connected_to(opened(mask, radius), mask, Connectivity::four);
}

// The object: what cannot be reached from the border through pixels of the background's colour, and does not lie in
// other wide regions of it either, if these are cut out.
Mask find_object(const Image& rgba, const PlainBackground& background, EnclosedBackground enclosed) {
  const Mask of_its_color = background.mask(rgba);
  Mask outside = connected_to_border(of_its_color);
  if (enclosed == EnclosedBackground::cut_out) outside = joined(std::move(outside), wide_regions(of_its_color));
  return inverted(std::move(outside));
}

constexpr int kBlock = 8;  // pixels a side of what JPEG compresses together

// Whether the background near the object is rough, as compression makes it: there, its levels ring. A slope is smooth.
bool is_rough(const Image& rgba, const Mask& object) {
  constexpr int kBlur = 2, kRoughness = 2;  // pixels, levels of 255
  const Mask near = without(grown(object, kBlock), grown(object, kBlur));
  std::vector<int> steps;  // between a pixel and the middle of its neighbours in the row
  for (std::size_t i = 0; i < object.size(); ++i) {
    const int x = static_cast<int>(i % static_cast<std::size_t>(rgba.width));
    if (near[i] == 0 || x == 0 || x == rgba.width - 1) continue;
    const Color left = color_at(rgba, i - 1), right = color_at(rgba, i + 1);
    const Color middle{(left[0] + right[0]) / 2, (left[1] + right[1]) / 2, (left[2] + right[2]) / 2};
    steps.push_back(color_distance(color_at(rgba, i), middle));
  }
  return !steps.empty() && quantile(std::move(steps), 0.9) >= kRoughness;
}

// Takes out of the object what compression leaves beside it: pixels not unlike the background, in places that are
// narrower than its blocks. What touches a pixel that surely is the object's stays: it is the edge. What reaches
// farther than compression does from such pixels stays, too: a pale stem, a wire.
void remove_ringing(Mask& object, const Image& rgba, const PlainBackground& background) {
  constexpr int kRinging = 45, kHalfBlock = 3;
  Mask sure(object.width, object.height);
  for (std::size_t i = 0; i < object.size(); ++i)
    sure[i] = object[i] != 0 && color_distance(color_at(rgba, i), background.colors.at(i)) > kRinging;
  const Mask edge = grown(sure, 1), wide = opened(object, kHalfBlock);
  const Mask doubtful = without(without(object, edge), wide);
  const Mask far = without(doubtful, grown(sure, 2 * kBlock));
  object = without(object, without(doubtful, connected_to(far, doubtful, Connectivity::eight)));
}

// How far, in pixels, a pixel lies inside the object; 0 is background, numbers above kEdgeWidth are not told apart.
std::vector<std::uint8_t> depth_inside(const Mask& object) {
  std::vector<std::uint8_t> depth = object.pixels;
  for (int distance = 1; distance <= kEdgeWidth; ++distance) {
    const Mask inner = eroded(object, distance);
    std::ranges::transform(depth, inner.pixels, depth.begin(), std::plus<>());
  }
  return depth;
}

// The colour of the object near (x, y): of the nearest pixel beyond the edge, or the one least like the background.
Color object_color(const Image& rgba, const std::vector<std::uint8_t>& depth, const Color& background, int x, int y) {
  constexpr int kReach = kEdgeWidth + 2;
  Color best = color_at(rgba, x, y);
  int best_score = color_distance(best, background);
  for (int v = std::max(0, y - kReach); v <= std::min(rgba.height - 1, y + kReach); ++v) {
    for (int u = std::max(0, x - kReach); u <= std::min(rgba.width - 1, x + kReach); ++u) {
      const std::size_t pixel = static_cast<std::size_t>(v) * rgba.width + u;
      if (depth[pixel] == 0) continue;
      const Color color = color_at(rgba, pixel);
      const int nearness = 1000 - (u - x) * (u - x) - (v - y) * (v - y);
      const int score = depth[pixel] > kEdgeWidth ? nearness : color_distance(color, background);
      if (score > best_score) best_score = score, best = color;
    }
  }
  return best;
}

// Writes alpha, and at the edge the object's colour without the background's share of it.
void write_matte(Image& rgba, const std::vector<std::uint8_t>& depth, const PlainBackground& background) {
  const Image original = rgba;
  for (std::size_t pixel = 0; pixel < depth.size(); ++pixel) {
    std::uint8_t* out = &rgba.pixels[pixel * 4];
    if (depth[pixel] == 0) {
      std::fill_n(out, 4, std::uint8_t{0});
      continue;
    }
    out[3] = 255;
    if (depth[pixel] > kEdgeWidth) continue;
    const Color here = color_at(original, pixel), behind = background.colors.at(pixel);
    const Color object = object_color(original, depth, behind, static_cast<int>(pixel % rgba.width),
                                      static_cast<int>(pixel / rgba.width));
    double product = 0.0, square = 0.0;
    for (std::size_t c = 0; c < 3; ++c) {
      product += (here[c] - behind[c]) * (object[c] - behind[c]);
      square += (object[c] - behind[c]) * (object[c] - behind[c]);
    }
    if (color_distance(object, behind) <= 2 * background.tolerance) continue;
    const double alpha = std::clamp(product / square, 0.0, 1.0);
    out[3] = byte_from_unit(alpha);
    if (out[3] == 0 || out[3] == 255) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      const double level = behind[c] + (here[c] - behind[c]) / alpha;
      out[c] = static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, 255.0)));
    }
  }
}

}  // namespace

Image extract_foreground(const Image& image, const std::string& name, EnclosedBackground enclosed) {
  check(!image.empty(), "extract_foreground: the picture has no pixels");
  Image rgba = to_rgba(image);
  if (!box_of_opacity(rgba, kFaintest))
    throw NoObjectError(name + ": has no object: every pixel is transparent, or nearly so");
  if (rgba.is_see_through()) return rgba;

  const PlainBackground background = find_plain_background(rgba, name);
  Mask object = find_object(rgba, background, enclosed);
  const auto color = [&](std::size_t pixel) { return background.colors.at(pixel); };
  object = without(object, soft_shadow(rgba, color, object));
  if (is_rough(rgba, object)) remove_ringing(object, rgba, background);
  const std::size_t largest = remove_specks(object, Connectivity::eight);
  if (largest == 0) throw NoObjectError(name + ": has no object: the picture shows nothing but its background");
  if (static_cast<double>(largest) < kSmallestObjectShare * static_cast<double>(object.size()) || largest < 4)
    throw NoObjectError(name + ": the object is too small: cut the picture closer to it");
  write_matte(rgba, depth_inside(object), background);
  return rgba;
}

}  // namespace syncdreamer
