#include "neus/neus_renderer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

// The distance to a sphere of radius 0.5, about (see SdfNetwork::initialize), with a sharp surface.
class SphereRenderer : public testing::Test {
 protected:
  SphereRenderer() {
    initialize(renderer, 1);
    renderer.deviation_network->variance.fill_(0.6);
  }

  // Rays along -x at the given heights over the x axis.
  RenderedRays render(std::vector<float> heights) {
    const auto count = static_cast<std::int64_t>(heights.size());
    origins = at::zeros({count, 3});
    origins.select(1, 0).fill_(1.5);
    origins.select(1, 2).copy_(at::tensor(heights));
    directions = at::tensor({-1.0F, 0.0F, 0.0F}).repeat({count, 1});
    depths = renderer.sample_depths(origins, directions);
    samples = renderer.sections(origins, directions, depths);
    return renderer.shade(directions, samples);
  }

  at::NoGradGuard no_grad;
  NeusRenderer renderer;
  at::Tensor origins, directions, depths;
  RaySamples samples;
};

TEST_F(SphereRenderer, rays_through_the_sphere_are_opaque_and_others_see_white) {
  const RenderedRays rays = render({0, 0.2F, 0.58F, 0.7F});
  EXPECT_NEAR(rays.masks[0].item<double>(), 1, 0.02);
  EXPECT_NEAR(rays.masks[1].item<double>(), 1, 0.02);
  EXPECT_LT(rays.masks[2].item<double>(), 0.3);
  EXPECT_LT(rays.masks[3].item<double>(), 2e-3);  // 1e-5 a sample is left of a ray outside the cube
  EXPECT_LT(rays.colors[0].max().item<double>(), 0.9);
  EXPECT_NEAR(rays.colors[3].min().item<double>(), 1, 2e-3);
}

TEST_F(SphereRenderer, samples_are_in_order_and_gather_at_the_surface) {
  render({0});
  ASSERT_EQ(depths.size(1), 128);
  EXPECT_GE((depths.narrow(1, 1, 127) - depths.narrow(1, 0, 127)).min().item<double>(), 0);
  const at::Tensor points = origins + directions * depths[0].unsqueeze(1);
  const at::Tensor distances = renderer.sdf_network->distances(points).squeeze(1);
  const auto num_near = (distances.abs() < 0.03).logical_and(points.select(1, 0) > 0).sum().item<std::int64_t>();
  EXPECT_GT(num_near, 40);  // of the even samples, about 2
}

TEST_F(SphereRenderer, rays_begin_and_end_in_the_ball_around_the_origin) {
  render({0.3F});
  const auto [near, far] = NeusRenderer::near_and_far(origins, directions);
  EXPECT_NEAR(near.item<double>(), 1.5 - std::sqrt(0.75), 1e-6);
  EXPECT_NEAR(far.item<double>(), 1.5 + std::sqrt(0.75), 1e-6);
}

TEST_F(SphereRenderer, rays_begin_at_a_camera_that_stands_in_the_ball) {
  render({0});
  const auto [near, far] = NeusRenderer::near_and_far(origins / 3, directions);
  EXPECT_EQ(near.item<double>(), 0);
  EXPECT_NEAR(far.item<double>(), 0.5 + std::sqrt(0.75), 1e-6);
}

TEST_F(SphereRenderer, space_outside_of_the_cube_is_empty) {
  const RenderedRays rays = render({0.65F});
  EXPECT_FALSE(samples.inside.any().item<bool>());
  EXPECT_EQ(rays.gradient_errors.abs().max().item<double>(), 0);
}

TEST_F(SphereRenderer, shifts_move_the_even_samples_by_up_to_a_64th_both_ways) {
  NeusRenderer even({.num_refinements = 0});
  initialize(even, 1);
  render({0});
  const at::Tensor unmoved = even.sample_depths(origins, directions);
  const at::Tensor moved = even.sample_depths(origins, directions, at::ones({1, 1}));
  const at::Tensor from_amid = even.sample_depths(origins / 3, directions, at::zeros({1, 1}));
  EXPECT_EQ(from_amid.min().item<double>(), 0) << "not behind a camera in the ball";
  EXPECT_TRUE(at::allclose(moved - unmoved, at::full({1, 64}, 1.0 / 64), 1e-4, 1e-5));
}

TEST(DeviationNetwork, inverse_begins_at_e_cubed_and_is_bounded) {
  const at::NoGradGuard no_grad;
  DeviationNetwork network;
  EXPECT_NEAR(network.inverse().item<double>(), std::exp(3), 1e-4);
  network.variance.fill_(5);
  EXPECT_NEAR(network.inverse().item<double>(), 1e6, 1);
}

}  // namespace
}  // namespace syncdreamer
