#include "neus/neus_surface.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kPointsAtOnce = 1 << 16;

/// The points of the grid's lowest plane, `[size^2, 3]`, y by y.
at::Tensor lowest_plane(const ScalarGrid& grid) {
  const at::Tensor places = at::arange(grid.size, at::kDouble) * grid.spacing() - grid.half_side;
  const at::Tensor x = places.repeat(grid.size), y = places.repeat_interleave(grid.size);
  return at::stack({x, y, at::full_like(x, -grid.half_side)}, 1).to(at::kFloat);
}

}  // namespace

std::optional<ScalarGrid> sample_distances(const SdfNetwork& network, int size, double half_side,
                                           const Reporter& reporter) {
  check(size > 1, "sample_distances: a grid has at least 2 points a side");
  const at::NoGradGuard no_grad;
  ScalarGrid grid(size, half_side);
  const at::Tensor points = lowest_plane(grid).to(network.lin.front()->bias.device());
  for (int z = 0; z < size; ++z) {
    points.select(1, 2).fill_(grid.position(0, 0, z).z);
    std::vector<at::Tensor> distances;
    for (const at::Tensor& some : points.split(kPointsAtOnce)) distances.push_back(network.distances(some).cpu());
    const at::Tensor plane = at::cat(distances).contiguous();
    std::copy_n(plane.data_ptr<float>(), plane.numel(), &grid.at(0, 0, z));
    reporter.progress("distances", z + 1, size);
    if (reporter.is_stopped()) return std::nullopt;
  }
  return grid;
}

}  // namespace syncdreamer
