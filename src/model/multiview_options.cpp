#include "model/multiview_options.h"

#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/joined.h"
#include "core/option_range.h"
#include "model/residual_unet.h"

namespace syncdreamer {
namespace {

// Of what a file may ask for before any of its tensors is looked at.
constexpr std::size_t kMaxLevels = 8;
constexpr std::int64_t kMaxBlocks = 256, kMaxVolumeSize = 1024, kMaxImageSize = 8192, kMaxChannels = 1 << 16,
                       kMaxMultiple = 64, kMaxSamples = 4096;
constexpr std::int64_t kMaxRefinedSize = 512;  // voxels a side, which the renderer numbers
constexpr double kMaxDensity = 1e6;

// The normalizations of a ResidualUNet have 8 channels a group, those of the volumes 8 groups.
static_assert(kChannelsPerGroup == 8);
constexpr std::int64_t kChannelMultiple = 8;

using Levels = std::vector<std::int64_t>;

template <class Number>
void require(bool holds, const std::string& name, Number found, const std::string& expected) {
  require_option(holds, "model options: " + name, found, expected);
}

void require_equal(const std::string& name, std::int64_t found, std::int64_t expected, const std::string& reason) {
  require(found == expected, name, found, std::to_string(expected) + ", " + reason);
}

void require_up_to(const std::string& name, std::int64_t found, std::int64_t most) {
  require(found >= 1 && found <= most, name, found, "1 to " + std::to_string(most));
}

void require_divisor(const std::string& name, std::int64_t found, const std::string& whole_name, std::int64_t whole) {
  require(found >= 1 && whole % found == 0, name, found, "a divisor of " + whole_name + ", " + std::to_string(whole));
}

void require_multiple(const std::string& name, std::int64_t found, std::int64_t factor) {
  require_up_to(name, found, kMaxChannels);
  require(found % factor == 0, name, found, "a multiple of " + std::to_string(factor));
}

void require_num_levels(const std::string& name, const Levels& levels, std::size_t least,
                        std::size_t most = kMaxLevels) {
  require(levels.size() >= least && levels.size() <= most, name + ": levels", levels.size(),
          std::to_string(least) + " to " + std::to_string(most));
}

/// Channels of each level, which normalizations divide into groups.
void require_channels(const std::string& name, const Levels& levels, std::size_t least, std::size_t most = kMaxLevels) {
  require_num_levels(name, levels, least, most);
  for (const std::int64_t channels : levels) require_multiple(name, channels, kChannelMultiple);
}

void require_multiples(const std::string& name, const Levels& levels) {
  require_num_levels(name, levels, 1);
  for (const std::int64_t multiple : levels) require_up_to(name, multiple, kMaxMultiple);
}

void require_halving(const std::string& name, std::int64_t side, std::size_t num_levels) {
  const std::int64_t factor = std::int64_t{1} << (num_levels - 1);
  require(side % factor == 0, name, side, "a multiple of " + std::to_string(factor) + ", halved at every level");
}

void check_autoencoder(const AutoencoderOptions& autoencoder) {
  require_equal("autoencoder.picture_channels", autoencoder.picture_channels, 3, "those of a colour picture");
  require_up_to("autoencoder.ch", autoencoder.ch, kMaxChannels);
  require_multiples("autoencoder.ch_mult", autoencoder.ch_mult);
  require_up_to("autoencoder.num_res_blocks", autoencoder.num_res_blocks, kMaxBlocks);
  require_up_to("autoencoder.z_channels", autoencoder.z_channels, kMaxChannels);
  require_up_to("autoencoder.embed_dim", autoencoder.embed_dim, kMaxChannels);
  require_divisor("autoencoder.norm_groups", autoencoder.norm_groups, "autoencoder.ch", autoencoder.ch);
  require(std::isfinite(autoencoder.scale_factor) && autoencoder.scale_factor > 0, "autoencoder.scale_factor",
          autoencoder.scale_factor, "a number of more than 0");
}

void check_clip(const ClipImageEncoderOptions& clip) {
  require_up_to("clip.width", clip.width, kMaxChannels);
  require_up_to("clip.layers", clip.layers, kMaxBlocks);
  require_divisor("clip.heads", clip.heads, "clip.width", clip.width);
  require_up_to("clip.image_size", clip.image_size, kMaxImageSize);
  require_divisor("clip.patch_size", clip.patch_size, "clip.image_size", clip.image_size);
  require_up_to("clip.output_dim", clip.output_dim, kMaxChannels);
}

/// The depth transformers' heads have half of a volume's channels.
void check_depth_attention(const UNetOptions& unet) {
  require_equal("unet.volume_dims: levels", std::ssize(unet.volume_dims), std::ssize(unet.channel_mult),
                "those of unet.channel_mult");
  require_up_to("unet.depth_heads", unet.depth_heads, kMaxChannels);
  for (const std::int64_t dim : unet.volume_dims) {
    require_multiple("unet.volume_dims", dim, 2);
    require_divisor("unet.depth_norm_groups", unet.depth_norm_groups, "unet.volume_dims", dim);
    require_divisor("unet.depth_norm_groups", unet.depth_norm_groups, "unet.depth_heads times half of unet.volume_dims",
                    unet.depth_heads * (dim / 2));
  }
}

void check_unet(const UNetOptions& unet) {
  require_up_to("unet.model_channels", unet.model_channels, kMaxChannels);
  require_multiple("unet.model_channels", unet.model_channels, 2);  // sines and cosines of the timestep
  require_multiples("unet.channel_mult", unet.channel_mult);
  require_up_to("unet.num_res_blocks", unet.num_res_blocks, kMaxBlocks);
  require_up_to("unet.context_dim", unet.context_dim, kMaxChannels);
  require_divisor("unet.norm_groups", unet.norm_groups, "unet.model_channels", unet.model_channels);
  for (std::int64_t level = 0; level < std::ssize(unet.channel_mult); ++level) {
    const bool is_last = level + 1 == std::ssize(unet.channel_mult);  // whose middle block attends
    if (unet.attends_at(level) || is_last)
      require_divisor("unet.num_heads", unet.num_heads, "the channels of a level with attention",
                      unet.model_channels * unet.channel_mult[level]);
  }
  for (const std::int64_t factor : unet.attention_resolutions)
    require(factor >= 1 && (factor & (factor - 1)) == 0, "unet.attention_resolutions", factor, "powers of two");
  check_depth_attention(unet);
}

void check_lifted_volume(const LiftedVolumeOptions& lifted) {
  require_channels("lifted_volume.encoder_dims", lifted.encoder_dims, 2);
  require_channels("lifted_volume.volume_dims", lifted.volume_dims, 2);
  require_up_to("lifted_volume.feature_channels", lifted.feature_channels, kMaxChannels);
  require_up_to("lifted_volume.volume_size", lifted.volume_size, kMaxRefinedSize);
  require_up_to("lifted_volume.refinement", lifted.refinement, kMaxRefinedSize / lifted.volume_size);
  require_up_to("lifted_volume.num_samples", lifted.num_samples, kMaxSamples);
  require(lifted.surface_density > 0 && lifted.surface_density <= kMaxDensity, "lifted_volume.surface_density",
          lifted.surface_density, "a number of more than 0, up to " + number_text(kMaxDensity));
  require_halving("lifted_volume.image_size", lifted.image_size, lifted.encoder_dims.size());
  require_halving("lifted_volume.volume_size", lifted.volume_size, lifted.volume_dims.size());
}

void check_spatial_volume(const SpatialVolumeOptions& spatial) {
  require_channels("spatial_volume.volume_dims", spatial.volume_dims, 1);
  require_multiple("spatial_volume.view_channels", spatial.view_channels, kChannelMultiple);
  require_up_to("spatial_volume.volume_size", spatial.volume_size, kMaxVolumeSize);
  require_up_to("spatial_volume.num_depths", spatial.num_depths, kMaxVolumeSize);
  require(spatial.extra_channels >= 0 && spatial.extra_channels <= kMaxChannels, "spatial_volume.extra_channels",
          spatial.extra_channels, "0 to " + std::to_string(kMaxChannels));
  require_halving("spatial_volume.volume_size", spatial.volume_size, spatial.volume_dims.size());
  require_halving("spatial_volume.num_depths", spatial.num_depths, spatial.volume_dims.size());
}

}  // namespace

void MultiviewDiffusionOptions::check_consistency() const {
  require(view_elevation_deg >= -90 && view_elevation_deg <= 90, "view_elevation_deg", view_elevation_deg, "-90 to 90");
  check_autoencoder(autoencoder);
  check_clip(clip);
  check_unet(unet);
  check_spatial_volume(spatial_volume);
  if (lifted_volume.enabled) check_lifted_volume(lifted_volume);
  if (elevation_net.enabled) require_channels("elevation_net.dims", elevation_net.dims, 2, 6);
  check_sizes();
  check_channels();
  require(default_temperature >= 0 && default_temperature <= 2, "default_temperature", default_temperature, "0 to 2");
  require(default_guidance >= 0 && default_guidance <= 100, "default_guidance", default_guidance, "0 to 100");
  require(default_last_timestep >= 0 && default_last_timestep < schedule.num_timesteps, "default_last_timestep",
          default_last_timestep,
          "0 or more, and less than schedule.num_timesteps, " + std::to_string(schedule.num_timesteps));
}

void MultiviewDiffusionOptions::check_sizes() const {
  require_up_to("image_size", image_size, kMaxImageSize);
  require_up_to("num_views", num_views, kMaxViews);
  require_up_to("schedule.num_timesteps", schedule.num_timesteps, kMaxTimesteps);
  require_multiple("time_embed_dim", time_embed_dim, 2);
  require(image_size % autoencoder.downsampling() == 0, "image_size", image_size,
          "a multiple of " + std::to_string(autoencoder.downsampling()) + ", by which the autoencoder divides it");
  require(latent_size() >= 2, "the latent's side", latent_size(), "2 or more, of which views are warped");
  require_halving("the latent's side", latent_size(), spatial_volume.volume_dims.size());
  if (lifted_volume.enabled)
    require_equal("lifted_volume.image_size", lifted_volume.image_size, image_size, "image_size");
}

void MultiviewDiffusionOptions::check_channels() const {
  require(draft_channels >= 0 && draft_channels <= kMaxChannels, "draft_channels", draft_channels,
          "0 to " + std::to_string(kMaxChannels));
  require_equal("unet.in_channels", unet.in_channels, 2 * latent_channels() + draft_channels,
                "the noisy latent's, the input latent's and draft_channels");
  require_equal("unet.out_channels", unet.out_channels, latent_channels(), "autoencoder.embed_dim");
  if (unet.volume_dims != spatial_volume.volume_dims) {
    throw InputError("model options: unet.volume_dims: found " + joined(unet.volume_dims) +
                     ", expected those of spatial_volume.volume_dims, " + joined(spatial_volume.volume_dims));
  }
  require(draft_deviation >= 0 && std::isfinite(draft_deviation), "draft_deviation", draft_deviation, "0 or more");
  require(draft_deviation == 0 || (prediction == Prediction::v && draft_channels >= latent_channels()),
          "draft_deviation", draft_deviation, "0, or prediction v and drafts of the latent's channels");
  if (lifted_volume.enabled) check_conditions();
}

void MultiviewDiffusionOptions::check_conditions() const {
  require_equal("draft_channels", draft_channels, lifted_volume.enabled ? latent_channels() + 1 : 0,
                "the latent and the opacity of the lifted volume's drafts");
  require_equal("spatial_volume.extra_channels", spatial_volume.extra_channels,
                lifted_volume.enabled ? lifted_volume.lifted_channels() : 0, "the lifted volume's features");
}

}  // namespace syncdreamer
