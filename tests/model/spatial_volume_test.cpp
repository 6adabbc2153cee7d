#include "model/spatial_volume.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/model/small_model.h"
#include "tests/support/golden_case.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

SpatialVolume small_volume(SpatialVolumeOptions options, std::int64_t num_views) {
  return SpatialVolume(options, {.num_views = num_views, .latent_size = 8});
}

void expect_golden_volumes(const std::string& stem, const MultiviewDiffusionOptions& options) {
  const auto golden = GoldenCase::open(stem);
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(stem);
  const at::NoGradGuard no_grad;
  SpatialVolume volume(options.spatial_volume, {.num_views = 16, .latent_size = options.latent_size()});
  fill_by_rule(volume, "spatial_volume.");
  const ProjectionGrids grids = volume.grids(view_cameras(viewpoint_ring(), options.image_size).to(test_device()));
  const at::Tensor x = golden->tensor("x"), t_embed = golden->tensor("t_embed"), v_embed = golden->tensor("v_embed");
  expect_matches(*golden, "unprojected", volume.gather_views(x, t_embed, v_embed, grids));
  expect_matches(*golden, "spatial_volume", volume.forward(x, t_embed, v_embed, grids));

  const at::Tensor indices = golden->tensor("target_indices");
  const std::int64_t side = options.spatial_volume.volume_size, channels = options.spatial_volume.volume_dims.front();
  const at::Tensor spatial = golden->rule_input("in.spatial_volume", {1, channels, side, side, side});
  const at::Tensor v_targets = v_embed.index_select(1, indices.flatten());
  for (const at::Tensor& level : volume.frustum_volumes(spatial, t_embed, v_targets, indices, grids)) {
    expect_matches(*golden, "frustum.volume" + std::to_string(level.size(-1)), level);
  }
}

TEST(SpatialVolumeGolden, views_are_gathered_and_processed_as_in_the_reference) {
  expect_golden_volumes("small-volumes", small_model_options());
}

TEST(SpatialVolumeGolden, views_are_gathered_and_processed_at_full_size_as_in_the_reference_slow) {
  expect_golden_volumes("full-volumes", {});
}

TEST(SpatialVolume, with_pooling_takes_any_number_of_views_in_any_order) {
  const at::NoGradGuard no_grad;
  SpatialVolume volume = small_volume(tiny_model_options().spatial_volume, 4);
  initialize(volume, 1);
  for (const int num_views : {1, 3, 6}) {
    std::vector<Viewpoint> ring = viewpoint_ring(num_views);
    const ProjectionGrids grids = volume.grids(view_cameras(ring, 64));
    std::ranges::reverse(ring);
    const ProjectionGrids reversed_grids = volume.grids(view_cameras(ring, 64));
    const at::Tensor x = at::randn({2, num_views, 4, 8, 8}), t = at::randn({2, 256}), v = at::randn({2, num_views, 4});
    const at::Tensor extra = at::randn({2, 3, 8, 8, 8});
    const at::Tensor result = volume.forward(x, t, v, grids, extra);
    EXPECT_EQ(result.sizes(), at::IntArrayRef({2, 8, 8, 8, 8}));
    const at::Tensor order = at::arange(num_views - 1, -1, -1, at::kLong);
    const at::Tensor reversed =
        volume.forward(x.index_select(1, order), t, v.index_select(1, order), reversed_grids, extra);
    EXPECT_LT((result - reversed).abs().max().item<double>(), 1e-4);
  }
}

TEST(SpatialVolume, that_concatenates_refuses_another_number_of_views) {
  SpatialVolume volume = small_volume(small_model_options().spatial_volume, 16);
  const ProjectionGrids grids = volume.grids(view_cameras(viewpoint_ring(8), 64));
  EXPECT_THROW(volume.gather_views(at::zeros({1, 8, 4, 8, 8}), at::zeros({1, 256}), at::zeros({1, 8, 4}), grids),
               std::logic_error);
}

TEST(SpatialVolume, needs_its_extra_features) {
  SpatialVolume volume = small_volume(tiny_model_options().spatial_volume, 4);
  const ProjectionGrids grids = volume.grids(view_cameras(viewpoint_ring(4), 64));
  EXPECT_THROW(volume.gather_views(at::zeros({1, 4, 4, 8, 8}), at::zeros({1, 256}), at::zeros({1, 4, 4}), grids),
               std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
