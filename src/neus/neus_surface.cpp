#include "neus/neus_surface.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "neus/ray_batch.h"

namespace syncdreamer {
namespace {

constexpr int64_t kPointsAtOnce = 1 << 16;

// The points of the grid's plane number `z`, [size^2, 3], y by y.
at::Tensor plane_points(const ScalarGrid& grid, int z) {
  std::vector<Vec3> points;
  for (int y = 0; y < grid.size; ++y) {
    for (int x = 0; x < grid.size; ++x) points.push_back(grid.position(x, y, z));
  }
  return tensor_of(points);
}

}  // namespace

std::optional<ScalarGrid> sample_distances(const SdfNetwork& network, int size, double half_side,
                                           const Reporter& reporter, const std::function<bool()>& should_stop) {
  check(size > 1, "sample_distances: a grid has at least 2 points a side");
  const at::NoGradGuard no_grad;
  ScalarGrid grid(size, half_side);
  const c10::Device device = network.lin.front()->bias.device();
  for (int z = 0; z < size; ++z) {
    std::vector<at::Tensor> distances;
    for (const at::Tensor& points : plane_points(grid, z).split(kPointsAtOnce))
      distances.push_back(network.distances(points.to(device)).cpu());
    const at::Tensor plane = at::cat(distances).contiguous();
    std::copy_n(plane.data_ptr<float>(), plane.numel(), &grid.at(0, 0, z));
    reporter.progress("distances", z + 1, size);
    if (should_stop && should_stop()) return std::nullopt;
  }
  return grid;
}

}  // namespace syncdreamer
