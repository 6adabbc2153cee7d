#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "geometry/linear.h"

namespace syncdreamer {

/// `size`^3 points of the cube [-half_side, half_side]^3, its corners included, in the order `[z, y, x]`.
struct GridShape {
  int size = 0;
  double half_side = 0;  ///< object units

  std::size_t index(int x, int y, int z) const { return (static_cast<std::size_t>(z) * size + y) * size + x; }

  /// Distances between neighbours' indices along x, y and z.
  std::array<std::size_t, 3> strides() const {
    const auto side = static_cast<std::size_t>(size);
    return {1, side, side * side};
  }
  /// The index of the first sample of a line: of the `size`^2 lines of neighbours that are `stride` apart.
  std::size_t line_start(std::size_t line, std::size_t stride) const {
    return line % stride + line / stride * stride * static_cast<std::size_t>(size);
  }

  /// Distance of neighbouring samples.
  double spacing() const { return 2 * half_side / (size - 1); }
  /// Where a sample lies. The coordinates may be fractions.
  Vec3 position(double x, double y, double z) const {
    return Vec3{x, y, z} * spacing() - Vec3{half_side, half_side, half_side};
  }
  /// The reverse: between which samples a position lies.
  Vec3 samples_of(Vec3 position) const { return (position + Vec3{half_side, half_side, half_side}) / spacing(); }
};

/// Values at the points of a grid.
template <class T>
struct Grid : GridShape {
  std::vector<T> values;  ///< `[z, y, x]`

  Grid() = default;
  Grid(int size_, double half_side_, T value = {})
      : GridShape{size_, half_side_}, values(static_cast<std::size_t>(size_) * size_ * size_, value) {}

  T& at(int x, int y, int z) { return values[index(x, y, z)]; }
  const T& at(int x, int y, int z) const { return values[index(x, y, z)]; }
};

/// Whether a sample that an object covers by this share lies in it.
inline bool is_inside(float coverage) {
  return coverage > 0.5F;
}

/// A field sampled at the points of a grid. Of a signed distance, negative is inside.
using ScalarGrid = Grid<float>;

}  // namespace syncdreamer
