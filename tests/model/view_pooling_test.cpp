#include "model/view_pooling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>

#include "geometry/camera.h"
#include "model/volume_projection.h"

namespace syncdreamer {
namespace {

/// Voxels that project to the centre of a picture of 3x3 pixels.
at::Tensor central_warp(std::int64_t num_views) {
  return at::zeros({num_views, 1, 1, 1, 2});
}

TEST(PoolViews, gives_mean_and_variance_over_the_views_that_see_a_voxel) {
  at::Tensor features = at::zeros({1, 3, 1, 3, 3});
  for (const int view : {0, 1, 2}) features[0][view].fill_(view == 2 ? 100 : 1 + 2 * view);
  const at::Tensor visible = at::tensor({1.f, 1.f, 0.f}).reshape({3, 1, 1, 1, 1});
  for (const auto& pool : {pool_views, pool_views_by_operators}) {
    const at::Tensor pooled = pool(features, central_warp(3), visible).flatten();
    EXPECT_FLOAT_EQ(pooled[0].item<float>(), 2);
    EXPECT_FLOAT_EQ(pooled[1].item<float>(), 1);
    const at::Tensor unseen = pool(features, central_warp(3), at::zeros_like(visible));
    EXPECT_EQ(unseen.abs().max().item<float>(), 0);
  }
}

TEST(PoolViews, kernel_equals_operators_forward_and_backward) {
  at::manual_seed(3);
  const ViewCameras cameras = view_cameras(viewpoint_ring(5, 30), 32);
  const ProjectionGrids grids = projection_grids(cameras, {.volume_size = 6, .num_depths = 4, .feature_size = 8});
  EXPECT_GT(grids.visible.sum().item<float>(), 0);
  EXPECT_LT(grids.visible.mean().item<float>(), 1) << "some voxels are out of some views";
  const at::Tensor features = at::randn({2, 5, 7, 8, 8}), weight = at::randn({2, 14, 6, 6, 6});
  const auto run = [&](const auto& pool) {
    const at::Tensor leaf = features.clone().set_requires_grad(true);
    const at::Tensor pooled = pool(leaf, grids.warp, grids.visible);
    (pooled * weight).sum().backward();
    return std::array{pooled.detach(), leaf.grad()};
  };
  const auto found = run(pool_views), expected = run(pool_views_by_operators);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(found[i].sizes(), expected[i].sizes());
    const double scale = expected[i].abs().max().item<double>();
    EXPECT_LT((found[i] - expected[i]).abs().max().item<double>(), 1e-5 * scale);
  }
}

TEST(PoolViews, other_types_than_single_precision_take_the_operators) {
  const at::Tensor features = at::ones({1, 2, 1, 3, 3}, at::kDouble);
  const at::Tensor visible = at::ones({2, 1, 1, 1, 1});
  EXPECT_FLOAT_EQ(pool_views(features, central_warp(2), visible).flatten()[0].item<float>(), 1);
}

}  // namespace
}  // namespace syncdreamer
