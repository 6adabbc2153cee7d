#pragma once

#include "model/multiview_options.h"
#include "model/spatial_volume.h"

namespace syncdreamer {

/// The model of the reference data's `small-*` files.
inline MultiviewDiffusionOptions small_model_options() {
  MultiviewDiffusionOptions options;
  options.image_size = 64;
  options.unet.model_channels = 32;
  options.unet.volume_dims = options.spatial_volume.volume_dims = {8, 16, 32, 64};
  options.autoencoder.ch = 32;
  options.clip.width = 64;
  options.clip.layers = 2;
  options.clip.heads = 2;
  options.spatial_volume.volume_size = 16;
  options.spatial_volume.num_depths = 24;
  return options;
}

/// A still smaller one, with three levels and every option that the released model does not use.
inline MultiviewDiffusionOptions tiny_model_options() {
  MultiviewDiffusionOptions options = small_model_options();
  options.image_size = 32;
  options.num_views = 4;
  options.prediction = Prediction::v;
  options.draft_channels = 5;
  options.unscale_input_latent = false;
  options.unet.in_channels = 13;
  options.unet.channel_mult = {1, 2, 2};
  options.unet.num_res_blocks = 1;
  options.unet.volume_dims = options.spatial_volume.volume_dims = {8, 16, 32};
  options.clip.image_size = 28;
  options.spatial_volume.volume_size = 8;
  options.spatial_volume.pooling = Pooling::mean_variance;
  options.spatial_volume.extra_channels = 3;
  options.spatial_volume.num_depths = 8;
  return options;
}

/// A model of the released kind as narrow as can be, with what names and shapes of its tensors do not tell as released.
inline MultiviewDiffusionOptions smallest_released_model_options() {
  MultiviewDiffusionOptions options;
  options.image_size = 64;
  options.autoencoder.ch = 32;
  options.clip = {.width = 64, .layers = 2, .heads = 1, .patch_size = 16, .image_size = 32, .output_dim = 16};
  options.unet.model_channels = 32;
  options.unet.context_dim = 16;
  options.unet.volume_dims = options.spatial_volume.volume_dims = {8, 8, 8, 8};
  return options;
}

/// The smallest model with a lifted volume: sixteen views of 16 pixels.
inline MultiviewDiffusionOptions smallest_model_options() {
  MultiviewDiffusionOptions options;
  options.image_size = 16;
  options.prediction = Prediction::v;
  options.draft_channels = 5;
  options.unscale_input_latent = false;
  options.autoencoder = {
      .ch = 8, .ch_mult = {1, 2, 2}, .num_res_blocks = 1, .mid_attention = false, .norm_groups = 4, .scale_factor = 1};
  options.clip = {.width = 32, .layers = 1, .heads = 2, .patch_size = 8, .image_size = 16, .output_dim = 16};
  options.unet = {.in_channels = 13,
                  .model_channels = 16,
                  .channel_mult = {1, 2},
                  .num_res_blocks = 1,
                  .attention_resolutions = {2},
                  .num_heads = 2,
                  .context_dim = 16,
                  .norm_groups = 8,
                  .volume_dims = {8, 16}};
  options.spatial_volume = {.volume_size = 4,
                            .volume_dims = {8, 16},
                            .pooling = Pooling::mean_variance,
                            .extra_channels = 12,
                            .num_depths = 4};
  options.elevation_net = {.enabled = true, .dims = {8, 16}};
  options.lifted_volume = {.enabled = true,
                           .image_size = 16,
                           .encoder_dims = {8, 16},
                           .feature_channels = 8,
                           .volume_size = 4,
                           .volume_dims = {8, 16},
                           .num_samples = 8};
  return options;
}

/// The same without a lifted volume and what comes of it.
inline MultiviewDiffusionOptions smallest_plain_model_options() {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.lifted_volume.enabled = options.elevation_net.enabled = false;
  options.draft_channels = 0;
  options.unet.in_channels = 8;
  options.spatial_volume.extra_channels = 0;
  return options;
}

}  // namespace syncdreamer
