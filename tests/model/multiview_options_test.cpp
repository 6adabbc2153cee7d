#include "model/multiview_options.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

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

const nlohmann::json kManyLevels = std::vector<int>(70, 8), kMost = std::numeric_limits<std::int64_t>::max();

/// Options, of which one alone has a value of which no network can be made.
const std::vector<std::pair<const char*, nlohmann::json>> kImpossibleSizes{
    {"/num_views", 0},
    {"/num_views", 100000000},
    {"/image_size", 17},
    {"/image_size", std::int64_t{1} << 40},
    {"/time_embed_dim", 3},
    {"/time_embed_dim", 0},
    {"/draft_channels", -1},
    {"/draft_channels", kMost},
    {"/draft_deviation", -1},
    {"/schedule/num_timesteps", 1001},
    {"/autoencoder/picture_channels", 4},
    {"/autoencoder/ch", -4},
    {"/autoencoder/ch_mult", nlohmann::json::array()},
    {"/autoencoder/ch_mult", {1, 0}},
    {"/autoencoder/ch_mult", {1, -2}},
    {"/autoencoder/ch_mult", kManyLevels},
    {"/autoencoder/num_res_blocks", 2000000},
    {"/autoencoder/z_channels", 0},
    {"/autoencoder/embed_dim", 0},
    {"/autoencoder/embed_dim", kMost},
    {"/autoencoder/norm_groups", 0},
    {"/autoencoder/norm_groups", 16},
    {"/autoencoder/scale_factor", 0},
    {"/clip/width", 0},
    {"/clip/layers", 2000000},
    {"/clip/heads", 0},
    {"/clip/heads", 3},
    {"/clip/output_dim", 0},
    {"/clip/patch_size", 0},
    {"/clip/patch_size", 7},
    {"/unet/model_channels", 0},
    {"/unet/norm_groups", 3},
    {"/unet/channel_mult", {1, 0}},
    {"/unet/channel_mult", nlohmann::json::array()},
    {"/unet/channel_mult", kManyLevels},
    {"/unet/num_res_blocks", 2000000},
    {"/unet/num_heads", 0},
    {"/unet/num_heads", 3},
    {"/unet/context_dim", -1},
    {"/view_elevation_deg", 200},
    {"/unet/volume_dims", {8, 7}},
    {"/unet/volume_dims", {8, kMost}},
    {"/unet/depth_heads", 0},
    {"/unet/depth_norm_groups", 3},
    {"/unet/attention_resolutions", {3}},
    {"/unet/attention_resolutions", {0}},
    {"/spatial_volume/volume_size", 5},
    {"/spatial_volume/volume_size", 1 << 20},
    {"/spatial_volume/view_channels", 12},
    {"/spatial_volume/volume_dims", nlohmann::json::array()},
    {"/spatial_volume/extra_channels", -16},
    {"/lifted_volume/encoder_dims", {8}},
    {"/lifted_volume/encoder_dims", {12, 16}},
    {"/lifted_volume/volume_dims", nlohmann::json::array()},
    {"/lifted_volume/volume_dims", {8, 0}},
    {"/lifted_volume/feature_channels", 0},
    {"/lifted_volume/volume_size", 5},
    {"/lifted_volume/refinement", 0},
    {"/lifted_volume/refinement", 1000},
    {"/lifted_volume/volume_size", 1024},
    {"/lifted_volume/num_samples", 0},
    {"/lifted_volume/num_samples", 1 << 30},
    {"/lifted_volume/surface_density", 0},
    {"/lifted_volume/surface_density", -1},
    {"/lifted_volume/surface_density", 1e300},
    {"/elevation_net/dims", {8}},
    {"/elevation_net/dims", {8, 12}},
    {"/elevation_net/dims", kManyLevels},
};

/// What is said of small options of which one has another value.
std::string refusal_of_option(const char* option, const nlohmann::json& value) {
  nlohmann::json json = options_to_json(smallest_model_options());
  json[nlohmann::json::json_pointer(option)] = value;
  return refusal_of([&] { options_from_json<MultiviewDiffusionOptions>(json, "test").check_consistency(); });
}

TEST(MultiviewOptions, sizes_of_which_no_network_can_be_made_are_refused_by_name) {
  EXPECT_EQ(refusal_of_option("/image_size", 16), "no error") << "what it is";
  EXPECT_EQ(refusal_of_option("/autoencoder/ch", 0), "model options: autoencoder.ch: found 0, expected 1 to 65536");
  EXPECT_EQ(refusal_of_option("/autoencoder/ch", 6),
            "model options: autoencoder.norm_groups: found 4, expected a divisor of autoencoder.ch, 6");
  EXPECT_THAT(refusal_of_option("/unet/model_channels", 9), testing::HasSubstr("unet.model_channels: found 9"));
  EXPECT_EQ(refusal_of_option("/unet/channel_mult", {1, 2, 2}),
            "model options: unet.volume_dims: levels: found 2, expected 3, those of unet.channel_mult");
  EXPECT_THAT(refusal_of_option("/spatial_volume/volume_dims", {8, 24}),
              testing::HasSubstr(", expected those of spatial_volume.volume_dims, 8, 24"));
  EXPECT_EQ(refusal_of_option("/draft_channels", 0),
            "model options: unet.in_channels: found 13, expected 8, the noisy latent's, the input latent's and "
            "draft_channels");
  for (const auto& [option, value] : kImpossibleSizes) {
    std::string name = std::string(option).substr(1);
    std::replace(name.begin(), name.end(), '/', '.');
    EXPECT_THAT(refusal_of_option(option, value), testing::StartsWith("model options: " + name)) << value;
  }
}

TEST(MultiviewOptions, drafts_and_lifted_features_go_with_the_lifted_volume) {
  MultiviewDiffusionOptions options = smallest_model_options();
  ASSERT_TRUE(options.lifted_volume.enabled);
  options.lifted_volume.enabled = false;
  EXPECT_THAT(refusal_of([&] { options.check_conditions(); }), testing::HasSubstr("draft_channels: found"));
  options.draft_channels = 0;
  EXPECT_THAT(refusal_of([&] { options.check_conditions(); }), testing::HasSubstr("extra_channels: found"));
  options.spatial_volume.extra_channels = 0;
  EXPECT_NO_THROW(options.check_conditions());
}

TEST(MultiviewOptions, a_latent_of_one_pixel_is_refused) {
  MultiviewDiffusionOptions options = smallest_plain_model_options();
  options.unet.volume_dims = options.spatial_volume.volume_dims = {8};
  options.unet.channel_mult = {1};
  options.image_size = 2 * options.autoencoder.downsampling();
  EXPECT_NO_THROW(options.check_consistency());
  options.image_size /= 2;
  EXPECT_THAT(refusal_of([&] { options.check_consistency(); }), testing::HasSubstr("latent's side: found 1"));
}

TEST(MultiviewOptions, parts_that_are_off_may_have_any_sizes) {
  MultiviewDiffusionOptions options = smallest_plain_model_options();
  options.elevation_net = {.enabled = false, .dims = {}};
  options.lifted_volume.volume_dims = {};
  EXPECT_NO_THROW(options.check_consistency());
  EXPECT_NO_THROW(options.check_conditions());
}

TEST(MultiviewOptions, survive_a_configuration_file) {
  const nlohmann::json json = options_to_json(tiny_model_options());
  EXPECT_EQ(json["spatial_volume"]["pooling"], "mean_variance");
  EXPECT_EQ(options_to_json(options_from_json<MultiviewDiffusionOptions>(json, "test")), json);
}

}  // namespace
}  // namespace syncdreamer
