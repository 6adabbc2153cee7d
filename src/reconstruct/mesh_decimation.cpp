#include "reconstruct/mesh_decimation.h"

#include <meshoptimizer.h>

#include <array>
#include <cstdint>

#include "geometry/mesh_topology.h"

namespace syncdreamer {
namespace {

constexpr float kMaxError = 0.05F;  // of the mesh's extent

std::vector<std::array<float, 3>> single_precision(const std::vector<Vec3>& points) {
  std::vector<std::array<float, 3>> result;
  result.reserve(points.size());
  for (const Vec3 p : points) {
    result.push_back({static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
  }
  return result;
}

std::vector<std::array<std::uint32_t, 3>> simplified(const Mesh& mesh, std::size_t num_triangles) {
  const auto positions = single_precision(mesh.vertices);
  auto triangles = mesh.triangles;
  const std::size_t num_indices = meshopt_simplify(
      triangles.front().data(), mesh.triangles.front().data(), mesh.triangles.size() * 3, positions.front().data(),
      positions.size(), sizeof(positions.front()), num_triangles * 3, kMaxError);
  triangles.resize(num_indices / 3);
  return triangles;
}

bool same_topology(const Mesh& a, const Mesh& b) {
  return is_watertight(a) == is_watertight(b) && euler_number(a) == euler_number(b);
}

}  // namespace

Mesh decimate(const Mesh& mesh, std::size_t num_triangles) {
  Mesh result;
  result.vertices = mesh.vertices;
  result.colors = mesh.colors;
  result.triangles = mesh.triangles;
  // meshoptimizer may tie a thin handle into a knot; it then has to stop a little earlier.
  while (num_triangles < mesh.triangles.size()) {
    result.triangles = simplified(mesh, num_triangles);
    if (same_topology(result, mesh)) break;
    result.triangles = mesh.triangles;
    num_triangles += 1 + num_triangles / 4;
  }
  remove_unused_vertices(result);
  return result;
}

}  // namespace syncdreamer
