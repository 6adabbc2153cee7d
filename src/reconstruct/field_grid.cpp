#include "reconstruct/field_grid.h"

#include <algorithm>

namespace syncdreamer {
namespace {

/// The weights of a cell's eight corners; bit 0 of a corner's number is x, bit 1 y, bit 2 z.
std::array<float, 8> corner_weights(const std::array<float, 3>& place) {
  const auto [x, y, z] = place;
  std::array<float, 8> weights{};
  for (std::size_t corner = 0; corner < 8; ++corner) {
    weights[corner] = (corner & 1 ? x : 1 - x) * (corner & 2 ? y : 1 - y) * (corner & 4 ? z : 1 - z);
  }
  return weights;
}

std::array<std::size_t, 8> corner_offsets(const std::array<std::size_t, 3>& strides) {
  std::array<std::size_t, 8> offsets{};
  for (std::size_t corner = 0; corner < 8; ++corner) {
    offsets[corner] = (corner & 1 ? strides[0] : 0) + (corner & 2 ? strides[1] : 0) + (corner & 4 ? strides[2] : 0);
  }
  return offsets;
}

}  // namespace

FieldGrid::FieldGrid(const ScalarGrid& distance, double band, std::array<float, 3> color)
    : GridShape(distance), is_active_(distance.values.size()), is_active_cell_(distance.values.size()) {
  values.reserve(distance.values.size());
  for (std::size_t i = 0; i < distance.values.size(); ++i) {
    values.push_back({distance.values[i], color[0], color[1], color[2]});
    is_active_[i] = distance.values[i] <= band;
    if (is_active_[i]) active_.push_back(static_cast<std::uint32_t>(i));
  }
  const auto offsets = corner_offsets(strides());
  for (const std::uint32_t i : active_) {
    is_active_cell_[i] = std::all_of(offsets.begin(), offsets.end(), [&](std::size_t offset) {
      return i + offset < is_active_.size() && is_active_[i + offset] != 0;
    });
  }
}

std::optional<FieldGrid::Cell> FieldGrid::find_cell(const std::array<float, 3>& point) const {
  Cell cell;
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

FieldValue FieldGrid::interpolate(const Cell& cell) const {
  const auto weights = corner_weights(cell.place);
  const auto offsets = corner_offsets(strides());
  FieldValue sum{};
  for (std::size_t corner = 0; corner < 8; ++corner) {
    const FieldValue& value = values[cell.corner + offsets[corner]];
    for (std::size_t c = 0; c < 4; ++c) sum[c] += weights[corner] * value[c];
  }
  return sum;
}

void FieldGrid::scatter(const Cell& cell, const FieldValue& derivative, std::vector<FieldValue>& samples) const {
  const auto weights = corner_weights(cell.place);
  const auto offsets = corner_offsets(strides());
  for (std::size_t corner = 0; corner < 8; ++corner) {
    FieldValue& sample = samples[cell.corner + offsets[corner]];
    for (std::size_t c = 0; c < 4; ++c) sample[c] += weights[corner] * derivative[c];
  }
}

ScalarGrid FieldGrid::distance() const {
  ScalarGrid grid(size, half_side);
  for (std::size_t i = 0; i < values.size(); ++i) grid.values[i] = values[i][0];
  return grid;
}

float interpolated(const ScalarGrid& grid, Vec3 samples) {
  std::array<int, 3> corner{};
  std::array<float, 3> place{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double at = std::clamp(samples[static_cast<int>(axis)], 0.0, grid.size - 1.0);
    corner[axis] = std::min(static_cast<int>(at), grid.size - 2);
    place[axis] = static_cast<float>(at - corner[axis]);
  }
  const auto offsets = corner_offsets(grid.strides());
  const auto weights = corner_weights(place);
  const std::size_t first = grid.index(corner[0], corner[1], corner[2]);
  float sum = 0;
  for (std::size_t k = 0; k < 8; ++k) sum += weights[k] * grid.values[first + offsets[k]];
  return sum;
}

ScalarGrid resampled(const ScalarGrid& grid, int size) {
  ScalarGrid result(size, grid.half_side);
  const double scale = (grid.size - 1.0) / (size - 1.0);
  for (int z = 0; z < size; ++z) {
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) result.at(x, y, z) = interpolated(grid, Vec3{x * scale, y * scale, z * scale});
    }
  }
  return result;
}

}  // namespace syncdreamer
