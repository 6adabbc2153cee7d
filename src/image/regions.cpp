#include "image/regions.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

/// Takes the region of a pixel out of a mask. \return its number of pixels.
std::size_t take_region(std::vector<std::uint8_t>& mask, int width, int height, std::size_t seed,
                        Connectivity connectivity) {
  if (mask[seed] == 0) return 0;
  std::size_t size = 0;
  std::vector<std::size_t> open{seed};
  mask[seed] = 0;
  while (!open.empty()) {
    const int x = static_cast<int>(open.back() % width), y = static_cast<int>(open.back() / width);
    open.pop_back();
    ++size;
    for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v) {
      for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
        const std::size_t pixel = static_cast<std::size_t>(v) * width + u;
        if (mask[pixel] == 0 || (connectivity == Connectivity::four && u != x && v != y)) continue;
        mask[pixel] = 0;
        open.push_back(pixel);
      }
    }
  }
  return size;
}

void check_size(const std::vector<std::uint8_t>& mask, int width, int height) {
  check(mask.size() == static_cast<std::size_t>(width) * height, "the mask has another size than its picture");
}

}  // namespace

std::vector<std::uint8_t> connected_to(const std::vector<std::uint8_t>& seeds, const std::vector<std::uint8_t>& mask,
                                       int width, int height, Connectivity connectivity) {
  check_size(mask, width, height);
  check_size(seeds, width, height);
  std::vector<std::uint8_t> rest = mask;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (seeds[i] != 0) take_region(rest, width, height, i, connectivity);
  }
  for (std::size_t i = 0; i < mask.size(); ++i) rest[i] = rest[i] != mask[i];
  return rest;
}

std::vector<std::uint8_t> connected_to_border(const std::vector<std::uint8_t>& mask, int width, int height) {
  std::vector<std::uint8_t> border(mask.size());
  for (std::size_t i = 0; i < border.size(); ++i) {
    const int x = static_cast<int>(i) % width, y = static_cast<int>(i) / width;
    border[i] = x == 0 || y == 0 || x == width - 1 || y == height - 1;
  }
  return connected_to(border, mask, width, height, Connectivity::four);
}

std::vector<std::uint8_t> largest_region(const std::vector<std::uint8_t>& mask, int width, int height,
                                         Connectivity connectivity) {
  check_size(mask, width, height);
  std::vector<std::uint8_t> rest = mask, seeds(mask.size());
  std::size_t largest = 0, first = 0;
  for (std::size_t seed = 0; seed < rest.size(); ++seed) {
    const std::size_t size = take_region(rest, width, height, seed, connectivity);
    if (size > largest) largest = size, first = seed;
  }
  if (largest > 0) seeds[first] = 1;
  return connected_to(seeds, mask, width, height, connectivity);
}

std::vector<std::uint8_t> grown(const std::vector<std::uint8_t>& mask, int width, int height, int radius) {
  check_size(mask, width, height);
  std::vector<std::uint8_t> result = mask;
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

std::vector<std::uint8_t> opened(const std::vector<std::uint8_t>& mask, int width, int height, int radius) {
  std::vector<std::uint8_t> outside(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) outside[i] = mask[i] == 0;
  std::vector<std::uint8_t> core = grown(outside, width, height, radius);
  for (std::uint8_t& pixel : core) pixel = pixel == 0;
  return grown(core, width, height, radius);
}

std::size_t remove_specks(std::vector<std::uint8_t>& mask, int width, int height, Connectivity connectivity,
                          double least_share) {
  check_size(mask, width, height);
  std::vector<std::uint8_t> rest = mask;
  std::vector<std::pair<std::size_t, std::size_t>> regions;  // first pixel and size
  std::size_t largest = 0;
  for (std::size_t seed = 0; seed < rest.size(); ++seed) {
    const std::size_t size = take_region(rest, width, height, seed, connectivity);
    if (size > 0) regions.emplace_back(seed, size);
    largest = std::max(largest, size);
  }
  for (const auto& [seed, size] : regions) {
    if (static_cast<double>(size) < least_share * static_cast<double>(largest))
      take_region(mask, width, height, seed, connectivity);
  }
  return largest;
}

}  // namespace syncdreamer
