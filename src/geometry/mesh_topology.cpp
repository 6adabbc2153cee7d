#include "geometry/mesh_topology.h"

#include <algorithm>
#include <iterator>

#include "geometry/disjoint_sets.h"

namespace syncdreamer {
namespace {

constexpr std::uint32_t kUnseen = 0xFFFFFFFF;

/// All edges as the triangles pass them: first vertex in the upper half, sorted.
std::vector<std::uint64_t> directed_edges(const Mesh& mesh) {
  std::vector<std::uint64_t> edges;
  edges.reserve(mesh.triangles.size() * 3);
  for (const Triangle& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) edges.push_back(std::uint64_t{t[i]} << 32 | t[(i + 1) % 3]);
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

std::uint64_t reversed(std::uint64_t edge) {
  return edge << 32 | edge >> 32;
}

/// Of the tetrahedron of a triangle and the origin.
double six_volumes(const Mesh& mesh, const Triangle& t) {
  return dot(mesh.vertices[t[0]], cross(mesh.vertices[t[1]], mesh.vertices[t[2]]));
}

template <class T>
void keep_where(std::vector<T>& values, const std::vector<std::uint32_t>& new_index) {
  if (values.empty()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < new_index.size(); ++i) {
    if (new_index[i] != kUnseen) values[kept++] = values[i];
  }
  values.resize(kept);
}

}  // namespace

MeshComponents connected_components(const Mesh& mesh) {
  check_triangles(mesh);
  DisjointSets sets(mesh.vertices.size());
  for (const Triangle& t : mesh.triangles) {
    sets.join(t[0], t[1]);
    sets.join(t[1], t[2]);
  }
  MeshComponents components;
  std::vector<std::uint32_t> number(mesh.vertices.size(), kUnseen);
  components.of_triangle.reserve(mesh.triangles.size());
  for (const Triangle& t : mesh.triangles) {
    std::uint32_t& n = number[sets.root(t[0])];
    if (n == kUnseen) n = static_cast<std::uint32_t>(components.count++);
    components.of_triangle.push_back(n);
  }
  return components;
}

std::vector<MeshEdge> edges_of(const Mesh& mesh) {
  std::vector<MeshEdge> edges;
  edges.reserve(mesh.triangles.size() * 3);
  for (const Triangle& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) edges.emplace_back(std::minmax(t[i], t[(i + 1) % 3]));
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::int64_t euler_number(const Mesh& mesh) {
  check_triangles(mesh);
  std::vector<bool> used(mesh.vertices.size(), false);
  for (const Triangle& t : mesh.triangles) {
    for (const std::uint32_t i : t) used[i] = true;
  }
  const auto num_vertices = std::count(used.begin(), used.end(), true);
  return num_vertices - std::ssize(edges_of(mesh)) + std::ssize(mesh.triangles);
}

bool is_watertight(const Mesh& mesh) {
  const std::vector<std::uint64_t> edges = directed_edges(mesh);
  if (edges.empty() || std::adjacent_find(edges.begin(), edges.end()) != edges.end()) return false;
  return std::all_of(edges.begin(), edges.end(), [&](std::uint64_t edge) {
    return reversed(edge) != edge && std::binary_search(edges.begin(), edges.end(), reversed(edge));
  });
}

double surface_area(const Mesh& mesh) {
  check_triangles(mesh);
  double sum = 0;
  for (const Triangle& t : mesh.triangles) sum += length(area_normal(mesh, t));
  return sum / 2;
}

void remove_unused_vertices(Mesh& mesh) {
  check_triangles(mesh);
  std::vector<std::uint32_t> new_index(mesh.vertices.size(), kUnseen);
  for (const Triangle& t : mesh.triangles) {
    for (const std::uint32_t i : t) new_index[i] = 0;
  }
  std::uint32_t count = 0;
  for (std::uint32_t& index : new_index) {
    if (index != kUnseen) index = count++;
  }
  keep_where(mesh.vertices, new_index);
  keep_where(mesh.normals, new_index);
  keep_where(mesh.uvs, new_index);
  keep_where(mesh.colors, new_index);
  for (Triangle& t : mesh.triangles) {
    for (std::uint32_t& i : t) i = new_index[i];
  }
}

std::vector<ComponentSize> component_sizes(const Mesh& mesh, const MeshComponents& components) {
  std::vector<ComponentSize> sizes(components.count);
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    ComponentSize& size = sizes[components.of_triangle[i]];
    size.area += length(area_normal(mesh, mesh.triangles[i])) / 2;
    size.volume += six_volumes(mesh, mesh.triangles[i]) / 6;
  }
  return sizes;
}

std::size_t largest_component(const std::vector<ComponentSize>& sizes) {
  return static_cast<std::size_t>(std::ranges::max_element(sizes, {}, &ComponentSize::area) - sizes.begin());
}

bool is_large_body(const ComponentSize& size, const ComponentSize& largest, double least_share) {
  return least_share < 1 && size.area >= least_share * largest.area && size.volume > 0;
}

std::size_t keep_large_components(Mesh& mesh, double least_share) {
  const MeshComponents components = connected_components(mesh);
  if (components.count == 0) return 0;
  const std::vector<ComponentSize> sizes = component_sizes(mesh, components);
  const std::size_t largest = largest_component(sizes);
  const auto stays = [&](std::size_t component) {
    return component == largest || is_large_body(sizes[component], sizes[largest], least_share);
  };
  std::size_t num_dropped = 0;
  for (std::size_t component = 0; component < sizes.size(); ++component) num_dropped += !stays(component);
  remove_triangles(mesh, [&](std::size_t i) { return !stays(components.of_triangle[i]); });
  remove_unused_vertices(mesh);
  return num_dropped;
}

}  // namespace syncdreamer
