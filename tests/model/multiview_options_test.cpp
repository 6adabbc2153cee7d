#include "model/multiview_options.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/options.h"
#include "tests/model/small_model.h"

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
  expect_refused([](auto& options) { options.image_size = 33; });
  expect_refused([](auto& options) { options.draft_channels = 0; });
  expect_refused([](auto& options) { options.unet.volume_dims = {8, 16}; });
  expect_refused([](auto& options) { options.spatial_volume.volume_size = 9; });
  expect_refused([](auto& options) { options.spatial_volume.view_channels = 12; });
}

TEST(MultiviewOptions, survive_a_configuration_file) {
  const nlohmann::json json = options_to_json(tiny_model_options());
  EXPECT_EQ(json["spatial_volume"]["pooling"], "mean_variance");
  EXPECT_EQ(options_to_json(options_from_json<MultiviewDiffusionOptions>(json, "test")), json);
}

}  // namespace
}  // namespace syncdreamer
