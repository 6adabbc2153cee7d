#include "reconstruct/mesh_decimation.h"

#include <meshoptimizer.h>

#include <array>
#include <cstdint>

#include "geometry/manifold_repair.h"
#include "geometry/mesh_topology.h"
#include "reconstruct/edge_flips.h"

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

std::vector<Triangle> simplified(const Mesh& mesh, std::size_t num_triangles) {
  const auto positions = single_precision(mesh.vertices);
  auto triangles = mesh.triangles;
  const std::size_t num_indices = meshopt_simplify(
      triangles.front().data(), mesh.triangles.front().data(), mesh.triangles.size() * 3, positions.front().data(),
      positions.size(), sizeof(positions.front()), num_triangles * 3, kMaxError);
  triangles.resize(num_indices / 3);
  return triangles;
}

}  // namespace

Mesh decimate(const Mesh& mesh, std::size_t num_triangles) {
  check_mesh(mesh);
  Mesh result;
  result.vertices = mesh.vertices;
  result.colors = mesh.colors;
  result.triangles = mesh.triangles;
  compute_normals(result);  // those of the surface as it was
  if (num_triangles < mesh.triangles.size()) {
    result.triangles = simplified(mesh, num_triangles);
    make_manifold(result);  // meshoptimizer lets thin handles collapse
  }
  flip_edges_of_bad_triangles(result);
  result.normals.clear();
  remove_unused_vertices(result);
  return result;
}

}  // namespace syncdreamer
