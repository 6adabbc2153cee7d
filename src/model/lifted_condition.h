#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "diffusion/noise_source.h"
#include "model/lifted_volume.h"
#include "model/multiview_diffusion.h"

namespace syncdreamer {

// The conditions that a model with a lifted volume has beyond the released one's: features in the spatial volume, and a
// draft of every view beside its noisy latent. Nothing here is learned but the lifted volume itself, which is frozen
// while the denoiser trains: all functions work without gradients.

/// The features of a lifted volume on the spatial volume's grid, `[B, extra_channels, V, V, V]`.
at::Tensor spatial_features(const MultiviewDiffusion& model, const LiftedVolume& volume);

/// The channels that a draft adds to a latent: the latent of its colours, and its opacity at the latent's size.
///
/// \param drafts  `[B, K, 4, S, S]` in [0, 1], as LiftedVolumeNet::render gives them.
/// \return `[B, K, draft_channels, h, h]`.
at::Tensor encode_drafts(MultiviewDiffusion& model, const at::Tensor& drafts);

/// What a model's lifted volume makes of pictures.
struct Lift {
  LiftedVolume volume;
  at::Tensor drafts;         ///< `[B, K, 4, S, S]` in [0, 1], renderings of the volume
  at::Tensor features;       ///< see spatial_features
  at::Tensor draft_latents;  ///< see encode_drafts
};

/// Lifts pictures into the volume of a model that has one, and renders it.
///
/// \param pictures        `[B, 4, S, S]` in [0, 1]: RGB over white, opacity.
/// \param elevation       `[B]` of their cameras, radians.
/// \param cam_from_world  `[B, K, 3, 4]` of the drafts.
Lift lift(MultiviewDiffusion& model, const at::Tensor& pictures, const at::Tensor& elevation,
          const at::Tensor& cam_from_world);

/// What a picture says to the denoiser of a model, released or small.
struct PictureCondition {
  MultiviewCondition condition;
  at::Tensor drafts;     ///< `[B, N, 4, S, S]` in [0, 1] of the target views; undefined without a lifted volume
  at::Tensor occupancy;  ///< see LiftedVolumeNet::occupancy; undefined without a lifted volume
};

/// What views are to be made of.
struct InputPictures {
  at::Tensor pictures;       ///< `[B, 4, S, S]` in [0, 1]: RGB over white, opacity
  at::Tensor elevation;      ///< `[B]` of their cameras, radians
  std::int64_t samples = 1;  ///< how often each of them is taken: a picture's samples follow each other in the batch
};

/// Encodes pictures and, if the model has one, lifts them into its volume and renders the drafts of all target views.
/// All of that is done once a picture, however many samples are to be drawn of it.
///
/// \param noise  draws the posterior sample of the input's latent, one for each sample.
PictureCondition condition_on(MultiviewDiffusion& model, const InputPictures& input, const TargetViews& views,
                              const NoiseSource& noise);

/// Where a sampling starts, given standard normal noise `[B, N, C, h, h]` on any device: what the forward process
/// leaves at a timestep of latents that lie about their drafts by draft_deviation. Even at its end a little of the
/// picture is left, and a network that finds nothing there takes away what the draft shows. Without drafts this is the
/// noise itself.
at::Tensor starting_latents(const MultiviewDiffusion& model, const MultiviewCondition& condition,
                            const at::Tensor& noise, std::int64_t timestep);

/// The condition without its drafts: with `independent` denoising every view is then generated from the picture alone.
PictureCondition without_drafts(PictureCondition condition);

/// Pictures of scaled latents `[B, N, C, h, h]`, a few at a time: `[B, N, 3, S, S]`, about [-1, 1]. Where the drafts,
/// if there are any, hold next to nothing, they are white: what a denoiser leaves there is noise and not object.
at::Tensor decode_on_white(MultiviewDiffusion& model, const at::Tensor& latents, const at::Tensor& drafts,
                           std::int64_t views_per_batch = 4);

/// How many pictures of a side are encoded together, whatever their number.
std::int64_t pictures_encoded_at_once(std::int64_t side);

/// Scaled latents of pictures, the posterior's mean.
///
/// \param pictures  `[B, K, 3, S, S]` in [-1, 1].
/// \return `[B, K, C, h, h]`.
at::Tensor encode_pictures(MultiviewDiffusion& model, const at::Tensor& pictures);

}  // namespace syncdreamer
