#include "model/multiview_options.h"

#include <string>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kMaxLevels = 8;

void require(bool condition, const std::string& sentence) {
  if (!condition) throw InputError("model options: " + sentence);
}

void require_equal(const std::string& name, std::int64_t found, std::int64_t expected, const std::string& reason) {
  require(found == expected,
          name + ": found " + std::to_string(found) + ", expected " + std::to_string(expected) + ", " + reason);
}

}  // namespace

void MultiviewDiffusionOptions::check_consistency() const {
  require(num_views > 0, "num_views: expected at least 1");
  require(schedule.num_timesteps >= 1 && schedule.num_timesteps <= kMostTimesteps,
          "schedule.num_timesteps: found " + std::to_string(schedule.num_timesteps) + ", expected 1 to " +
              std::to_string(kMostTimesteps));
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
  require(default_temperature >= 0 && default_temperature <= 2, "default_temperature: expected 0 to 2");
  if (lifted_volume.enabled) {
    require(lifted_volume.encoder_dims.size() >= 2 && lifted_volume.volume_dims.size() >= 2,
            "lifted_volume.encoder_dims, volume_dims: expected two levels or more");
    require(lifted_volume.refinement > 0, "lifted_volume.refinement: expected at least 1");
    require(lifted_volume.num_samples > 0, "lifted_volume.num_samples: expected at least 1");
    require_equal("draft_channels", draft_channels, latent_channels() + 1, "a draft's latent and its opacity");
    require_equal("spatial_volume.extra_channels", spatial_volume.extra_channels, lifted_volume.lifted_channels(),
                  "the lifted volume's features");
    require_equal("lifted_volume.image_size", lifted_volume.image_size, image_size, "image_size");
  }
  require_equal("unet.out_channels", unet.out_channels, latent_channels(), "autoencoder.embed_dim");
  require(!spatial_volume.volume_dims.empty(), "spatial_volume.volume_dims: expected at least one level");
  require(unet.volume_dims == spatial_volume.volume_dims, "unet.volume_dims and spatial_volume.volume_dims differ");

  const std::int64_t factor = std::int64_t{1} << (spatial_volume.volume_dims.size() - 1);
  const std::string multiple = ": expected a multiple of " + std::to_string(factor) + ", halved at every level";
  require(latent_size() % factor == 0, "the latent's side" + multiple);
  require(spatial_volume.volume_size % factor == 0, "spatial_volume.volume_size" + multiple);
  require(spatial_volume.num_depths % factor == 0, "spatial_volume.num_depths" + multiple);
  for (const std::int64_t dim : spatial_volume.volume_dims) {
    require(dim > 0 && dim % 8 == 0, "spatial_volume.volume_dims: expected multiples of 8");
  }
  require(spatial_volume.view_channels > 0 && spatial_volume.view_channels % 8 == 0,
          "spatial_volume.view_channels: expected a multiple of 8");
}

}  // namespace syncdreamer
