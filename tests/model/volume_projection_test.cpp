#include "model/volume_projection.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <vector>

#include "nn/linspace.h"
#include "tests/support/golden_case.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

constexpr ProjectionOptions kSmallProjection{.volume_size = 16, .num_depths = 24, .feature_size = 8};

TEST(VolumeProjectionGolden, warp_and_frustum_match_the_reference) {
  const auto golden = GoldenCase::open("small-volumes");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-volumes");
  const std::vector<Viewpoint> ring = viewpoint_ring();
  const ProjectionGrids grids = projection_grids(view_cameras(ring, 64).to(test_device()), kSmallProjection);
  expect_matches(*golden, "warp_coordinates.view3", grids.warp.narrow(0, 3, 1), 1e-5);
  std::vector<Viewpoint> seen;
  const at::Tensor indices = golden->tensor("target_indices").flatten();
  for (std::int64_t k = 0; k < indices.numel(); ++k) seen.push_back(ring.at(indices[k].item<std::int64_t>()));
  const ViewCameras targets = view_cameras(seen, 64).to(test_device());
  const double near = kRingDistance - kSmallProjection.depth_half_range,
               far = kRingDistance + kSmallProjection.depth_half_range;
  expect_matches(*golden, "frustum.xyz", frustum_points(targets, 24, near, far, 8), 1e-5);
  expect_matches(*golden, "frustum.depth", linspace(near, far, 24), 1e-6);
}

TEST(VolumeProjectionGolden, frustums_sample_the_volume_as_the_reference) {
  const auto golden = GoldenCase::open("small-volumes");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-volumes");
  const ProjectionGrids grids =
      projection_grids(view_cameras(viewpoint_ring(), 64).to(test_device()), kSmallProjection);
  const at::Tensor frustum = grids.frustum.index_select(0, golden->tensor("target_indices").flatten()).unsqueeze(0);
  const at::Tensor volume = golden->rule_input("in.spatial_volume", {1, 8, 16, 16, 16});
  expect_matches(*golden, "frustum.sampled", sample_frustums(volume, frustum));
}

TEST(VolumeProjection, origin_lands_in_the_centre_of_every_view) {
  const ViewCameras ring = view_cameras(viewpoint_ring(5), 256);
  const at::Tensor pixels = project_points(at::zeros({1, 3}), ring, 32);
  EXPECT_EQ(pixels.sizes(), at::IntArrayRef({5, 1, 2}));
  EXPECT_LT((pixels - 16).abs().max().item<double>(), 1e-4);
}

TEST(VolumeProjection, agrees_with_the_camera_of_the_geometry_layer) {
  const Viewpoint viewpoint{.azimuth = 1.1, .elevation = -0.3, .distance = 1.7};
  const auto expected = camera_at(viewpoint, 256).project({0.1, -0.2, 0.3});
  const at::Tensor points = at::tensor({0.1F, -0.2F, 0.3F}).view({1, 3});
  const at::Tensor pixel = project_points(points, view_cameras({viewpoint}, 256), 256).flatten();
  EXPECT_NEAR(pixel[0].item<double>(), (*expected)[0], 1e-3);
  EXPECT_NEAR(pixel[1].item<double>(), (*expected)[1], 1e-3);
}

TEST(VolumeProjection, points_behind_the_camera_stay_finite_and_are_not_visible) {
  const ViewCameras close = view_cameras({{.distance = 0.2}}, 64);
  const ProjectionGrids grids = projection_grids(close, kSmallProjection);
  EXPECT_TRUE(grids.warp.isfinite().all().item<bool>());
  // The camera stands at x = 0.2 and looks towards -x.
  EXPECT_EQ(grids.visible[0][0].select(2, 15).sum().item<double>(), 0);
  EXPECT_GT(grids.visible[0][0].select(2, 0).sum().item<double>(), 0);
}

TEST(VolumeProjection, frustum_points_project_back_to_their_pixels) {
  const std::vector<Viewpoint> ring = viewpoint_ring(3);
  const at::Tensor points = frustum_points(view_cameras(ring, 64), 5, 1, 2, 8);
  for (std::int64_t view = 0; view < 3; ++view) {
    const ViewCameras camera = view_cameras({ring[view]}, 64);
    const at::Tensor pixels = project_points(points[view].flatten(1).t(), camera, 8).view({5, 8, 8, 2});
    const at::Tensor axis = at::arange(8, at::kFloat);
    EXPECT_LT((pixels.select(-1, 0) - axis).abs().max().item<double>(), 1e-4);
    EXPECT_LT((pixels.select(-1, 1) - axis.unsqueeze(1)).abs().max().item<double>(), 1e-4);
  }
}

TEST(VolumeProjection, a_linear_volume_gives_world_coordinates_in_frustums) {
  const ViewCameras ring = view_cameras(viewpoint_ring(4), 64);
  const ProjectionOptions options{.volume_size = 9, .num_depths = 6, .depth_half_range = 0.2, .feature_size = 8};
  const ProjectionGrids grids = projection_grids(ring, options);
  const at::Tensor volume = volume_points(9, 0.5).permute({3, 0, 1, 2}).unsqueeze(0).contiguous();
  const at::Tensor sampled = sample_frustums(volume, grids.frustum.unsqueeze(0));
  const at::Tensor points = frustum_points(ring, 6, 1.3, 1.7, 8);
  const at::Tensor inside = (points.abs() <= 0.5).all(1, true);
  EXPECT_GT(inside.sum().item<double>(), 100);
  EXPECT_LT(((sampled - points) * inside).abs().max().item<double>(), 1e-5);
}

TEST(VolumeProjection, unprojected_maps_hold_the_pixel_coordinates_of_each_voxel) {
  const ViewCameras ring = view_cameras(viewpoint_ring(3), 64);
  const ProjectionGrids grids = projection_grids(ring, {.volume_size = 4, .feature_size = 8});
  const at::Tensor x = at::arange(8, at::kFloat).expand({8, 8});
  const at::Tensor maps = at::stack({x, x.t()}).expand({2, 3, 2, 8, 8});
  const at::Tensor voxels = unproject(maps, grids.warp);  // [2, 3, 2, 4, 4, 4]
  const at::Tensor pixels = project_points(volume_points(4, 0.5).view({-1, 3}), ring, 8);
  const at::Tensor expected = pixels.transpose(1, 2).reshape({3, 2, 4, 4, 4});
  EXPECT_LT(((voxels[1] - expected) * grids.visible).abs().max().item<double>(), 1e-4);
}

}  // namespace
}  // namespace syncdreamer
