#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace syncdreamer {

/// Which pixels of a picture are meant.
struct Mask {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;  ///< `height * width` values, 1 or 0.

  Mask() = default;
  /// A mask of nothing, or of everything.
  Mask(int width_, int height_, std::uint8_t value = 0)
      : width(width_), height(height_), pixels(static_cast<std::size_t>(width_) * height_, value) {}

  std::size_t size() const { return pixels.size(); }
  std::uint8_t& operator[](std::size_t pixel) { return pixels[pixel]; }
  std::uint8_t operator[](std::size_t pixel) const { return pixels[pixel]; }
  bool at(int x, int y) const { return pixels[static_cast<std::size_t>(y) * width + x] != 0; }
  bool operator==(const Mask&) const = default;
};

std::size_t count(const Mask& mask);

/// What is not in a mask.
Mask inverted(Mask mask);

/// What is in both masks.
Mask common(Mask a, const Mask& b);

/// What is in either mask.
Mask joined(Mask a, const Mask& b);

/// What is in a mask and not in another.
Mask without(Mask mask, const Mask& other);

}  // namespace syncdreamer
