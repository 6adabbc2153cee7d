#include "reconstruct/foreground_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

// Distance from white, the largest over the channels, 0 to 1, below which a pixel may be background.
constexpr float kNearWhite = 0.06F;

// Where the object fades into the background, the distance from white grows by this factor or more from each pixel to
// the next.
constexpr float kFading = 1.1F;

std::vector<float> distance_from_white(const Image& rgb) {
  std::vector<float> distance;
  distance.reserve(rgb.pixels.size() / 3);
  for (std::size_t i = 0; i < rgb.pixels.size(); i += 3) {
    const int darkest = std::min({rgb.pixels[i], rgb.pixels[i + 1], rgb.pixels[i + 2]});
    distance.push_back(static_cast<float>(255 - darkest) / 255.0F);
  }
  return distance;
}

/// Which pixels belong to near-white regions that reach the picture's border.
Mask background_of(const std::vector<float>& distance, int width, int height) {
  Mask white(width, height);
  std::ranges::transform(distance, white.pixels.begin(), [](float d) { return d < kNearWhite; });
  return connected_to_border(white);
}

/// The pixels along the edges of a picture, each beside the one before.
std::vector<std::size_t> along_border(int width, int height) {
  std::vector<std::size_t> pixels;
  const auto add = [&](int x, int y) { pixels.push_back(static_cast<std::size_t>(y) * width + x); };
  for (int x = 0; x < width; ++x) add(x, 0);
  for (int y = 1; y < height; ++y) add(width - 1, y);
  for (int x = width - 2; x >= 0; --x) add(x, height - 1);
  for (int y = height - 2; y > 0; --y) add(0, y);
  return pixels;
}

/// Calls `visit` with the pixels around pixel `i`.
template <class Visit>
void each_neighbour(std::size_t i, int width, int height, const Visit& visit) {
  const auto x = static_cast<int>(i % static_cast<std::size_t>(width));
  const auto y = static_cast<int>(i / static_cast<std::size_t>(width));
  for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v) {
    for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
      if (u != x || v != y)
        visit(static_cast<std::size_t>(v) * static_cast<std::size_t>(width) + static_cast<std::size_t>(u));
    }
  }
}

/// How much of each pixel is the object's. Along the edge, whether it is one pixel wide or blurred over several, the
/// distance from white rises from the background to what the object has inside: the share is the quotient of both.
std::vector<float> soft_edges(const std::vector<float>& distance, const Mask& background) {
  const int width = background.width, height = background.height;
  std::vector<std::size_t> order(distance.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return distance[a] < distance[b]; });
  std::vector<bool> fades(distance.size());
  for (const std::size_t i : order) {
    if (background[i] != 0 || distance[i] == 0) continue;  // white that is no background is enclosed
    each_neighbour(i, width, height, [&](std::size_t k) {
      if (background[k] != 0 || (fades[k] && distance[i] >= kFading * distance[k])) fades[i] = true;
    });
  }
  std::vector<float> inside = distance;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    each_neighbour(*i, width, height, [&](std::size_t k) {
      if (distance[k] >= kFading * distance[*i]) inside[*i] = std::max(inside[*i], inside[k]);
    });
  }
  std::vector<float> share(distance.size());
  for (std::size_t i = 0; i < share.size(); ++i) {
    if (background[i] == 0) share[i] = fades[i] ? distance[i] / inside[i] : 1.0F;
  }
  return share;
}

std::vector<float> mask_on_white(const Image& rgb) {
  const std::vector<float> distance = distance_from_white(rgb);
  std::vector<float> mask = soft_edges(distance, background_of(distance, rgb.width, rgb.height));
  clear_specks(mask, rgb.width, rgb.height);
  return mask;
}

}  // namespace

std::vector<float> foreground_mask(const Image& image) {
  if (image.is_see_through()) return alpha_mask(image);
  return mask_on_white(to_rgb(image));
}

void clear_specks(std::vector<float>& mask, int width, int height) {
  constexpr float kFaint = 0.1F;
  Mask covered(width, height), solid(width, height);
  std::ranges::transform(mask, covered.pixels.begin(), [](float m) { return m > kFaint; });
  std::ranges::transform(mask, solid.pixels.begin(), [](float m) { return m > 0.5F; });
  remove_specks(solid, Connectivity::four);
  const Mask kept = connected_to(solid, covered, Connectivity::eight);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (covered[i] != 0 && kept[i] == 0) mask[i] = 0;
  }
}

std::vector<float> alpha_mask(const Image& image) {
  check(image.has_alpha(), "alpha_mask: the picture has no alpha");
  std::vector<float> alpha;
  alpha.reserve(image.pixels.size() / static_cast<std::size_t>(image.channels));
  for (std::size_t i = static_cast<std::size_t>(image.channels) - 1; i < image.pixels.size();
       i += static_cast<std::size_t>(image.channels)) {
    alpha.push_back(static_cast<float>(image.pixels[i]) / 255.0F);
  }
  return alpha;
}

WhiteBorder white_border(const Image& image) {
  constexpr float kEdge = 6.5F / 255;  // from pixel to pixel
  const std::vector<float> distance = distance_from_white(to_rgb(image));
  const std::vector<std::size_t> border = along_border(image.width, image.height);
  std::size_t num_white = 0, num_smooth = 0, num_edges = 0;
  for (std::size_t i = 0; i < border.size(); ++i) {
    const float here = distance[border[i]], next = distance[border[(i + 1) % border.size()]];
    num_white += here < kNearWhite;
    if ((here < kNearWhite) != (next < kNearWhite)) ++(std::abs(here - next) < kEdge ? num_smooth : num_edges);
  }
  const std::size_t width = static_cast<std::size_t>(image.width), last = distance.size() - 1;
  const bool has_corner = std::ranges::any_of(std::array{std::size_t{0}, width - 1, last + 1 - width, last},
                                              [&](std::size_t corner) { return distance[corner] < kNearWhite; });
  return {static_cast<double>(num_white) / static_cast<double>(border.size()), has_corner, num_smooth > num_edges};
}

double mask_iou(const std::vector<float>& a, const std::vector<float>& b) {
  check(a.size() == b.size(), "mask_iou: the masks differ in size");
  std::size_t both = 0, either = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += a[i] > 0.5F && b[i] > 0.5F;
    either += a[i] > 0.5F || b[i] > 0.5F;
  }
  return either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either);
}

}  // namespace syncdreamer
