#include "image/regions.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

/// Takes the region of a pixel out of a mask. \return its pixels.
std::vector<std::size_t> take_region(Mask& mask, std::size_t seed, Connectivity connectivity) {
  const int width = mask.width, height = mask.height;
  std::vector<std::size_t> region;
  if (mask[seed] == 0) return region;
  region.push_back(seed);
  mask[seed] = 0;
  for (std::size_t next = 0; next < region.size(); ++next) {
    const int x = static_cast<int>(region[next] % width), y = static_cast<int>(region[next] / width);
    for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v) {
      for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
        const std::size_t pixel = static_cast<std::size_t>(v) * width + u;
        if (mask[pixel] == 0 || (connectivity == Connectivity::four && u != x && v != y)) continue;
        mask[pixel] = 0;
        region.push_back(pixel);
      }
    }
  }
  return region;
}

}  // namespace

Mask connected_to(const Mask& seeds, const Mask& mask, Connectivity connectivity) {
  check(seeds.width == mask.width && seeds.height == mask.height, "the seeds have another size than the mask");
  Mask rest = mask;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (seeds[i] != 0) take_region(rest, i, connectivity);
  }
  return without(mask, rest);
}

Mask border_of(int width, int height) {
  Mask border(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      border[static_cast<std::size_t>(y) * width + x] = x == 0 || y == 0 || x == width - 1 || y == height - 1;
  }
  return border;
}

Mask connected_to_border(const Mask& mask) {
  return connected_to(border_of(mask.width, mask.height), mask, Connectivity::four);
}

std::vector<std::vector<std::size_t>> regions_of(Mask mask, Connectivity connectivity) {
  std::vector<std::vector<std::size_t>> regions;
  for (std::size_t seed = 0; seed < mask.size(); ++seed) {
    if (mask[seed] != 0) regions.push_back(take_region(mask, seed, connectivity));
  }
  return regions;
}

Mask largest_region(const Mask& mask, Connectivity connectivity) {
  const auto regions = regions_of(mask, connectivity);
  Mask result(mask.width, mask.height);
  if (regions.empty()) return result;
  for (const std::size_t pixel : *std::ranges::max_element(regions, {}, &std::vector<std::size_t>::size))
    result[pixel] = 1;
  return result;
}

Mask grown(const Mask& mask, int radius) {
  const int width = mask.width, height = mask.height;
  Mask result = mask;
  // Along rows, then along columns: a pixel is in if the last one of the mask, from either side, is near enough.
  const auto grow_line = [&](std::size_t first, std::size_t step, int length) {
    std::vector<std::uint8_t> line(static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = result[first + i * step];
    int since = radius + 1;
    for (std::size_t i = 0; i < line.size(); ++i) {
      since = line[i] != 0 ? 0 : since + 1;
      if (since <= radius) result[first + i * step] = 1;
    }
    since = radius + 1;
    for (std::size_t i = line.size(); i-- > 0;) {
      since = line[i] != 0 ? 0 : since + 1;
      if (since <= radius) result[first + i * step] = 1;
    }
  };
  for (int y = 0; y < height; ++y) grow_line(static_cast<std::size_t>(y) * width, 1, width);
  for (int x = 0; x < width; ++x) grow_line(static_cast<std::size_t>(x), static_cast<std::size_t>(width), height);
  return result;
}

Mask eroded(const Mask& mask, int radius) {
  return inverted(grown(inverted(mask), radius));
}

Mask opened(const Mask& mask, int radius) {
  return grown(eroded(mask, radius), radius);
}

std::size_t remove_specks(Mask& mask, Connectivity connectivity, double least_share) {
  const auto regions = regions_of(mask, connectivity);
  std::size_t largest = 0;
  for (const auto& region : regions) largest = std::max(largest, region.size());
  for (const auto& region : regions) {
    if (static_cast<double>(region.size()) >= least_share * static_cast<double>(largest)) continue;
    for (const std::size_t pixel : region) mask[pixel] = 0;
  }
  return largest;
}

}  // namespace syncdreamer
