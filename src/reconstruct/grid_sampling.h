#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// Where a point lies among the samples of a grid.
struct GridCell {
  std::uint32_t corner = 0;    ///< the sample with the lowest coordinates
  std::array<float, 3> place;  ///< position in the cell, 0 to 1 along x, y, z
};

/// Calls `visit(sample, weight)` for the eight corners of a cell, with their weights in its trilinear interpolation.
template <class Visit>
void visit_corners(const GridShape& shape, const GridCell& cell, const Visit& visit) {
  const auto [x, y, z] = cell.place;
  const auto strides = shape.strides();
  for (std::size_t corner = 0; corner < 8; ++corner) {  // bit 0 is x, bit 1 y, bit 2 z
    const bool right = corner & 1, back = corner & 2, up = corner & 4;
    visit(cell.corner + right * strides[0] + back * strides[1] + up * strides[2],
          (right ? x : 1 - x) * (back ? y : 1 - y) * (up ? z : 1 - z));
  }
}

inline void add_scaled(float& sum, float weight, float value) {
  sum += weight * value;
}

template <std::size_t C>
void add_scaled(std::array<float, C>& sum, float weight, const std::array<float, C>& value) {
  for (std::size_t c = 0; c < C; ++c) sum[c] += weight * value[c];
}

/// The value in a cell, trilinear.
template <class T>
T value_in(const Grid<T>& grid, const GridCell& cell) {
  T sum{};
  visit_corners(grid, cell, [&](std::size_t sample, float weight) { add_scaled(sum, weight, grid.values[sample]); });
  return sum;
}

/// The value between samples, trilinear; of places outside of the grid, that of the nearest one in it.
template <class T>
T interpolated(const Grid<T>& grid, Vec3 samples) {
  std::array<int, 3> corner{};
  GridCell cell;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double at = std::clamp(samples[static_cast<int>(axis)], 0.0, grid.size - 1.0);
    corner[axis] = std::min(static_cast<int>(at), grid.size - 2);
    cell.place[axis] = static_cast<float>(at - corner[axis]);
  }
  cell.corner = static_cast<std::uint32_t>(grid.index(corner[0], corner[1], corner[2]));
  return value_in(grid, cell);
}

/// The values of a grid, interpolated at the samples of one with another size in the same cube.
template <class T>
Grid<T> resampled(const Grid<T>& grid, int size) {
  Grid<T> result(size, grid.half_side);
  const double scale = (grid.size - 1.0) / (size - 1.0);
  for (int z = 0; z < size; ++z) {
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) result.at(x, y, z) = interpolated(grid, Vec3{x * scale, y * scale, z * scale});
    }
  }
  return result;
}

}  // namespace syncdreamer
