#include "neus/neus_surface.h"

#include <algorithm>

#include "core/error.h"
#include "neus/ray_batch.h"

namespace syncdreamer {
namespace {

constexpr int64_t kPointsAtOnce = 1 << 16;

c10::Device device_of(const SdfNetwork& network) {
  return network.lin.front()->bias.device();
}

// The points of the grid's plane number `z`, [size^2, 3], y by y.
at::Tensor plane_points(const ScalarGrid& grid, int z) {
  std::vector<Vec3> points;
  for (int y = 0; y < grid.size; ++y) {
    for (int x = 0; x < grid.size; ++x) points.push_back(grid.position(x, y, z));
  }
  return tensor_of(points);
}

// [P, K] of [P, 3] piece by piece, so that memory stays bounded; on the CPU.
template <class Function>
at::Tensor in_pieces(const at::Tensor& points, c10::Device device, const Function& function) {
  std::vector<at::Tensor> pieces;
  for (const at::Tensor& piece : points.split(kPointsAtOnce)) pieces.push_back(function(piece.to(device)).cpu());
  return at::cat(pieces);
}

}  // namespace

ScalarGrid sample_distances(const SdfNetwork& network, int size, double half_side, const Reporter& reporter) {
  check(size > 1, "sample_distances: a grid has at least 2 points a side");
  const at::NoGradGuard no_grad;
  ScalarGrid grid(size, half_side);
  for (int z = 0; z < size; ++z) {
    const at::Tensor distances = in_pieces(plane_points(grid, z), device_of(network),
                                           [&](const at::Tensor& points) { return network.distances(points); });
    const at::Tensor plane = distances.contiguous();
    std::copy_n(plane.data_ptr<float>(), plane.numel(), &grid.at(0, 0, z));
    reporter.progress("distances", z + 1, size);
  }
  return grid;
}

at::Tensor surface_colors(const NeusRenderer& renderer, const at::Tensor& points) {
  const at::NoGradGuard no_grad;
  const SdfSamples sdf = renderer.sdf_network->evaluate(points);
  return renderer.color_network->forward(points, sdf.gradients, unit(sdf.gradients), sdf.features);
}

std::vector<Vec3> vertex_colors(const NeusRenderer& renderer, const std::vector<Vec3>& vertices) {
  if (vertices.empty()) return {};
  const at::Tensor colors =
      in_pieces(tensor_of(vertices), device_of(*renderer.sdf_network), [&](const at::Tensor& piece) {
        return surface_colors(renderer, piece);
      }).contiguous();
  const float* channel = colors.data_ptr<float>();
  std::vector<Vec3> result(vertices.size());
  for (Vec3& color : result) {
    color = {channel[0], channel[1], channel[2]};
    channel += 3;
  }
  return result;
}

}  // namespace syncdreamer
