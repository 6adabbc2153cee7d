#include "reconstruct/field_grid.h"

#include <utility>

namespace syncdreamer {
namespace {

Grid<FieldValue> in_one_color(const ScalarGrid& distance, const std::array<float, 3>& color) {
  Grid<FieldValue> grid(distance.size, distance.half_side, {0, color[0], color[1], color[2]});
  for (std::size_t i = 0; i < grid.values.size(); ++i) grid.values[i][0] = distance.values[i];
  return grid;
}

}  // namespace

FieldGrid::FieldGrid(Grid<FieldValue> start, double band)
    : Grid(std::move(start)), is_active_(values.size()), is_active_cell_(values.size()) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    is_active_[i] = values[i][0] <= band;
    if (is_active_[i]) active_.push_back(static_cast<std::uint32_t>(i));
  }
  for (const std::uint32_t i : active_) {
    bool is_cell = true;
    visit_corners(*this, {i, {}}, [&](std::size_t corner, float) {
      is_cell = is_cell && corner < is_active_.size() && is_active_[corner] != 0;
    });
    is_active_cell_[i] = is_cell;
  }
}

FieldGrid::FieldGrid(const ScalarGrid& distance, double band, std::array<float, 3> color)
    : FieldGrid(in_one_color(distance, color), band) {}

std::optional<GridCell> FieldGrid::find_cell(const std::array<float, 3>& point) const {
  GridCell cell;
  std::array<std::uint32_t, 3> corner{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!(point[axis] >= 0 && point[axis] < static_cast<float>(size - 1))) return std::nullopt;
    corner[axis] = static_cast<std::uint32_t>(point[axis]);
    cell.place[axis] = point[axis] - static_cast<float>(corner[axis]);
  }
  const auto side = static_cast<std::uint32_t>(size);
  cell.corner = (corner[2] * side + corner[1]) * side + corner[0];
  if (is_active_cell_[cell.corner] == 0) return std::nullopt;
  return cell;
}

void FieldGrid::scatter(const GridCell& cell, const FieldValue& derivative, std::vector<FieldValue>& samples) const {
  visit_corners(*this, cell,
                [&](std::size_t sample, float weight) { add_scaled(samples[sample], weight, derivative); });
}

ScalarGrid FieldGrid::distance() const {
  ScalarGrid grid(size, half_side);
  for (std::size_t i = 0; i < values.size(); ++i) grid.values[i] = values[i][0];
  return grid;
}

}  // namespace syncdreamer
