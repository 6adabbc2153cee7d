#include "reconstruct/mesh_smoothing.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace syncdreamer {
namespace {

constexpr double kForth = 0.5, kBack = -0.51;  // the pass band ends at 1 / kForth + 1 / kBack = 0.04

using Edge = std::pair<std::uint32_t, std::uint32_t>;

std::vector<Edge> edges_of(const Mesh& mesh) {
  std::vector<Edge> edges;
  edges.reserve(mesh.triangles.size() * 3);
  for (const auto& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) edges.emplace_back(std::minmax(t[i], t[(i + 1) % 3]));
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

/// Moves every vertex by `share` of the way to the mean of its neighbours.
void move_to_neighbours(std::vector<Vec3>& vertices, const std::vector<Edge>& edges, double share) {
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
  const std::vector<Edge> edges = edges_of(mesh);
  for (int round = 0; round < num_rounds; ++round) {
    move_to_neighbours(mesh.vertices, edges, kForth);
    move_to_neighbours(mesh.vertices, edges, kBack);
  }
  mesh.normals.clear();
}

}  // namespace syncdreamer
