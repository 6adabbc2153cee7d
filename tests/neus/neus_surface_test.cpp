#include "neus/neus_surface.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "neus/neus_renderer.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

NeusOptions tiny_options() {
  return {.sdf = {.num_layers = 2, .width = 32, .skip_layer = 0, .num_frequencies = 1, .num_features = 4},
          .color = {.num_layers = 1, .width = 16, .num_frequencies = 1}};
}

TEST(NeusSurface, grid_holds_the_distance_at_the_position_of_each_sample) {
  NeusRenderer renderer(tiny_options());
  fill_by_rule(renderer);
  const SdfNetwork& network = *renderer.sdf_network;
  int num_planes = 0;
  Reporter reporter{.on_progress = [&](std::string_view, std::int64_t, std::int64_t) { ++num_planes; }};
  const ScalarGrid grid = sample_distances(network, 5, 0.6, reporter).value();
  ASSERT_EQ(grid.values.size(), 125U);
  EXPECT_EQ(num_planes, 5);
  const Vec3 point = grid.position(4, 1, 2);
  const at::Tensor row = at::tensor({point.x, point.y, point.z}, at::kFloat).unsqueeze(0);
  EXPECT_NEAR(grid.at(4, 1, 2), network.distances(row).item<float>(), 1e-5);
  reporter.should_stop = [] { return true; };
  EXPECT_FALSE(sample_distances(network, 5, 0.6, reporter));
  EXPECT_EQ(num_planes, 6) << "stopped after the first one";
}

}  // namespace
}  // namespace syncdreamer
