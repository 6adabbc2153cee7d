#include "neus/color_network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

class ColorNetworkTest : public testing::Test {
 protected:
  ColorNetworkTest() { initialize(network, 3); }

  at::NoGradGuard no_grad;
  ColorNetwork network{4, {.num_layers = 2, .width = 16, .num_frequencies = 2}};
  at::Tensor points = rule_tensor("points", {6, 3}), features = rule_tensor("features", {6, 4});
  at::Tensor up = at::tensor({0.0F, 0.0F, 1.0F}).expand({6, 3});
};

TEST_F(ColorNetworkTest, colors_lie_between_0_and_1_and_differ_by_point) {
  const at::Tensor colors = network.forward(points, up, up, features);
  EXPECT_GT(colors.min().item<double>(), 0);
  EXPECT_LT(colors.max().item<double>(), 1);
  EXPECT_GT((colors[0] - colors[1]).abs().max().item<double>(), 1e-3);
}

TEST_F(ColorNetworkTest, length_of_the_normal_does_not_matter) {
  const at::Tensor viewer = at::tensor({0.6F, 0.0F, 0.8F}).expand({6, 3});
  EXPECT_TRUE(at::allclose(network.forward(points, up, viewer, features),
                           network.forward(points, up * 3, viewer, features), 1e-5, 1e-6));
}

TEST_F(ColorNetworkTest, view_direction_matters) {
  const at::Tensor viewer = at::tensor({0.6F, 0.0F, 0.8F}).expand({6, 3});
  const at::Tensor change = network.forward(points, up, viewer, features) - network.forward(points, up, up, features);
  EXPECT_GT(change.abs().max().item<double>(), 1e-3);
}

}  // namespace
}  // namespace syncdreamer
