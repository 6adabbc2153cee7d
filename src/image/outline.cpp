#include "image/outline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/joined.h"
#include "image/color.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

constexpr int kReach = 3;           // pixels beside the outline that edges may be wide
constexpr int kFaintEdge = 12;      // of 255; compression stays below
constexpr double kNoisyEdge = 2.5;  // times the background's noise; below, an edge may be noise

/// The box around the pixels for which `is_in(x, y)` holds.
template <class IsIn>
std::optional<PixelBox> box_where(int width, int height, IsIn&& is_in) {
  std::optional<PixelBox> box;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (!is_in(x, y)) continue;
      if (!box) box = {x, y, x, y};
      box->left = std::min(box->left, x), box->right = std::max(box->right, x);
      box->bottom = y;
    }
  }
  return box;
}

/// The median difference of neighbours in what was cut away.
int noise_of_background(const Image& rgb, const Image& cut) {
  std::array<std::size_t, 256> counts{};
  std::size_t num_pairs = 0;
  for (int y = 0; y < cut.height; ++y) {
    for (int x = 0; x + 1 < cut.width; ++x) {
      if (cut.at(x, y, 3) != 0 || cut.at(x + 1, y, 3) != 0) continue;
      ++counts[static_cast<std::size_t>(color_distance(color_at(rgb, x, y), color_at(rgb, x + 1, y)))];
      ++num_pairs;
    }
  }
  std::size_t num_below = 0;
  int median = 0;
  while (median < 255 && 2 * (num_below += counts[static_cast<std::size_t>(median)]) < num_pairs) ++median;
  return median;
}

bool is_inside(const Image& cut, int x, int y) {
  return x >= 0 && y >= 0 && x < cut.width && y < cut.height && cut.at(x, y, 3) >= kHalfOpaque;
}

/// How much a colour outside differs from the mean of the first two, three ... pixels of an object, from a place at its
/// rim on, at most. One pixel alone, which may differ by its texture, counts only where there are no more.
double edge_inwards(const Image& rgb, const Image& cut, std::array<int, 2> place, std::array<int, 2> outwards,
                    const Color& outside) {
  std::array<double, 3> sum{};
  double edge = 0, of_first = 0;
  int depth = 0;
  for (auto [x, y] = place; depth <= kReach && is_inside(cut, x, y); x -= outwards[0], y -= outwards[1]) {
    const Color inside = color_at(rgb, x, y);
    ++depth;
    double difference = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      sum[c] += inside[c];
      difference = std::max(difference, std::abs(sum[c] / depth - outside[c]));
    }
    double& known = depth == 1 ? of_first : edge;
    known = std::max(known, difference);
  }
  return depth == 1 ? of_first : edge;
}

}  // namespace

Mask mask_of_opacity(const Image& rgba, int least_alpha) {
  check(rgba.channels == 4, "mask_of_opacity: an RGBA picture expected");
  Mask mask(rgba.width, rgba.height);
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = rgba.pixels[i * 4 + 3] >= least_alpha;
  return mask;
}

std::optional<PixelBox> box_of_opacity(const Image& rgba, int least_alpha) {
  check(rgba.channels == 4, "box_of_opacity: an RGBA picture expected");
  return box_where(rgba.width, rgba.height, [&](int x, int y) { return rgba.at(x, y, 3) >= least_alpha; });
}

std::optional<PixelBox> box_of_largest_part(const Image& rgba) {
  check(rgba.channels == 4, "box_of_largest_part: an RGBA picture expected");
  const Mask part = largest_region(mask_of_opacity(rgba, kHalfOpaque), Connectivity::eight);
  return box_where(rgba.width, rgba.height, [&](int x, int y) { return part.at(x, y); });
}

std::string edges_cutting(const Image& rgba) {
  constexpr double kCutShare = 0.2;  // of the object's extent; tips that touch an edge are narrower
  const std::optional<PixelBox> box = box_of_opacity(rgba, kHalfOpaque);
  if (!box) return {};
  struct Edge {
    const char* name;
    int object_extent, num_opaque = 0;
  };
  std::array<Edge, 4> edges{
      {{"left", box->height()}, {"top", box->width()}, {"right", box->height()}, {"bottom", box->width()}}};
  for (int y = 0; y < rgba.height; ++y) {
    edges[0].num_opaque += rgba.at(0, y, 3) >= kHalfOpaque;
    edges[2].num_opaque += rgba.at(rgba.width - 1, y, 3) >= kHalfOpaque;
  }
  for (int x = 0; x < rgba.width; ++x) {
    edges[1].num_opaque += rgba.at(x, 0, 3) >= kHalfOpaque;
    edges[3].num_opaque += rgba.at(x, rgba.height - 1, 3) >= kHalfOpaque;
  }
  if (std::ranges::all_of(edges, [](const Edge& edge) { return edge.num_opaque > 0; })) return {};
  std::vector<std::string> cutting;
  for (const Edge& edge : edges) {
    if (edge.num_opaque > kCutShare * edge.object_extent) cutting.emplace_back(edge.name);
  }
  return joined(cutting);
}

double outline_without_edge(const Image& picture, const Image& cut) {
  check(cut.channels == 4 && cut.width == picture.width && cut.height == picture.height,
        "outline_without_edge: a picture and its RGBA cut-out of one size expected");
  const Image rgb = blend_on_white(picture);
  const auto is_in_picture = [&](int x, int y) { return x >= 0 && y >= 0 && x < cut.width && y < cut.height; };
  const double faint = std::max<double>(kFaintEdge, kNoisyEdge * noise_of_background(rgb, cut));
  std::size_t num_outline = 0, num_without_edge = 0;
  for (int y = 0; y < cut.height; ++y) {
    for (int x = 0; x < cut.width; ++x) {
      if (!is_inside(cut, x, y)) continue;
      for (const auto& [dx, dy] : {std::array{1, 0}, std::array{-1, 0}, std::array{0, 1}, std::array{0, -1}}) {
        if (!is_in_picture(x + kReach * dx, y + kReach * dy) || is_inside(cut, x + dx, y + dy)) continue;
        int reach = 1;  // less than kReach in a gap, beyond which is the object again
        while (reach < kReach && !is_inside(cut, x + (reach + 1) * dx, y + (reach + 1) * dy)) ++reach;
        const Color outside = color_at(rgb, x + reach * dx, y + reach * dy);
        const double edge = edge_inwards(rgb, cut, {x, y}, {dx, dy}, outside);
        ++num_outline;
        num_without_edge += edge < faint ? 1 : 0;
      }
    }
  }
  return num_outline == 0 ? 0 : static_cast<double>(num_without_edge) / static_cast<double>(num_outline);
}

}  // namespace syncdreamer
