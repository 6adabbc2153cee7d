#include "train/train_options.h"

#include <algorithm>
#include <string>

#include "core/cores.h"
#include "core/option_range.h"
#include "dataset/multiview_dataset.h"
#include "train/structural_similarity.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kLargestImage = 4096;
constexpr double kMaxLearningRate = 1000;

template <class Number>
void require_positive(const char* key, Number value) {
  require_option(value >= 1, key, value, "1 or more");
}

template <class Number>
void require_not_negative(const char* key, Number value) {
  require_option(value >= 0, key, value, "0 or more");
}

void require_decay(const char* key, double value) {
  require_option(value >= 0 && value < 1, key, value, "0 to less than 1");
}

void check_learning(const LearningRateOptions& rate, const LearningRateScales& scales,
                    const OptimizerOptions& optimizer) {
  require_option(rate.peak > 0 && rate.peak <= kMaxLearningRate, "learning_rate.peak", rate.peak,
                 "more than 0, at most " + number_text(kMaxLearningRate));
  require_not_negative("learning_rate.warmup_steps", rate.warmup_steps);
  require_range("learning_rate.final_fraction", rate.final_fraction, 0, 1);
  require_not_negative("learning_rate_scales.backbone", scales.backbone);
  require_not_negative("learning_rate_scales.image_encoder", scales.image_encoder);
  require_not_negative("learning_rate_scales.depth_attention", scales.depth_attention);
  require_not_negative("learning_rate_scales.volumes", scales.volumes);
  require_decay("optimizer.momentum", optimizer.momentum);
  require_decay("optimizer.beta1", optimizer.adamw.beta1);
  require_decay("optimizer.beta2", optimizer.adamw.beta2);
  require_range("optimizer.eps", optimizer.adamw.eps, 1e-30, 1);  // less is 0 in single precision
  require_not_negative("optimizer.weight_decay", optimizer.adamw.weight_decay);
}

void check_diffusion(const TrainOptions& options) {
  const bool synchronized = options.stage == TrainStage::synchronized;
  require_option(options.random_cameras == 0 || options.batch_size == 1, "batch_size", options.batch_size,
                 "1, since random_cameras gives each object cameras of its own; accumulate_steps makes steps larger");
  if (synchronized && !options.model.synchronized)
    throw InputError("model.synchronized: found false, expected true in the stage synchronized");
  options.model.check_conditions();
  const LearningRateScales& scales = options.learning_rate_scales;
  if (scales.backbone > 0 || scales.image_encoder > 0) return;
  if (!synchronized || options.independent_steps > 0) {
    throw InputError("learning_rate_scales: the backbone is frozen, so views on their own have nothing to learn; " +
                     std::string(synchronized ? "expected independent_steps 0" : "expected the synchronized stage"));
  }
  if (scales.depth_attention <= 0 && scales.volumes <= 0)
    throw InputError("learning_rate_scales: all are 0, so nothing would learn");
}

/// What a stage alone asks for.
void check_stage(const TrainOptions& options) {
  switch (options.stage) {
    case TrainStage::autoencoder:
      return;
    case TrainStage::geometry:
      if (!options.model.lifted_volume.enabled)
        throw InputError("model.lifted_volume.enabled: found false, expected true in the stage geometry");
      require_option(options.model.image_size >= kSimilarityWindow, "model.image_size", options.model.image_size,
                     std::to_string(kSimilarityWindow) + " or more, the window of SSIM, in the stage geometry");
      return;
    case TrainStage::elevation:
      if (!options.model.elevation_net.enabled)
        throw InputError("model.elevation_net.enabled: found false, expected true in the stage elevation");
      return;
    case TrainStage::backbone:
    case TrainStage::synchronized:
      check_diffusion(options);
      return;
  }
}

/// What no training of the program's data can have otherwise.
void check_model(const MultiviewDiffusionOptions& model) {
  require_option(
      model.num_views == MultiviewDataset::kNumViews, "model.num_views", model.num_views,
      std::to_string(MultiviewDataset::kNumViews) + ": training takes objects seen in 16 pictures on a ring");
  require_option(MultiviewDataset::is_ring(viewpoint_ring(MultiviewDataset::kNumViews, model.view_elevation_deg)),
                 "model.view_elevation_deg", model.view_elevation_deg, "30, that of the training pictures");
  require_option(model.schedule.num_timesteps > kProbedTimesteps.back(), "model.schedule.num_timesteps",
                 model.schedule.num_timesteps,
                 "more than " + std::to_string(kProbedTimesteps.back()) + ", at which validations look");
  require_option(model.image_size <= kLargestImage, "model.image_size", model.image_size,
                 "at most " + std::to_string(kLargestImage));
  model.check_consistency();
}

}  // namespace

void TrainOptions::check_ranges() const {
  if (output.empty()) throw InputError("output: found no name, expected a folder");
  if (std::ranges::find(data, std::string()) != data.end())
    throw InputError("data: found a folder without a name, expected folders of rendered objects");
  require_positive("num_steps", num_steps);
  require_positive("batch_size", batch_size);
  require_positive("accumulate_steps", accumulate_steps);
  require_positive("noise_draws", noise_draws);
  require_positive("log_steps", log_steps);
  require_positive("validate_steps", validate_steps);
  require_range("views_per_object", views_per_object, 1, MultiviewDataset::kNumViews);
  require_range("condition_dropping", condition_dropping, 0, 0.25, ", for each of four cases");
  require_range("independent_steps", independent_steps, 0, 1);
  require_not_negative("structure_weight", structure_weight);
  require_range("random_cameras", random_cameras, 0, 1);
  if (precision == Precision::fp16) {
    throw InputError("precision: found fp16, in which small gradients vanish, expected fp32 or bf16");
  }
  require_range("threads", threads, 0, kMaxThreads);
  require_not_negative("data_memory_gb", data_memory_gb);
  check_learning(learning_rate, learning_rate_scales, optimizer);
  require_decay("average_decay", average_decay);
  require_not_negative("max_gradient_norm", max_gradient_norm);
  require_not_negative("checkpoint_minutes", checkpoint_minutes);
  check_model(model);
  check_stage(*this);
}

}  // namespace syncdreamer
