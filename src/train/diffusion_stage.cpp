#include <ATen/ATen.h>

#include <array>

#include "model/lifted_condition.h"
#include "model/viewpoint_embedding.h"
#include "train/picture_sheet.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

constexpr std::array<int64_t, 3> kProbedTimesteps{400, 800, 980};

/// Share of synchronized steps that denoise each view on its own, so that the network can do without the volume.
constexpr double kIndependentSteps = 0.1;

/// Share of objects that go without drafts in steps that denoise each view on its own.
constexpr double kDraftDropping = 0.3;

/// Learns to denoise target views: each on its own (backbone, as Zero123), or all 16 through the shared volume
/// (synchronized). The autoencoder and the lifted volume are frozen.
class DiffusionStage : public Stage {
 public:
  DiffusionStage(const TrainOptions& options, MultiviewDiffusion& model)
      : options_(options), model_(model), synchronized_(options.stage == "synchronized") {
    for (at::Tensor& parameter : model.first_stage_model->parameters()) parameter.set_requires_grad(false);
    if (model.lifted_volume) {
      for (at::Tensor& parameter : model.lifted_volume->parameters()) parameter.set_requires_grad(false);
    }
    views_ = model.target_views(model.ring_cameras());
  }

  std::vector<ParameterGroup> parameter_groups() override {
    std::vector<ParameterGroup> groups{parameter_group(*model_.cc_projection, "cc_projection."),
                                       parameter_group(*model_.clip_image_encoder, "clip_image_encoder."),
                                       parameter_group(*model_.model, "model.")};
    if (synchronized_) {
      groups.push_back(parameter_group(*model_.time_embed, "time_embed."));
      groups.push_back(parameter_group(*model_.spatial_volume, "spatial_volume."));
    }
    return groups;
  }

  std::vector<std::string> learned_parts() const override {
    return {"cc_projection", "clip_image_encoder", "model", "time_embed", "spatial_volume"};
  }

  BatchOptions batch_options() const override {
    return {options_.batch_size, synchronized_ ? MultiviewDataset::kNumViews : options_.views_per_object};
  }

  at::Tensor loss(const MultiviewBatch& batch, at::Generator& generator, Figures&) override {
    const int64_t num_objects = batch.inputs.size(0), num_views = batch.targets.size(1);
    const at::Tensor latents = encode(batch.targets);
    const at::Tensor timesteps = at::randint(0, model_.schedule().num_timesteps(), {num_objects}, generator, at::kLong);
    const at::Tensor noise = at::randn(latents.sizes(), generator, latents.options());
    const at::Tensor uniform = at::rand({3, num_objects}, generator, latents.options());
    MultiviewTrainingBatch sample{
        latents, condition_of(batch),  timesteps,
        noise,   batch.target_indices, drop_conditions(uniform[0], options_.condition_dropping)};
    const at::Tensor order = at::rand({num_objects, num_views}, generator, latents.options()).argsort(1, false);
    if (synchronized_ && uniform[1][0].item<double>() >= kIndependentSteps) {
      sample.target_indices = order.slice(1, 0, options_.views_per_object).contiguous();
      return model_.training_loss(sample);
    }
    at::Tensor& drafts = sample.condition.drafts;
    if (drafts.defined()) drafts = zero_where(drafts, uniform[2] < kDraftDropping);
    return independent_loss(batch, sample);
  }

  /// Error of the clean picture that one step from a noise level predicts: far steadier than that of samples.
  Figures validate(const MultiviewBatch& batch, at::Generator& generator) override {
    Figures figures;
    const at::Tensor truth = batch.targets.slice(2, 0, 3);
    for (const int64_t timestep : kProbedTimesteps) {
      const at::Tensor pictures = one_step(batch, timestep, generator);
      figures.emplace_back("psnr_t" + std::to_string(timestep),
                           mean_psnr((pictures.flatten(0, 1).clamp(-1, 1) + 1) / 2, truth.flatten(0, 1)));
    }
    return figures;
  }

  Image sample_sheet(const MultiviewBatch& batch, at::Generator& generator) override {
    std::vector<at::Tensor> rows{batch.targets.slice(2, 0, 3) * 2 - 1};
    for (const int64_t timestep : kProbedTimesteps) rows.push_back(one_step(batch, timestep, generator));
    const at::Tensor input = (batch.inputs.slice(1, 0, 3) * 2 - 1).unsqueeze(1);
    std::vector<at::Tensor> with_input;
    for (const at::Tensor& row : rows) with_input.push_back(at::cat({input, row}, 1));
    return picture_sheet(at::stack(with_input, 1).flatten(0, 1));
  }

 private:
  /// `[B, K, 4, S, S]` in [0, 1] to scaled latents.
  at::Tensor encode(const at::Tensor& pictures) { return encode_pictures(model_, pictures.slice(2, 0, 3) * 2 - 1); }

  /// Conditions of the views that a batch holds; of all views in order if it holds all.
  MultiviewCondition condition_of(const MultiviewBatch& batch) {
    const at::Tensor pictures = batch.inputs.slice(1, 0, 3) * 2 - 1;
    InputCondition input{model_.clip_image_encoder->forward(pictures),
                         encode_pictures(model_, pictures.unsqueeze(1)).squeeze(1), batch.input_elevation};
    if (!model_.lifted_volume) return model_.condition(input, views_);
    const at::NoGradGuard no_grad;
    const LiftedVolume volume = model_.lifted_volume->forward(batch.inputs, batch.input_elevation);
    const at::Tensor poses = views_.cameras.cam_from_world.index({batch.target_indices});
    const at::Tensor drafts = model_.lifted_volume->render(volume, poses, static_cast<int>(batch.inputs.size(-1)));
    return model_.condition(input, views_, spatial_features(model_, volume), encode_drafts(model_, drafts));
  }

  /// Mean squared error of views that are denoised each on its own.
  at::Tensor independent_loss(const MultiviewBatch& batch, const MultiviewTrainingBatch& sample) {
    const at::Tensor x = add_noise(model_.schedule(), sample.latents, sample.timesteps, sample.noise);
    const at::Tensor viewpoints = viewpoint_embedding(batch.input_elevation, views_.cameras);
    const at::Tensor rows = at::arange(x.size(0)).unsqueeze(1);
    const MultiviewCondition& condition = sample.condition;
    NoisyViews views{
        x,
        sample.timesteps,
        model_.view_context(condition.input.clip_embedding, viewpoints.index({rows, batch.target_indices})),
        condition.input.input_latent,
        condition.drafts,
        {}};
    views.context = zero_where(views.context, sample.drop->context);
    views.input_latent = zero_where(views.input_latent, sample.drop->input_latent);
    const at::Tensor target =
        prediction_target(model_.schedule(), options_.model.prediction, sample.latents, sample.timesteps, sample.noise);
    return at::mse_loss(model_.predict_views(views), target);
  }

  at::Tensor one_step(const MultiviewBatch& batch, int64_t timestep, at::Generator& generator) {
    const MultiviewCondition condition = condition_of(batch);
    const at::Tensor latents = encode(batch.targets);
    const at::Tensor timesteps = at::full({latents.size(0)}, timestep, at::kLong);
    const at::Tensor noise = at::randn(latents.sizes(), generator, latents.options());
    const at::Tensor x = add_noise(model_.schedule(), latents, timesteps, noise);
    const at::Tensor output = model_.denoise_all_views(
        x, timesteps, condition, {.guidance = 1, .views_per_batch = 4, .independent = !synchronized_});
    return model_.decode_views(clean_from_output(model_.schedule(), options_.model.prediction, output, x, timesteps),
                               16);
  }

  const TrainOptions& options_;
  MultiviewDiffusion& model_;
  bool synchronized_;
  TargetViews views_;
};

}  // namespace

std::unique_ptr<Stage> make_diffusion_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<DiffusionStage>(options, model);
}

}  // namespace syncdreamer
