#include "image/regions.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr double kSpeckShare = 0.02;

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

std::vector<std::uint8_t> connected_to_border(const std::vector<std::uint8_t>& mask, int width, int height) {
  check_size(mask, width, height);
  std::vector<std::uint8_t> rest = mask;
  const auto take = [&](int x, int y) {
    take_region(rest, width, height, static_cast<std::size_t>(y) * width + x, Connectivity::four);
  };
  for (int x = 0; x < width; ++x) take(x, 0), take(x, height - 1);
  for (int y = 0; y < height; ++y) take(0, y), take(width - 1, y);
  for (std::size_t i = 0; i < mask.size(); ++i) rest[i] = rest[i] != mask[i];
  return rest;
}

std::size_t remove_specks(std::vector<std::uint8_t>& mask, int width, int height, Connectivity connectivity) {
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
    if (static_cast<double>(size) < kSpeckShare * static_cast<double>(largest))
      take_region(mask, width, height, seed, connectivity);
  }
  return largest;
}

}  // namespace syncdreamer
