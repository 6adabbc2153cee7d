#pragma once

#include <cstdint>

#include "diffusion/noise_schedule.h"
#include "model/autoencoder_kl.h"
#include "model/clip_image_encoder.h"
#include "model/elevation_net.h"
#include "model/lifted_volume.h"
#include "model/spatial_volume.h"
#include "model/unet.h"

namespace syncdreamer {

/// What a MultiviewDiffusion is made of; the defaults are the released model.
struct MultiviewDiffusionOptions {
  std::int64_t image_size = 256;
  std::int64_t num_views = 16;
  double view_elevation_deg = 30;
  bool synchronized = true;
  std::int64_t time_embed_dim = 256;
  Prediction prediction = Prediction::epsilon;
  double default_guidance = 2;
  double default_temperature = 1;
  std::int64_t default_last_timestep = 0;
  std::int64_t draft_channels = 0;
  double draft_deviation = 0;
  bool unscale_input_latent = true;
  NoiseScheduleOptions schedule;
  UNetOptions unet;
  AutoencoderOptions autoencoder;
  ClipImageEncoderOptions clip;
  SpatialVolumeOptions spatial_volume;
  LiftedVolumeOptions lifted_volume;
  ElevationNetOptions elevation_net;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("image_size", self.image_size, "side of the pictures, pixels");
    field("num_views", self.num_views, "number of views on the ring");
    field("view_elevation_deg", self.view_elevation_deg, "elevation of the ring, degrees");
    field("synchronized", self.synchronized,
          "views share a volume; false: each is generated on its own, as by Zero123, and the volumes are not used");
    field("time_embed_dim", self.time_embed_dim, "width of the volumes' time embedding");
    field("prediction", self.prediction, "what the network predicts: epsilon or v");
    field("default_guidance", self.default_guidance, "guidance scale of samples unless another is asked for");
    field("default_temperature", self.default_temperature,
          "standard deviation of the noise that samples are drawn with unless told otherwise; 1 as in training");
    field("default_last_timestep", self.default_last_timestep, "timestep at which samples end unless told otherwise");
    field("draft_channels", self.draft_channels, "channels of a draft of each view, concatenated to its noisy latent");
    field("draft_deviation", self.draft_deviation,
          "how far latents lie from their drafts: the network predicts what remains; 0: off");
    field("unscale_input_latent", self.unscale_input_latent,
          "divide the input's latent by the scale factor before it is concatenated (as released)");
    field("schedule", self.schedule, "noise schedule");
    field("unet", self.unet, "denoising network");
    field("autoencoder", self.autoencoder, "pictures to latents and back");
    field("clip", self.clip, "encoder of the input picture's context token");
    field("spatial_volume", self.spatial_volume, "volumes that synchronize the views");
    field("lifted_volume", self.lifted_volume, "volume of the input picture; off for the released model");
    field("elevation_net", self.elevation_net, "elevation of the input picture's camera; off for the released model");
  }

  std::int64_t latent_channels() const { return autoencoder.embed_dim; }
  std::int64_t latent_size() const { return image_size / autoencoder.downsampling(); }
  /// Whether the model can make so many views of an object: its own number, others only if no layer has a place for
  /// each of them.
  bool can_make_views(std::int64_t count) const {
    return count == num_views || !synchronized || spatial_volume.pooling != Pooling::concatenate;
  }

  /// \throws InputError for parts that cannot be or do not fit together, naming the options.
  void check_consistency() const;

  /// \throws InputError unless drafts and lifted features have the channels that the lifted volume gives them: none
  /// without one. The networks alone also take others, which somebody else makes.
  void check_conditions() const;

 private:
  void check_sizes() const;
  void check_channels() const;
};

/// More views than these are not made at once.
inline constexpr int kMaxViews = 256;

}  // namespace syncdreamer
