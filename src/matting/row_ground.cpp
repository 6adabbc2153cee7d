#include "matting/row_ground.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "image/regions.h"
#include "image/soft_shadow.h"

namespace syncdreamer {
namespace {

constexpr int kReach = 24;  // pixels in a row that tell the colour of a side

/// The colour of what surrounds an object, from the first to the last of some pixels; nothing if they show none of it,
/// or are of several colours.
std::optional<Color> ground_color(const Image& picture, const Mask& object, std::size_t first, std::size_t last) {
  constexpr int kUneven = 40;  // levels from the mean
  Color mean{};
  int count = 0;
  for (std::size_t i = first; i <= last; ++i) {
    if (object[i] != 0) continue;
    const Color color = color_at(picture, i);
    for (std::size_t c = 0; c < 3; ++c) mean[c] += color[c];
    ++count;
  }
  if (count == 0) return std::nullopt;
  for (int& channel : mean) channel /= count;
  for (std::size_t i = first; i <= last; ++i) {
    if (object[i] == 0 && color_distance(color_at(picture, i), mean) > kUneven) return std::nullopt;
  }
  return mean;
}

/// The first column in which a mask has something, and the one after the last; two equal ones if it has nothing.
std::array<std::size_t, 2> columns_of(const Mask& mask) {
  const auto width = static_cast<std::size_t>(mask.width);
  std::size_t first = width, last = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) continue;
    first = std::min(first, i % width);
    last = std::max(last, i % width + 1);
  }
  return {std::min(first, last), last};
}

/// Without the regions that reach out of some columns.
void remove_wider(Mask& mask, const std::array<std::size_t, 2>& columns) {
  Mask outside(mask.width, mask.height);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const std::size_t x = i % static_cast<std::size_t>(mask.width);
    outside[i] = x < columns[0] || x >= columns[1];
  }
  mask = without(mask, connected_to(outside, mask, Connectivity::four));
}

}  // namespace

std::vector<Color> hidden_ground(const Image& picture, const Mask& object) {
  std::vector<Color> ground(object.size());
  for (int y = 0; y < picture.height; ++y) {
    const std::size_t row = static_cast<std::size_t>(y) * picture.width;
    for (int begin = 0, end = 0; begin < picture.width; begin = end + 1) {
      for (end = begin; end < picture.width && object[row + end] != 0;) ++end;
      if (end == begin) continue;
      const std::size_t last = row + picture.width - 1;
      std::optional<Color> left, right;
      if (begin > 0) left = ground_color(picture, object, row + std::max(0, begin - kReach), row + begin - 1);
      if (end < picture.width) right = ground_color(picture, object, row + end, std::min(last, row + end + kReach - 1));
      if (begin == 0) left = right;
      if (end == picture.width) right = left;
      if (!left || !right) continue;
      for (int x = begin; x < end; ++x) {
        for (std::size_t c = 0; c < 3; ++c)
          ground[row + x][c] = (*left)[c] + ((*right)[c] - (*left)[c]) * (x - begin + 1) / (end - begin + 1);
      }
    }
  }
  return ground;
}

Mask foreign_places(const Image& picture, const Mask& object, double least_part) {
  constexpr int kForeign = 45;  // levels
  const auto width = static_cast<std::size_t>(picture.width), reach = std::min<std::size_t>(kReach, width / 4);
  Mask foreign(object.width, object.height);
  for (std::size_t row = 0; row < object.size(); row += width) {
    const auto left = ground_color(picture, object, row, row + reach - 1);
    const auto right = ground_color(picture, object, row + width - reach, row + width - 1);
    if (!left || !right) continue;
    for (std::size_t x = 0; x < width; ++x) {
      if (object[row + x] != 0) continue;
      Color between{};
      for (std::size_t c = 0; c < 3; ++c)
        between[c] = (*left)[c] + ((*right)[c] - (*left)[c]) * static_cast<int>(x) / picture.width;
      const Color here = color_at(picture, row + x);
      foreign[row + x] = std::ranges::all_of(std::array{*left, between, *right}, [&](const Color& ground) {
        return color_distance(here, ground) > kForeign && !is_darkened(here, ground);
      });
    }
  }
  foreign = opened(foreign, 1);  // without seams to other things
  Mask parts = object;
  remove_specks(parts, Connectivity::four, least_part);
  remove_wider(foreign, columns_of(parts));
  return foreign;
}

}  // namespace syncdreamer
