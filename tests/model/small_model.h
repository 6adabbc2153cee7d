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

}  // namespace syncdreamer
