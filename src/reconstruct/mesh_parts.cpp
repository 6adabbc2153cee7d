#include "reconstruct/mesh_parts.h"

#include <algorithm>
#include <functional>
#include <numeric>

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
  const double least_asked = std::min(kMinSeen, least_share);
  std::vector<std::size_t> by_area(components.count);
  std::iota(by_area.begin(), by_area.end(), 0);
  std::ranges::sort(by_area, {}, [&](std::size_t part) { return sizes[part].area; });
  std::vector<bool> stays(components.count), is_left(components.count);
  for (std::size_t part = 0; part < components.count; ++part)
    is_left[part] =
        part == largest || (sizes[part].area >= least_asked * sizes[largest].area && sizes[part].volume > 0);
  // Of what is left: of two parts that hide each other one is needed.
  const auto iou_of_left = [&] {
    return mean_silhouette_iou(
        without_triangles(mesh, [&](std::size_t i) { return !is_left[components.of_triangle[i]]; }), views);
  };
  double iou = iou_of_left();
  stays[largest] = true;
  for (const std::size_t part : by_area) {
    if (part == largest || !is_left[part]) continue;
    is_left[part] = false;
    const double iou_without = iou_of_left();
    iou = std::max(iou, iou_without);
    if (iou_without >= iou - kNoLoss) continue;
    is_left[part] = true;
    stays[part] = is_large_body(sizes[part], sizes[largest], least_share);
    if (!stays[part]) left_out.seen_share = std::max(left_out.seen_share, sizes[part].area / sizes[largest].area);
  }
  left_out.count = static_cast<std::size_t>(std::ranges::count(stays, false));
  const auto is_seen = [&](std::size_t part) { return is_left[part] && !stays[part]; };
  left_out.seen = without_triangles(mesh, [&](std::size_t i) { return !is_seen(components.of_triangle[i]); });
  mesh = without_triangles(mesh, [&](std::size_t i) { return !stays[components.of_triangle[i]]; });
  return left_out;
}

}  // namespace syncdreamer
