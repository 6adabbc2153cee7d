#include "reconstruct/mesh_smoothing.h"

#include <vector>

#include "geometry/mesh_topology.h"

namespace syncdreamer {
namespace {

constexpr double kForth = 0.5, kBack = -0.51;  // the pass band ends at 1 / kForth + 1 / kBack = 0.04

/// Moves every vertex by `share` of the way to the mean of its neighbours.
void move_to_neighbours(std::vector<Vec3>& vertices, const std::vector<MeshEdge>& edges, double share) {
  std::vector<Vec3> sums(vertices.size());
  std::vector<int> counts(vertices.size(), 0);
  for (const auto& [a, b] : edges) {
    sums[a] += vertices[b];
    sums[b] += vertices[a];
    ++counts[a];
    ++counts[b];
  }
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    if (counts[i] > 0) vertices[i] += (sums[i] / counts[i] - vertices[i]) * share;
  }
}

}  // namespace

void taubin_smooth(Mesh& mesh, int num_rounds) {
  const std::vector<MeshEdge> edges = edges_of(mesh);
  for (int round = 0; round < num_rounds; ++round) {
    move_to_neighbours(mesh.vertices, edges, kForth);
    move_to_neighbours(mesh.vertices, edges, kBack);
  }
  mesh.normals.clear();
}

}  // namespace syncdreamer
