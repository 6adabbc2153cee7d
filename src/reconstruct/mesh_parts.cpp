#include "reconstruct/mesh_parts.h"

#include <algorithm>

#include "geometry/mesh_topology.h"
#include "reconstruct/view_agreement.h"

namespace syncdreamer {
namespace {

constexpr double kMinSeen = 0.01;  // share of the largest part's surface below which parts that go are not told of
constexpr double kNoLoss = 1e-4;   // of silhouette IoU

Mesh without_triangles(const Mesh& mesh, const std::function<bool(std::size_t)>& is_removed) {
  Mesh rest = mesh;
  remove_triangles(rest, is_removed);
  remove_unused_vertices(rest);
  return rest;
}

}  // namespace

LeftOutParts keep_needed_parts(Mesh& mesh, const std::vector<ReconstructionView>& views, double least_share) {
  LeftOutParts left_out;
  const MeshComponents components = connected_components(mesh);
  if (components.count < 2) return left_out;
  const std::vector<ComponentSize> sizes = component_sizes(mesh, components);
  const std::size_t largest = largest_component(sizes);
  const double iou = mean_silhouette_iou(mesh, views), least_asked = std::min(kMinSeen, least_share);
  std::vector<bool> stays(components.count), is_seen(components.count);
  stays[largest] = true;
  for (std::size_t part = 0; part < components.count; ++part) {
    const double share = sizes[part].area / sizes[largest].area;
    if (part == largest || share < least_asked || sizes[part].volume <= 0) continue;
    const Mesh rest = without_triangles(mesh, [&](std::size_t i) { return components.of_triangle[i] == part; });
    if (mean_silhouette_iou(rest, views) >= iou - kNoLoss) continue;
    stays[part] = is_large_body(sizes[part], sizes[largest], least_share);
    is_seen[part] = !stays[part];
    if (is_seen[part]) left_out.seen_share = std::max(left_out.seen_share, share);
  }
  left_out.count = static_cast<std::size_t>(std::ranges::count(stays, false));
  left_out.seen = without_triangles(mesh, [&](std::size_t i) { return !is_seen[components.of_triangle[i]]; });
  mesh = without_triangles(mesh, [&](std::size_t i) { return !stays[components.of_triangle[i]]; });
  return left_out;
}

}  // namespace syncdreamer
