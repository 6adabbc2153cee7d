#include "reconstruct/marching_cubes.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/error.h"
#include "reconstruct/cell_polygons.h"

namespace syncdreamer {
namespace {

constexpr double kMargin = 1e-3;   // least distance of a vertex to a sample, cells
constexpr double kLargest = 1e30;  // of a value, so that differences are finite
constexpr double kJustOutside = 1e-30;

class Marcher {
 public:
  explicit Marcher(const ScalarGrid& sdf) : sdf_(sdf) {
    for (auto& plane : vertex_of_edge_) plane.assign(plane_size(), kNoVertices);
  }

  Mesh march() {
    for (int z = 0; z + 1 < sdf_.size; ++z) {
      vertex_of_edge_[static_cast<std::size_t>(z + 1) % 2].assign(plane_size(), kNoVertices);
      for (int y = 0; y + 1 < sdf_.size; ++y) {
        for (int x = 0; x + 1 < sdf_.size; ++x) add_cell({x, y, z});
      }
    }
    return std::move(mesh_);
  }

 private:
  using Sample = std::array<int, 3>;
  using EdgeVertices = std::array<std::int32_t, 3>;  ///< of the edges that leave a sample along x, y, z
  static constexpr EdgeVertices kNoVertices{-1, -1, -1};

  std::size_t plane_size() const { return static_cast<std::size_t>(sdf_.size) * static_cast<std::size_t>(sdf_.size); }

  static Sample corner_of(Sample cell, int corner) {
    return {cell[0] + (corner & 1), cell[1] + (corner >> 1 & 1), cell[2] + (corner >> 2 & 1)};
  }

  double value(Sample s) const {
    const double v = std::clamp<double>(sdf_.at(s[0], s[1], s[2]), -kLargest, kLargest);
    const bool border = std::any_of(s.begin(), s.end(), [&](int i) { return i == 0 || i == sdf_.size - 1; });
    return v < 0 && !border ? v : std::max(kJustOutside, v);
  }

  void add_cell(Sample cell) {
    unsigned inside = 0;
    for (int corner = 0; corner < 8; ++corner) {
      if (value(corner_of(cell, corner)) < 0) inside |= 1U << corner;
    }
    for (const CellPolygon& polygon : cell_polygons(inside)) {
      std::vector<std::uint32_t> vertices;
      for (const CellEdge edge : polygon.edges) vertices.push_back(vertex_on(cell, edge));
      if (polygon.needs_centre) vertices.push_back(add_mean(vertices));
      for (const auto& t : polygon.triangles)
        mesh_.triangles.push_back({vertices[t[0]], vertices[t[1]], vertices[t[2]]});
    }
  }

  std::uint32_t vertex_on(Sample cell, CellEdge edge) {
    const Sample from = corner_of(cell, edge.corner), to = corner_of(cell, edge.corner | 1 << edge.axis);
    EdgeVertices& vertices = vertex_of_edge_[static_cast<std::size_t>(from[2]) % 2][sdf_.index(from[0], from[1], 0)];
    std::int32_t& vertex = vertices[static_cast<std::size_t>(edge.axis)];
    if (vertex < 0) {
      const double a = value(from), b = value(to);
      Vec3 place{static_cast<double>(from[0]), static_cast<double>(from[1]), static_cast<double>(from[2])};
      place[edge.axis] += std::clamp(a / (a - b), kMargin, 1 - kMargin);
      vertex = static_cast<std::int32_t>(mesh_.vertices.size());
      mesh_.vertices.push_back(sdf_.position(place.x, place.y, place.z));
    }
    return static_cast<std::uint32_t>(vertex);
  }

  std::uint32_t add_mean(const std::vector<std::uint32_t>& vertices) {
    Vec3 sum;
    for (const std::uint32_t v : vertices) sum += mesh_.vertices[v];
    mesh_.vertices.push_back(sum / static_cast<double>(vertices.size()));
    return static_cast<std::uint32_t>(mesh_.vertices.size() - 1);
  }

  const ScalarGrid& sdf_;
  Mesh mesh_;
  std::array<std::vector<EdgeVertices>, 2> vertex_of_edge_;  ///< of the samples of the two planes of a layer of cells
};

}  // namespace

Mesh marching_cubes(const ScalarGrid& sdf) {
  check(sdf.size >= 2 && sdf.half_side > 0, "marching_cubes: the grid is empty");
  check(sdf.values.size() == static_cast<std::size_t>(sdf.size) * sdf.size * sdf.size,
        "marching_cubes: the number of values does not fit the size");
  return Marcher(sdf).march();
}

}  // namespace syncdreamer
