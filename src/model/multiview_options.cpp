#include "model/multiview_options.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace syncdreamer {
namespace {

// Of what a file may ask for before any of its tensors is looked at.
constexpr std::size_t kMaxLevels = 8;
constexpr std::int64_t kMaxBlocks = 256, kMaxVolumeSize = 1024, kMaxImageSize = 8192;

void require(bool condition, const std::string& sentence) {
  if (!condition) throw InputError("model options: " + sentence);
}

void require_equal(const std::string& name, std::int64_t found, std::int64_t expected, const std::string& reason) {
  require(found == expected,
          name + ": found " + std::to_string(found) + ", expected " + std::to_string(expected) + ", " + reason);
}

void require_up_to(const std::string& name, std::int64_t found, std::int64_t most) {
  require(found >= 1 && found <= most,
          name + ": found " + std::to_string(found) + ", expected 1 to " + std::to_string(most));
}

/// \throws InputError for networks that would take all memory before they are compared with the tensors of a file.
void check_sizes(const MultiviewDiffusionOptions& options) {
  require_up_to("image_size", options.image_size, kMaxImageSize);
  require_up_to("num_views", options.num_views, kMaxViews);
  require_up_to("schedule.num_timesteps", options.schedule.num_timesteps, kMaxTimesteps);
  require_up_to("clip.layers", options.clip.layers, kMaxBlocks);
  require_up_to("clip.image_size", options.clip.image_size, kMaxImageSize);
  require_up_to("unet.num_res_blocks", options.unet.num_res_blocks, kMaxBlocks);
  require_up_to("autoencoder.num_res_blocks", options.autoencoder.num_res_blocks, kMaxBlocks);
  require_up_to("spatial_volume.volume_size", options.spatial_volume.volume_size, kMaxVolumeSize);
  require_up_to("spatial_volume.num_depths", options.spatial_volume.num_depths, kMaxVolumeSize);
  require_up_to("lifted_volume.volume_size", options.lifted_volume.volume_size, kMaxVolumeSize);
  require_up_to("lifted_volume.refinement", options.lifted_volume.refinement, 16);
  for (const auto* levels :
       {&options.unet.channel_mult, &options.unet.volume_dims, &options.spatial_volume.volume_dims,
        &options.lifted_volume.encoder_dims, &options.lifted_volume.volume_dims, &options.elevation_net.dims}) {
    require(levels->size() <= kMaxLevels, "channel_mult, volume_dims, encoder_dims, dims: expected at most " +
                                              std::to_string(kMaxLevels) + " levels");
  }
}

void require_halving(const std::string& name, std::int64_t side, std::size_t num_levels) {
  const std::int64_t factor = std::int64_t{1} << (num_levels - 1);
  require(side % factor == 0, name + ": found " + std::to_string(side) + ", expected a multiple of " +
                                  std::to_string(factor) + ", halved at every level");
}

}  // namespace

void MultiviewDiffusionOptions::check_consistency() const {
  check_sizes(*this);
  require(!autoencoder.ch_mult.empty() && autoencoder.ch_mult.size() <= kMaxLevels,
          "autoencoder.ch_mult: expected 1 to " + std::to_string(kMaxLevels) + " levels");
  require(clip.patch_size > 0 && clip.image_size >= clip.patch_size,
          "clip.patch_size: expected at least 1, and at most clip.image_size");
  require(clip.heads > 0 && clip.width % clip.heads == 0, "clip.heads: expected a divisor of clip.width");
  require(image_size > 0 && image_size % autoencoder.downsampling() == 0,
          "image_size: expected a multiple of " + std::to_string(autoencoder.downsampling()) +
              ", by which the autoencoder divides it");
  require_equal("unet.in_channels", unet.in_channels, 2 * latent_channels() + draft_channels,
                "the noisy latent's, the input latent's and draft_channels");
  require(draft_deviation == 0 || (prediction == Prediction::v && draft_channels >= latent_channels()),
          "draft_deviation: expected 0, or prediction v and drafts of the latent's channels");
  require(draft_deviation >= 0 && std::isfinite(draft_deviation), "draft_deviation: expected 0 or more");
  require(default_temperature >= 0 && default_temperature <= 2, "default_temperature: expected 0 to 2");
  require(default_guidance >= 0 && default_guidance <= 100, "default_guidance: expected 0 to 100");
  require(default_last_timestep >= 0 && default_last_timestep < schedule.num_timesteps,
          "default_last_timestep: expected 0 or more, and less than schedule.num_timesteps");
  if (lifted_volume.enabled) {
    require(lifted_volume.encoder_dims.size() >= 2 && lifted_volume.volume_dims.size() >= 2,
            "lifted_volume.encoder_dims, volume_dims: expected two levels or more");
    require(lifted_volume.num_samples > 0, "lifted_volume.num_samples: expected at least 1");
    require(lifted_volume.surface_density > 0 && std::isfinite(lifted_volume.surface_density),
            "lifted_volume.surface_density: expected a number of more than 0");
    require_equal("draft_channels", draft_channels, latent_channels() + 1, "a draft's latent and its opacity");
    require_equal("spatial_volume.extra_channels", spatial_volume.extra_channels, lifted_volume.lifted_channels(),
                  "the lifted volume's features");
    require_equal("lifted_volume.image_size", lifted_volume.image_size, image_size, "image_size");
    require_halving("lifted_volume.image_size", image_size, lifted_volume.encoder_dims.size());
    require_halving("lifted_volume.volume_size", lifted_volume.volume_size, lifted_volume.volume_dims.size());
  }
  if (elevation_net.enabled) {
    require(elevation_net.dims.size() >= 2 && elevation_net.dims.size() <= 6,
            "elevation_net.dims: expected two to six levels");
    for (const std::int64_t dim : elevation_net.dims)
      require(dim > 0 && dim % 8 == 0, "elevation_net.dims: expected multiples of 8");
  }
  require_equal("unet.out_channels", unet.out_channels, latent_channels(), "autoencoder.embed_dim");
  require(!spatial_volume.volume_dims.empty(), "spatial_volume.volume_dims: expected at least one level");
  require(unet.volume_dims == spatial_volume.volume_dims, "unet.volume_dims and spatial_volume.volume_dims differ");

  const std::size_t num_levels = spatial_volume.volume_dims.size();
  require_halving("the latent's side", latent_size(), num_levels);
  require_halving("spatial_volume.volume_size", spatial_volume.volume_size, num_levels);
  require_halving("spatial_volume.num_depths", spatial_volume.num_depths, num_levels);
  for (const std::int64_t dim : spatial_volume.volume_dims) {
    require(dim > 0 && dim % 8 == 0, "spatial_volume.volume_dims: expected multiples of 8");
  }
  require(spatial_volume.view_channels > 0 && spatial_volume.view_channels % 8 == 0,
          "spatial_volume.view_channels: expected a multiple of 8");
}

}  // namespace syncdreamer
