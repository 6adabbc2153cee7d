#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "diffusion/condition_drop.h"
#include "diffusion/guidance.h"
#include "diffusion/noise_schedule.h"
#include "diffusion/sampler.h"
#include "model/autoencoder_kl.h"
#include "model/clip_image_encoder.h"
#include "model/multiview_options.h"
#include "model/spatial_volume.h"
#include "model/unet.h"
#include "model/view_cameras.h"
#include "model/volume_projection.h"
#include "nn/layers.h"

namespace syncdreamer {

// C are options().latent_channels(): 4 in the released model.

/// What the model knows of the input picture.
struct InputCondition {
  at::Tensor clip_embedding;  ///< `[B, 1, clip.output_dim]`
  at::Tensor input_latent;    ///< `[B, C, h, h]`, scaled
  at::Tensor elevation;       ///< `[B]` of the input's camera, radians
};

/// The target cameras with what follows from them alone; made once for many steps.
struct TargetViews {
  ViewCameras cameras;
  ProjectionGrids grids;
};

/// Everything that stays the same over the steps of a sampling.
struct MultiviewCondition {
  InputCondition input;
  TargetViews views;
  at::Tensor viewpoints;  ///< `[B, N, 4]` viewpoint embeddings
  at::Tensor lifted;      ///< `[B, extra_channels, V, V, V]` further volume features, undefined if there are none
  at::Tensor drafts;      ///< `[B, N, draft_channels, h, h]`, undefined if there are none
};

/// The noisy latents of some target views, and what conditions them.
struct NoisyViews {
  at::Tensor x;                          ///< `[B, K, C, h, h]`
  at::Tensor timesteps;                  ///< `[B]` int64
  at::Tensor context;                    ///< `[B, K, context_dim]`
  at::Tensor input_latent;               ///< `[B, C, h, h]`, scaled
  at::Tensor drafts;                     ///< `[B, K, draft_channels, h, h]`, undefined if there are none
  std::optional<VolumePyramid> volumes;  ///< of `[B K]` views; absent: every view on its own, as in Zero123
};

/// Timesteps from the first to the second, both included.
using TimestepInterval = std::array<std::int64_t, 2>;

/// Those of any model.
inline constexpr TimestepInterval kAllTimesteps{0, kMaxTimesteps};

struct DenoiseOptions {
  Guidance guidance{.scale = 2};
  TimestepInterval guidance_interval = kAllTimesteps;  ///< timesteps with guidance; outside there is none
  std::int64_t volume_interval = 1;                    ///< steps that share the volumes of the first of them
  std::int64_t views_per_batch = 8;  ///< views that the network denoises at once: memory against speed
  bool independent = false;          ///< denoise every view on its own, without the shared volume

  /// Whether a step at this timestep needs predictions without conditions, too.
  bool guides(std::int64_t timestep) const;
};

/// Views `indices` `[B, K]` of `values` `[B, N, ...]`: `[B, K, ...]`.
at::Tensor pick_views(const at::Tensor& values, const at::Tensor& indices);

/// A training sample after encoding. The noise and timesteps are drawn outside.
struct MultiviewTrainingBatch {
  at::Tensor latents;            ///< `[B, N, C, h, h]` clean latents of all views, scaled; if independent `[B, K, ...]`
  MultiviewCondition condition;  ///< its drafts, if any, are those of the K target views
  at::Tensor timesteps;          ///< `[B]` int64
  at::Tensor noise;              ///< of the latents' shape
  at::Tensor target_indices;     ///< `[B, K]` int64: the views whose prediction enters the loss
  bool independent = false;      ///< denoise every target view on its own, without the shared volume
  std::optional<ConditionDrop> drop;
};

/// The holder of the UNet, which gives its parameters the prefix `model.diffusion_model`.
class MultiviewUNet : public torch::nn::Module {
 public:
  explicit MultiviewUNet(const UNetOptions& options);

  std::shared_ptr<DepthWiseUNet> diffusion_model;
};

/// SyncDreamer (paper section 4): one noise predictor for N views of an object, synchronized through a shared volume.
///
/// Parameters and buffers have the names of the released checkpoint. The constructor does not fill the parameters.
class MultiviewDiffusion : public torch::nn::Module {
 public:
  /// \throws InputError if the options contradict each other.
  explicit MultiviewDiffusion(const MultiviewDiffusionOptions& options);

  /// Moves everything to a device. What every step runs, the UNet and the networks of the volumes, computes there in
  /// `step_type`. The rest stays float32: schedule, cameras and places need it, and what encodes and decodes pictures
  /// runs once. Samples between steps are float32, too.
  void place(at::Device device, at::ScalarType step_type = at::kFloat);

  at::Device device() const { return poses_.device(); }
  at::ScalarType step_type() const { return model->diffusion_model->scalar_type(); }

  /// \param pictures         `[B, 3, S, S]`, values in [-1, 1], on white.
  /// \param elevation        `[B]` radians.
  /// \param posterior_noise  `[B s, C, h, h]` standard normal, for s samples of each picture.
  /// \return rows for each sample.
  InputCondition encode_input(const at::Tensor& pictures, const at::Tensor& elevation,
                              const at::Tensor& posterior_noise);

  /// The ring of views that the model was made for, from its buffers.
  ViewCameras ring_cameras() const;

  TargetViews target_views(const ViewCameras& cameras) const;

  /// Joins an input and its target views; `lifted` and `drafts` are added by models that use them.
  MultiviewCondition condition(const InputCondition& input, const TargetViews& views, const at::Tensor& lifted = {},
                               const at::Tensor& drafts = {}) const;

  /// The volumes' time embedding, `[B]` -> `[B, time_embed_dim]`.
  at::Tensor embed_time(const at::Tensor& timesteps);

  /// The context tokens of views: cc_projection of the CLIP token and the viewpoint.
  ///
  /// \param viewpoints  `[B, K, 4]`.
  /// \return `[B, K, context_dim]`.
  at::Tensor view_context(const at::Tensor& clip_embedding, const at::Tensor& viewpoints);

  /// The volume that all views share.
  ///
  /// \param x  `[B, N, C, h, h]` noisy latents of all views.
  /// \return `[B, C, V, V, V]`.
  at::Tensor build_volume(const at::Tensor& x, const at::Tensor& t_embed, const MultiviewCondition& condition);

  /// The frustum volumes of views `indices` `[B, K]`.
  VolumePyramid frustum_volumes(const at::Tensor& volume, const at::Tensor& t_embed, const at::Tensor& indices,
                                const MultiviewCondition& condition);

  /// Views `first` to `first + count - 1` of noisy latents `[B, N, C, h, h]`, without volumes.
  NoisyViews noisy_views(const at::Tensor& x, const at::Tensor& timesteps, const MultiviewCondition& condition,
                         std::int64_t first, std::int64_t count);

  /// What the UNet predicts for some views.
  ///
  /// Where guidance is decomposed, the prediction without the other views has the input's latent four times as strong,
  /// as HarmonyView's program has it.
  ///
  /// \return `[B, K, C, h, h]`: noise or v, as options().prediction says.
  at::Tensor predict_views(const NoisyViews& views, const Guidance& guidance = {});

  /// One prediction for all views, in pieces of views, without gradients; `options.guidance` holds at all timesteps.
  ///
  /// \param x          `[B, N, C, h, h]`.
  /// \param timesteps  `[B]` int64.
  /// \param kept       frustum volumes of the pieces: used if there are any, else made and left there; may be null.
  /// \return `[B, N, C, h, h]`.
  at::Tensor denoise_all_views(const at::Tensor& x, const at::Tensor& timesteps, const MultiviewCondition& condition,
                               const DenoiseOptions& options = {}, std::vector<VolumePyramid>* kept = nullptr);

  /// denoise_all_views for the steps of one sampling; refers to this model.
  Denoiser denoiser(const MultiviewCondition& condition, const DenoiseOptions& options = {});

  /// Mean squared error of the prediction for the batch's target views (paper equation 6), a scalar.
  at::Tensor training_loss(const MultiviewTrainingBatch& batch);

  /// Pictures of scaled latents `[B, N, C, h, h]`, a few at a time, without gradients.
  ///
  /// \return `[B, N, 3, S, S]`, values about [-1, 1].
  at::Tensor decode_views(const at::Tensor& latents, std::int64_t views_per_batch = 4);

  /// Sets the observer that is called whenever a part of the networks has been used (see PartObserver).
  void observe_parts(const PartObserver& observer);

  const MultiviewDiffusionOptions& options() const { return options_; }
  const NoiseSchedule& schedule() const { return schedule_; }

  std::shared_ptr<Sequence> time_embed;
  std::shared_ptr<AutoencoderKL> first_stage_model;
  std::shared_ptr<ClipImageEncoder> clip_image_encoder;
  std::shared_ptr<Linear> cc_projection;
  std::shared_ptr<SpatialVolume> spatial_volume;
  std::shared_ptr<MultiviewUNet> model;
  std::shared_ptr<LiftedVolumeNet> lifted_volume;  ///< null unless enabled
  std::shared_ptr<ElevationNet> elevation_net;     ///< null unless enabled

 private:
  void register_buffers();
  void used(const torch::nn::Module& part) const;
  at::Tensor join_channels(const NoisyViews& views) const;
  at::Tensor complete_prediction(const at::Tensor& output, const at::Tensor& x, const at::Tensor& concatenated,
                                 const at::Tensor& timesteps) const;

  MultiviewDiffusionOptions options_;
  PartObserver on_part_used_;
  NoiseSchedule schedule_;  // shares its tensors with the buffers
  at::Tensor poses_, intrinsics_, azimuth_;
};

}  // namespace syncdreamer
