#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "reconstruct/grid_sampling.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// What a sample of a FieldGrid holds: signed distance (object units, negative inside) and colour (0 to 1, sRGB-coded).
using FieldValue = std::array<float, 4>;

/// A signed distance and a colour at the samples of a cube, interpolated between them; free space outside of a band
/// of active samples.
class FieldGrid : public Grid<FieldValue> {
 public:
  /// \param band  samples whose signed distance is at most this at the start are active.
  FieldGrid(Grid<FieldValue> start, double band);

  /// Starts with one colour.
  FieldGrid(const ScalarGrid& distance, double band, std::array<float, 3> color);

  /// Indices of the active samples, ascending.
  const std::vector<std::uint32_t>& active() const { return active_; }
  bool is_active(std::size_t sample) const { return is_active_[sample] != 0; }

  /// The cell of a point given in samples (0 to size - 1 along each axis); nothing if the point is not in the cube, or
  /// a corner of the cell is not active.
  std::optional<GridCell> find_cell(const std::array<float, 3>& point) const;

  /// Adds the derivative by the value that is interpolated in a cell to the derivatives by the samples, `[z, y, x]`.
  void scatter(const GridCell& cell, const FieldValue& derivative, std::vector<FieldValue>& samples) const;

  /// The signed distances; inactive samples keep theirs.
  ScalarGrid distance() const;

 private:
  std::vector<std::uint32_t> active_;
  std::vector<std::uint8_t> is_active_, is_active_cell_;
};

}  // namespace syncdreamer
