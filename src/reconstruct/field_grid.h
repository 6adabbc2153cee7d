#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// What a sample of a FieldGrid holds: signed distance (object units, negative inside) and colour (0 to 1, sRGB-coded).
using FieldValue = std::array<float, 4>;

/// A signed distance and a colour at the samples of a cube, interpolated between them; free space outside of a band
/// of active samples.
class FieldGrid : public GridShape {
 public:
  /// \param distance  start of the signed distance; samples where it is at most `band` are active.
  FieldGrid(const ScalarGrid& distance, double band, std::array<float, 3> color);

  std::vector<FieldValue> values;  ///< `[z, y, x]`

  /// Indices of the active samples, ascending.
  const std::vector<std::uint32_t>& active() const { return active_; }
  bool is_active(std::size_t sample) const { return is_active_[sample] != 0; }

  /// Where a point lies among the samples.
  struct Cell {
    std::uint32_t corner = 0;    ///< the sample with the lowest coordinates
    std::array<float, 3> place;  ///< position in the cell, 0 to 1 along x, y, z
  };

  /// The cell of a point given in samples (0 to size - 1 along each axis); nothing if the point is not in the cube, or
  /// a corner of the cell is not active.
  std::optional<Cell> find_cell(const std::array<float, 3>& point) const;

  FieldValue interpolate(const Cell& cell) const;

  /// Adds the derivative by the interpolated value to the derivatives by the samples, `[z, y, x]`.
  void scatter(const Cell& cell, const FieldValue& derivative, std::vector<FieldValue>& samples) const;

  /// The signed distances; inactive samples keep theirs.
  ScalarGrid distance() const;

 private:
  std::vector<std::uint32_t> active_;
  std::vector<std::uint8_t> is_active_, is_active_cell_;
};

/// The value between samples, trilinear; of places outside of the grid, that of the nearest one in it.
float interpolated(const ScalarGrid& grid, Vec3 samples);

/// The values of a grid, interpolated at the samples of one with another size in the same cube.
ScalarGrid resampled(const ScalarGrid& grid, int size);

}  // namespace syncdreamer
