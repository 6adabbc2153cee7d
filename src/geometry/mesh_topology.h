#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "geometry/mesh.h"

namespace syncdreamer {

/// The connected parts of a mesh: triangles that share a vertex belong together.
struct MeshComponents {
  std::size_t count = 0;
  std::vector<std::uint32_t> of_triangle;  ///< per triangle, 0 to count - 1
};

MeshComponents connected_components(const Mesh& mesh);

/// Two vertices, the lower number first.
using MeshEdge = std::pair<std::uint32_t, std::uint32_t>;

/// The edges of a mesh, each once, in order.
std::vector<MeshEdge> edges_of(const Mesh& mesh);

/// Vertices - edges + triangles, counting only vertices that a triangle uses: 2 for a sphere, 0 for a torus.
std::int64_t euler_number(const Mesh& mesh);

/// Whether every edge belongs to exactly two triangles that pass it in opposite directions. An empty mesh is not.
bool is_watertight(const Mesh& mesh);

double surface_area(const Mesh& mesh);

struct ComponentSize {
  double area = 0;
  double volume = 0;  ///< of a closed component; negative if its triangles face inward, as those of hollows do
};

std::vector<ComponentSize> component_sizes(const Mesh& mesh, const MeshComponents& components);

/// The number of the component with the largest surface.
std::size_t largest_component(const std::vector<ComponentSize>& sizes);

/// Whether a component's surface is at least `least_share` of the largest one's and it is no hollow, which faces
/// inward. At 1 none is but the largest.
bool is_large_body(const ComponentSize& size, const ComponentSize& largest, double least_share);

/// Takes out vertices that no triangle uses; the others keep their order.
void remove_unused_vertices(Mesh& mesh);

/// Keeps the largest component of a closed mesh, the other large bodies (see is_large_body), and the vertices that they
/// use.
///
/// \return how many components went.
std::size_t keep_large_components(Mesh& mesh, double least_share);

}  // namespace syncdreamer
