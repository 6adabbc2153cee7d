#include "neus/neus_surface.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

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
  const Reporter reporter{.on_progress = [&](std::string_view, std::int64_t, std::int64_t) { ++num_planes; },
                          .on_warning = {}};
  const ScalarGrid grid = sample_distances(network, 5, 0.6, reporter);
  ASSERT_EQ(grid.values.size(), 125U);
  EXPECT_EQ(num_planes, 5);
  const Vec3 point = grid.position(4, 1, 2);
  const at::Tensor row = at::tensor({point.x, point.y, point.z}, at::kFloat).unsqueeze(0);
  EXPECT_NEAR(grid.at(4, 1, 2), network.distances(row).item<float>(), 1e-5);
}

TEST(NeusSurface, vertex_colors_do_not_depend_on_the_other_vertices) {
  NeusRenderer renderer(tiny_options());
  fill_by_rule(renderer);
  const std::vector<Vec3> vertices(70000, Vec3{0.1, 0.2, 0.3});  // more than are computed at once
  const std::vector<Vec3> colors = vertex_colors(renderer, vertices);
  ASSERT_EQ(colors.size(), vertices.size());
  const Vec3 alone = vertex_colors(renderer, {vertices[0]})[0];
  EXPECT_LT(length(colors.back() - alone), 1e-5);
  EXPECT_GT(alone.x, 0);
  EXPECT_LT(alone.x, 1);
  EXPECT_TRUE(vertex_colors(renderer, {}).empty());
}

}  // namespace
}  // namespace syncdreamer
