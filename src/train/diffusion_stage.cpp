#include <ATen/ATen.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "core/error.h"
#include "model/checkpoint_names.h"
#include "model/lifted_condition.h"
#include "model/view_cameras.h"
#include "train/picture_sheet.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

/// Share of samples that go without drafts in steps that denoise each view on its own.
constexpr double kDraftDropping = 0.3;

/// Learns to denoise target views: each on its own (backbone, as Zero123), or all 16 through the shared volume
/// (synchronized). All other parts are frozen, and what the options freeze.
class DiffusionStage : public Stage {
 public:
  DiffusionStage(const TrainOptions& options, MultiviewDiffusion& model)
      : options_(options), model_(model), synchronized_(options.stage == TrainStage::synchronized) {
    for (at::Tensor& parameter : model.parameters()) parameter.set_requires_grad(false);
    for (const NamedTensor& entry : parameters_of(parameter_groups())) entry.tensor.set_requires_grad(true);
    model.model->diffusion_model->checkpoints_activations = options.activation_checkpointing;
    model.spatial_volume->frustum_volume_feats->checkpoints_activations = options.activation_checkpointing;
    ring_ = model.target_views(model.ring_cameras());
    const LearningRateScales& scales = options.learning_rate_scales;
    if (synchronized_ && (scales.volumes > 0) != (scales.depth_attention > 0) && !has_trained_depth_attention())
      throw InputError(std::string("learning_rate_scales.") + (scales.volumes > 0 ? "depth_attention" : "volumes") +
                       ": found 0, but no file of initialize_from holds trained depth attention, through which alone "
                       "the volumes learn");
  }

  std::vector<ParameterGroup> parameter_groups() final {
    const LearningRateScales& scales = options_.learning_rate_scales;
    ParameterGroup backbone = parameter_group(*model_.cc_projection, "cc_projection.", scales.backbone);
    ParameterGroup depth_attention{scales.depth_attention, {}};
    for (const NamedTensor& entry : parameter_group(*model_.model, "model.").parameters) {
      (is_depth_attention(entry.name) ? depth_attention : backbone).parameters.push_back(entry);
    }
    // In the order of their use: gradients come, and are exchanged, from the last to the first.
    std::vector<ParameterGroup> groups;
    if (synchronized_) {
      groups.push_back(parameter_group(*model_.time_embed, "time_embed.", scales.volumes));
      groups.push_back(parameter_group(*model_.spatial_volume, "spatial_volume.", scales.volumes));
    }
    groups.push_back(parameter_group(*model_.clip_image_encoder, "clip_image_encoder.", scales.image_encoder));
    groups.push_back(backbone);
    if (synchronized_) groups.push_back(depth_attention);
    std::erase_if(groups, [](const ParameterGroup& group) { return group.learning_rate_scale <= 0; });
    return groups;
  }

  std::set<std::string> written_parts() const override {
    return {"cc_projection", "clip_image_encoder", "model", "time_embed", "spatial_volume"};
  }

  std::set<std::string> needed_parts() const override {
    std::set<std::string> parts{"first_stage_model"};
    const auto add_if = [&](bool is_needed, std::initializer_list<const char*> names) {
      if (is_needed) parts.insert(names.begin(), names.end());
    };
    const LearningRateScales& scales = options_.learning_rate_scales;
    add_if(options_.model.lifted_volume.enabled, {"lifted_volume"});
    add_if(scales.image_encoder <= 0, {"clip_image_encoder"});
    add_if(scales.backbone <= 0, {"model", "cc_projection"});
    add_if(synchronized_ && scales.volumes <= 0, {"time_embed", "spatial_volume"});
    return parts;
  }

  BatchOptions batch_options() const override {
    return {.num_targets = synchronized_ ? MultiviewDataset::kNumViews : options_.views_per_object};
  }

  at::Tensor loss(const MultiviewBatch& batch, at::Generator& generator, Figures&) override {
    const Targets targets = choose_targets(batch, generator);
    MultiviewTrainingBatch sample = conditions_and_latents(batch, targets);
    const std::int64_t samples = sample.latents.size(0);
    const at::Tensor uniform = at::rand({2, samples}, generator, at::kFloat).to(model_.device());
    if (options_.condition_dropping > 0) sample.drop = drop_conditions(uniform[0], options_.condition_dropping);
    sample.timesteps =
        at::randint(0, model_.schedule().num_timesteps(), {samples}, generator, at::kLong).to(model_.device());
    sample.noise = normal_noise(sample.latents, generator);
    at::Tensor& drafts = sample.condition.drafts;
    if (!targets.shared && drafts.defined()) drafts = zero_where(drafts, uniform[1] < kDraftDropping);
    return model_.training_loss(sample);
  }

  /// Error of the clean picture that one step from a noise level predicts: far steadier than that of samples.
  Figures validate(const MultiviewBatch& batch, at::Generator& generator) override {
    Figures figures;
    const at::Tensor truth = batch.targets.slice(2, 0, 3);
    const Probe probe = probe_of(batch);
    for (const std::int64_t timestep : kProbedTimesteps) {
      const at::Tensor pictures = one_step(probe, timestep, generator);
      figures.emplace_back("psnr_t" + std::to_string(timestep),
                           mean_psnr((pictures.flatten(0, 1).clamp(-1, 1) + 1) / 2, truth.flatten(0, 1)));
    }
    return figures;
  }

  Image sample_sheet(const MultiviewBatch& batch, at::Generator& generator) override {
    std::vector<at::Tensor> rows{batch.targets.slice(2, 0, 3) * 2 - 1};
    const Probe probe = probe_of(batch);
    for (const std::int64_t timestep : kProbedTimesteps) rows.push_back(one_step(probe, timestep, generator));
    const at::Tensor input = (batch.inputs.slice(1, 0, 3) * 2 - 1).unsqueeze(1);
    std::vector<at::Tensor> with_input;
    for (const at::Tensor& row : rows) with_input.push_back(at::cat({input, row}, 1));
    return picture_sheet(at::stack(with_input, 1).flatten(0, 1));
  }

 private:
  /// Whether depth attention does anything: untrained, its output is multiplied by 0.
  bool has_trained_depth_attention() const {
    const auto entries = parameter_group(*model_.model, "model.", 1).parameters;
    return std::ranges::any_of(entries, [](const NamedTensor& entry) {
      return is_depth_attention(entry.name) && entry.name.ends_with(".proj_out.5.weight") &&
             entry.tensor.detach().any().item<bool>();
    });
  }

  /// `[B, K, 4, S, S]` in [0, 1] to scaled latents.
  at::Tensor encode(const at::Tensor& pictures) { return encode_pictures(model_, pictures.slice(2, 0, 3) * 2 - 1); }

  /// The views that a step denoises.
  struct Targets {
    bool shared;          ///< through a common volume, which takes all views of the ring
    at::Tensor indices;   ///< `[B, K]` of those that the loss compares
    at::Tensor pictures;  ///< `[B, K, 4, S, S]`, of a common volume all of the ring
  };

  Targets choose_targets(const MultiviewBatch& batch, at::Generator& generator) const {
    if (!synchronized_) return {false, batch.target_indices, batch.targets};
    const bool shared = at::rand({1}, generator, at::kFloat).item<double>() >= options_.independent_steps;
    const at::Tensor order =
        at::rand({batch.targets.size(0), batch.targets.size(1)}, generator, at::kFloat).argsort(1, false);
    const at::Tensor indices = order.slice(1, 0, options_.views_per_object).contiguous().to(model_.device());
    return {shared, indices, shared ? batch.targets : pick_views(batch.targets, indices)};
  }

  /// What is known of a step's samples before noise is drawn. What an object costs before its views are denoised is
  /// paid once for all of its `noise_draws`.
  MultiviewTrainingBatch conditions_and_latents(const MultiviewBatch& batch, const Targets& targets) {
    const std::int64_t draws = options_.noise_draws;
    return {.latents = encode(targets.pictures).repeat_interleave(draws, 0),
            .condition = condition_of(batch, views_of(batch), targets.indices, draws),
            .timesteps = {},
            .noise = {},
            .target_indices = targets.indices.repeat_interleave(draws, 0),
            .independent = !targets.shared,
            .drop = {}};
  }

  /// The ring, or with random cameras that of one object with the elevations of its targets.
  TargetViews views_of(const MultiviewBatch& batch) const {
    if (options_.random_cameras == 0) return ring_;
    std::vector<Viewpoint> viewpoints = viewpoint_ring(MultiviewDataset::kNumViews, options_.model.view_elevation_deg);
    const at::Tensor indices = batch.target_indices[0].cpu(), elevations = batch.target_elevation[0].cpu();
    for (std::int64_t i = 0; i < indices.size(0); ++i)
      viewpoints[static_cast<std::size_t>(indices[i].item<std::int64_t>())].elevation = elevations[i].item<double>();
    return model_.target_views(view_cameras(viewpoints, options_.model.image_size).to(model_.device()));
  }

  /// Conditions of a batch, with drafts of the views `indices` `[B, K]`, each sample's `draws` times.
  MultiviewCondition condition_of(const MultiviewBatch& batch, const TargetViews& views, const at::Tensor& indices,
                                  std::int64_t draws) {
    const auto repeated = [draws](const at::Tensor& x) { return x.repeat_interleave(draws, 0); };
    const at::Tensor pictures = batch.inputs.slice(1, 0, 3) * 2 - 1;
    const InputCondition input{repeated(model_.clip_image_encoder->forward(pictures)),
                               repeated(encode_pictures(model_, pictures.unsqueeze(1)).squeeze(1)),
                               repeated(batch.input_elevation)};
    if (!model_.lifted_volume) return model_.condition(input, views);
    const Lift lifted =
        lift(model_, batch.inputs, batch.input_elevation, views.cameras.cam_from_world.index({indices}));
    return model_.condition(input, views, repeated(lifted.features), repeated(lifted.draft_latents));
  }

  /// What a batch is denoised from, whatever the noise level.
  struct Probe {
    MultiviewCondition condition;
    at::Tensor latents;
  };
  Probe probe_of(const MultiviewBatch& batch) {
    return {condition_of(batch, ring_, batch.target_indices, 1), encode(batch.targets)};
  }

  /// The pictures that one step from a noise level predicts.
  at::Tensor one_step(const Probe& probe, std::int64_t timestep, at::Generator& generator) {
    const at::Tensor timesteps = at::full({probe.latents.size(0)}, timestep, probe.latents.options().dtype(at::kLong));
    const at::Tensor noise = normal_noise(probe.latents, generator);
    const at::Tensor x = add_noise(model_.schedule(), probe.latents, timesteps, noise);
    const at::Tensor output = model_.denoise_all_views(
        x, timesteps, probe.condition, {.guidance = 1, .views_per_batch = 4, .independent = !synchronized_});
    return model_.decode_views(clean_from_output(model_.schedule(), options_.model.prediction, output, x, timesteps),
                               16);
  }

  const TrainOptions& options_;
  MultiviewDiffusion& model_;
  bool synchronized_;
  TargetViews ring_;
};

}  // namespace

std::unique_ptr<Stage> make_diffusion_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<DiffusionStage>(options, model);
}

}  // namespace syncdreamer
