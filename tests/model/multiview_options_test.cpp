#include "model/multiview_options.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

#include "core/error.h"
#include "core/options.h"
#include "tests/model/small_model.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

TEST(MultiviewOptions, defaults_and_small_models_are_consistent) {
  EXPECT_NO_THROW(MultiviewDiffusionOptions().check_consistency());
  EXPECT_NO_THROW(small_model_options().check_consistency());
  EXPECT_NO_THROW(tiny_model_options().check_consistency());
  EXPECT_EQ(MultiviewDiffusionOptions().latent_size(), 32);
}

TEST(MultiviewOptions, contradictions_are_refused) {
  const auto expect_refused = [](auto change) {
    MultiviewDiffusionOptions options = tiny_model_options();
    change(options);
    EXPECT_THROW(options.check_consistency(), InputError);
  };
  expect_refused([](auto& options) { options.num_views = 0; });
  expect_refused([](auto& options) { options.schedule.num_timesteps = 1001; });
  expect_refused([](auto& options) { options.image_size = 33; });
  expect_refused([](auto& options) { options.draft_channels = 0; });
  expect_refused([](auto& options) { options.unet.volume_dims = {8, 16}; });
  expect_refused([](auto& options) { options.spatial_volume.volume_size = 9; });
  expect_refused([](auto& options) { options.spatial_volume.view_channels = 12; });
  expect_refused([](auto& options) { options.autoencoder.ch_mult = {}; });
  expect_refused([](auto& options) { options.autoencoder.ch_mult = std::vector<std::int64_t>(70, 1); });
  expect_refused([](auto& options) { options.clip.patch_size = 0; });
  expect_refused([](auto& options) { options.clip.heads = 0; });
  // Built before any tensor of a file is looked at, these would take all memory.
  expect_refused([](auto& options) { options.num_views = 100000000; });
  expect_refused([](auto& options) { options.image_size = std::int64_t{1} << 40; });
  expect_refused([](auto& options) { options.clip.layers = 2000000; });
  expect_refused([](auto& options) { options.unet.num_res_blocks = 2000000; });
  expect_refused([](auto& options) { options.autoencoder.num_res_blocks = 2000000; });
  expect_refused([](auto& options) { options.unet.channel_mult = std::vector<std::int64_t>(70, 1); });
  expect_refused([](auto& options) { options.spatial_volume.volume_size = 1 << 20; });
}

TEST(MultiviewOptions, lifted_volumes_without_levels_or_voxels_are_refused) {
  const auto expect_refused = [](auto change) {
    MultiviewDiffusionOptions options = tiny_model_options();
    options.lifted_volume.enabled = true;
    change(options.lifted_volume);
    EXPECT_THROW(options.check_consistency(), InputError);
  };
  expect_refused([](auto& options) { options.volume_dims = {}; });
  expect_refused([](auto& options) { options.encoder_dims = {8}; });
  expect_refused([](auto& options) { options.refinement = 0; });
  expect_refused([](auto& options) { options.num_samples = 0; });
  expect_refused([](auto& options) { options.volume_size = 10; });
}

TEST(MultiviewOptions, a_surface_is_where_there_is_density) {
  for (const double density : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    MultiviewDiffusionOptions options = smallest_model_options();
    options.lifted_volume.surface_density = density;
    EXPECT_THAT(refusal_of([&] { options.check_consistency(); }), testing::HasSubstr("surface_density"));
  }
}

TEST(MultiviewOptions, networks_of_elevations_without_levels_or_with_too_many_are_refused) {
  for (const std::vector<std::int64_t>& dims : {{}, {8}, {8, 12}, {8, 0}, std::vector<std::int64_t>(7, 8)}) {
    MultiviewDiffusionOptions options = smallest_model_options();
    options.elevation_net.dims = dims;
    EXPECT_THAT(refusal_of([&] { options.check_consistency(); }), testing::HasSubstr("elevation_net.dims"));
    options.elevation_net.enabled = false;
    EXPECT_NO_THROW(options.check_consistency());
  }
}

TEST(MultiviewOptions, survive_a_configuration_file) {
  const nlohmann::json json = options_to_json(tiny_model_options());
  EXPECT_EQ(json["spatial_volume"]["pooling"], "mean_variance");
  EXPECT_EQ(options_to_json(options_from_json<MultiviewDiffusionOptions>(json, "test")), json);
}

}  // namespace
}  // namespace syncdreamer
