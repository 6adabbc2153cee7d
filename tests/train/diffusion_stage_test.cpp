#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "model/camera_tensors.h"
#include "tests/support/pretend_device.h"
#include "tests/support/refusal.h"
#include "tests/train/small_training.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

/// The stage of one name on a model of its own.
struct Training {
  explicit Training(const std::string& name, int noise_draws = 1) : Training(with_draws(name, noise_draws)) {}

  explicit Training(const TrainOptions& given, at::Device device = at::kCPU) : options(given) {
    initialize(model, 1);
    model.place(device);
    stage = make_diffusion_stage(options, model);
  }

  static TrainOptions with_draws(const std::string& name, int noise_draws) {
    TrainOptions options = tiny_train_options(name);
    options.noise_draws = noise_draws;
    return options;
  }

  MultiviewBatch batch() const { return noise_batch(2, stage->batch_options().num_targets); }

  at::Tensor loss(const MultiviewBatch& batch, std::uint64_t seed = 1) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    Figures figures;
    return stage->loss(batch, generator, figures);
  }

  /// The top-level parts of the model that have a gradient.
  std::set<std::string> parts_with_gradient() const {
    std::set<std::string> parts;
    for (const auto& item : model.named_parameters()) {
      if (item.value().grad().defined()) parts.insert(item.key().substr(0, item.key().find('.')));
    }
    return parts;
  }

  TrainOptions options;
  MultiviewDiffusion model{options.model};
  std::unique_ptr<Stage> stage;
};

/// Of a few steps: views on their own may go without their drafts, but not in all of them.
double lowest_loss(Training& training, const MultiviewBatch& batch) {
  double lowest = 1e9;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    lowest = std::min(lowest, training.loss(batch, seed).item<double>());
  }
  return lowest;
}

/// Layers that start at zero hide what stands before them.
void shake_parameters(MultiviewDiffusion& model) {
  const at::NoGradGuard no_grad;
  at::manual_seed(2);
  for (at::Tensor& parameter : model.parameters()) parameter.add_(0.1 * at::randn_like(parameter));
}

/// Objects whose targets are the drafts that the model makes of them.
MultiviewBatch batch_of_drafts(Training& training, std::int64_t num_objects) {
  MultiviewBatch batch = noise_batch(num_objects, 16);
  LiftedVolumeNet& lifting = *training.model.lifted_volume;
  const at::Tensor ring = training.model.ring_cameras().cam_from_world;
  batch.targets =
      lifting.render(lifting.forward(batch.inputs, batch.input_elevation), ring.expand({num_objects, -1, -1, -1}), 16);
  return batch;
}

class DiffusionStage : public testing::TestWithParam<const char*> {
 protected:
  DiffusionStage() { at::manual_seed(1); }

  at::Generator generator_ = at::detail::createCPUGenerator(1);
};

INSTANTIATE_TEST_SUITE_P(Both, DiffusionStage, testing::Values("backbone", "synchronized"),
                         [](const auto& stage) { return std::string(stage.param); });

TEST_P(DiffusionStage, parts_of_other_stages_are_frozen) {
  Training training(GetParam());
  const MultiviewBatch batch = training.batch();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) training.loss(batch, seed).backward();
  EXPECT_THAT(training.parts_with_gradient(), testing::Not(testing::Contains("first_stage_model")));
  EXPECT_THAT(training.parts_with_gradient(), testing::Not(testing::Contains("lifted_volume")));
  EXPECT_THAT(training.parts_with_gradient(), testing::Contains("model"));
  std::set<std::string> trained;
  for (const NamedTensor& entry : parameters_of(training.stage->parameter_groups())) trained.insert(entry.name);
  for (const auto& item : training.model.named_parameters()) {
    EXPECT_EQ(item.value().requires_grad(), trained.contains(item.key())) << item.key();
    for (const char* part : {"first_stage_model.", "lifted_volume.", "elevation_net."}) {
      EXPECT_FALSE(trained.contains(item.key()) && item.key().starts_with(part)) << item.key();
    }
  }
}

TEST_P(DiffusionStage, the_loss_is_determined_by_the_generator) {
  Training training(GetParam(), 2);
  const MultiviewBatch batch = training.batch();
  const double first = training.loss(batch, 1).item<double>();
  EXPECT_EQ(training.loss(batch, 1).item<double>(), first);
  EXPECT_NE(training.loss(batch, 2).item<double>(), first);
}

TEST_P(DiffusionStage, a_network_that_predicts_nothing_is_off_by_the_share_of_noise) {
  // Before training the network's output is 0. Where latents are 0 too, the target is sqrt(a) times the noise: its
  // square is a on average, over noise levels the mean of alphas_cumprod.
  Training training(GetParam(), 48);
  {
    const at::NoGradGuard no_grad;
    for (at::Tensor& parameter : training.model.first_stage_model->parameters()) parameter.zero_();
  }
  const at::NoGradGuard no_grad;
  const double expected = training.model.schedule().alphas_cumprod.mean().item<double>();
  EXPECT_NEAR(training.loss(training.batch()).item<double>(), expected, 0.1);
}

TEST_P(DiffusionStage, activation_checkpointing_changes_no_gradient) {
  TrainOptions options = tiny_train_options(GetParam());
  Training plain(options);
  options.activation_checkpointing = true;
  Training checkpointed(options);
  const MultiviewBatch batch = plain.batch();
  for (Training* training : {&plain, &checkpointed}) {
    shake_parameters(training->model);
    training->loss(batch).backward();
  }
  const auto expected = plain.model.named_parameters();
  int num_gradients = 0;
  for (const auto& item : checkpointed.model.named_parameters()) {
    const at::Tensor &gradient = item.value().grad(), &other = expected[item.key()].grad();
    ASSERT_EQ(gradient.defined(), other.defined()) << item.key();
    if (!gradient.defined()) continue;
    // Sums in another order; biases before a norm have no gradient but the rounding.
    const double tolerance = 1e-5 * other.abs().max().item<double>() + 1e-7;
    EXPECT_LE((gradient - other).abs().max().item<double>(), tolerance) << item.key();
    num_gradients += gradient.abs().sum().item<double>() > 0 ? 1 : 0;
  }
  EXPECT_GT(num_gradients, 20);
}

TEST_P(DiffusionStage, targets_that_are_their_own_drafts_leave_nothing_to_predict) {
  TrainOptions options = tiny_train_options(GetParam());
  options.condition_dropping = 0;
  options.model.draft_deviation = 1e-3;  // the untrained network takes the drafts for the truth
  Training training(options);
  const at::NoGradGuard no_grad;
  MultiviewBatch batch = batch_of_drafts(training, 2);
  EXPECT_LT(lowest_loss(training, batch), 1e-5);
  batch.targets = batch.targets.roll(1, 1);
  EXPECT_GT(lowest_loss(training, batch), 1e-4);
}

// The same as above, of an object with random cameras: drafts rendered from these leave nothing to predict, and those
// from elsewhere do.
TEST_P(DiffusionStage, random_cameras_are_those_of_the_targets) {
  TrainOptions options = tiny_train_options(GetParam());
  options.condition_dropping = 0;
  options.model.draft_deviation = 1e-3;
  options.random_cameras = 1;
  Training training(options);
  const at::NoGradGuard no_grad;
  MultiviewBatch batch = noise_batch(1, 16);
  batch.target_elevation = at::linspace(-0.2, 0.7, 16).unsqueeze(0);
  const at::Tensor azimuth = batch.target_indices.to(at::kFloat) * (2 * M_PI / 16);
  LiftedVolumeNet& lifting = *training.model.lifted_volume;
  batch.targets = lifting.render(lifting.forward(batch.inputs, batch.input_elevation),
                                 camera_poses(azimuth, batch.target_elevation), 16);
  EXPECT_LT(lowest_loss(training, batch), 1e-5);
  batch.target_elevation = batch.target_elevation.flip({1});
  EXPECT_GT(lowest_loss(training, batch), 1e-4);
}

TEST_P(DiffusionStage, views_on_their_own_go_without_drafts_in_three_steps_of_ten) {
  TrainOptions options = tiny_train_options(GetParam());
  options.condition_dropping = 0;
  options.independent_steps = 1;
  options.model.draft_deviation = 1e-3;  // the untrained network takes the drafts for the truth
  Training training(options);
  const at::NoGradGuard no_grad;
  const MultiviewBatch batch = batch_of_drafts(training, 1);
  int num_without = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) num_without += training.loss(batch, seed).item<double>() > 1e-4;
  EXPECT_NEAR(num_without, 0.3 * 200, 15);
}

// The context, the volume, the latents and all three are dropped at one rate each; the backbone has no volume.
TEST_P(DiffusionStage, conditions_are_dropped_at_their_rate) {
  const std::string stage = GetParam();
  TrainOptions options = tiny_train_options(stage);
  options.independent_steps = 0;
  options.condition_dropping = 0;
  Training whole(options);
  options.condition_dropping = 0.25;  // every sample goes without something
  Training dropping(options);
  shake_parameters(whole.model);
  shake_parameters(dropping.model);
  const at::NoGradGuard no_grad;
  const MultiviewBatch batch = noise_batch(1, whole.stage->batch_options().num_targets);
  int num_different = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    num_different += dropping.loss(batch, seed).item<double>() != whole.loss(batch, seed).item<double>();
  if (stage == "backbone") {
    EXPECT_NEAR(num_different, 0.75 * 60, 8);
  } else {
    EXPECT_EQ(num_different, 60);
  }
}

TEST_P(DiffusionStage, validation_measures_one_step_from_three_noise_levels_repeatably) {
  Training training(GetParam());
  const MultiviewBatch batch = noise_batch(1, 16);
  const auto validate = [&] {
    at::Generator generator = at::detail::createCPUGenerator(5);
    return training.stage->validate(batch, generator);
  };
  const Figures figures = validate();
  ASSERT_EQ(figures.size(), 3U);
  EXPECT_EQ(figures[0].first, "psnr_t400");
  EXPECT_EQ(figures[2].first, "psnr_t980");
  for (const auto& [name, value] : figures) EXPECT_TRUE(std::isfinite(value)) << name;
  EXPECT_EQ(validate(), figures);
}

TEST_P(DiffusionStage, sheet_has_the_input_and_all_views_above_one_row_a_noise_level) {
  Training training(GetParam());
  at::Generator generator = at::detail::createCPUGenerator(5);
  const Image sheet = training.stage->sample_sheet(noise_batch(1, 16), generator);
  EXPECT_EQ(sheet.width, 17 * 17 + 1);
  EXPECT_EQ(sheet.height, 4 * 17 + 1);
}

TEST(DiffusionStageOf, backbone_learns_no_volume_and_takes_few_views_of_an_object) {
  at::manual_seed(1);
  Training training("backbone");
  EXPECT_EQ(training.stage->batch_options().num_targets, training.options.views_per_object);
  for (const NamedTensor& entry : parameters_of(training.stage->parameter_groups())) {
    EXPECT_FALSE(entry.name.starts_with("spatial_volume.") || entry.name.starts_with("time_embed.")) << entry.name;
  }
  for (std::uint64_t seed = 1; seed <= 3; ++seed) training.loss(training.batch(), seed).backward();
  EXPECT_THAT(training.parts_with_gradient(), testing::Not(testing::Contains("spatial_volume")));
  EXPECT_THAT(training.parts_with_gradient(), testing::Not(testing::Contains("time_embed")));
}

TEST(DiffusionStageOf, synchronized_trains_parts_at_their_own_rates_and_freezes_those_at_0) {
  at::manual_seed(1);
  TrainOptions options = tiny_train_options("synchronized");
  options.independent_steps = 0;
  options.learning_rate_scales = {.backbone = 0, .image_encoder = 0, .depth_attention = 1, .volumes = 10};
  Training training(options);
  std::set<std::string> trained;
  for (const ParameterGroup& group : training.stage->parameter_groups()) {
    for (const NamedTensor& entry : group.parameters) {
      const bool volume = entry.name.starts_with("spatial_volume.") || entry.name.starts_with("time_embed.");
      EXPECT_EQ(group.learning_rate_scale, volume ? 10 : 1) << entry.name;
      EXPECT_TRUE(volume || entry.name.find("_conditions.") != std::string::npos) << entry.name;
      trained.insert(entry.name);
    }
  }
  training.loss(training.batch()).backward();
  for (const auto& item : training.model.named_parameters()) {
    EXPECT_EQ(item.value().requires_grad(), trained.contains(item.key())) << item.key();
    EXPECT_TRUE(trained.contains(item.key()) || !item.value().grad().defined()) << item.key();
  }
  EXPECT_TRUE(training.model.spatial_volume->parameters().front().grad().defined());
}

TEST(DiffusionStageOf, of_volumes_and_depth_attention_one_is_frozen_only_if_somebody_trained_it) {
  TrainOptions options = tiny_train_options("synchronized");
  options.independent_steps = 0;
  MultiviewDiffusion model(options.model);
  initialize(model, 1);
  const auto refusal = [&](double depth_attention, double volumes) {
    options.learning_rate_scales = {
        .backbone = 1, .image_encoder = 0, .depth_attention = depth_attention, .volumes = volumes};
    return refusal_of([&] { make_stage(options, model); });
  };
  EXPECT_THAT(refusal(0, 10), testing::HasSubstr("learning_rate_scales.depth_attention: found 0, but no file"));
  EXPECT_THAT(refusal(1, 0), testing::HasSubstr("learning_rate_scales.volumes: found 0, but no file"));
  TrainOptions of_means = options;
  of_means.model.unet.depth_attention = false;
  MultiviewDiffusion model_of_means(of_means.model);
  initialize(model_of_means, 1);
  of_means.learning_rate_scales.depth_attention = 0;
  of_means.learning_rate_scales.volumes = 10;
  EXPECT_THAT(refusal_of([&] { make_stage(of_means, model_of_means); }), testing::HasSubstr("found 0, but no file"))
      << "means go through the same layers";
  const at::NoGradGuard no_grad;
  for (const auto& item : model.named_parameters()) {
    if (item.key().ends_with(".proj_out.5.weight")) item.value().add_(0.1);
  }
  EXPECT_EQ(refusal(0, 10), "no error") << "as it is in a file that somebody trained";
  EXPECT_EQ(refusal(1, 0), "no error");
}

TEST(DiffusionStageOf, frozen_parts_are_needed_from_files) {
  const auto needed = [](const char* stage, const LearningRateScales& scales) {
    TrainOptions options = tiny_train_options(stage);
    options.model.lifted_volume.enabled = false;
    options.model.unet.in_channels -= std::exchange(options.model.draft_channels, 0);
    options.model.spatial_volume.extra_channels = 0;
    options.learning_rate_scales = scales;
    return Training{options}.stage->needed_parts();
  };
  using testing::UnorderedElementsAre;
  EXPECT_THAT(needed("synchronized", {}), UnorderedElementsAre("first_stage_model"));
  EXPECT_THAT(needed("synchronized", {.backbone = 0}),
              UnorderedElementsAre("first_stage_model", "model", "cc_projection"));
  EXPECT_THAT(needed("synchronized", {.image_encoder = 0, .depth_attention = 0, .volumes = 0}),
              UnorderedElementsAre("first_stage_model", "clip_image_encoder", "time_embed", "spatial_volume"));
  EXPECT_THAT(needed("backbone", {.volumes = 0}), UnorderedElementsAre("first_stage_model"));
}

TEST(DiffusionStageOf, views_on_their_own_are_as_many_as_synchronized_ones) {
  TrainOptions options = tiny_train_options("synchronized");
  options.views_per_object = 1;
  options.independent_steps = 1;
  Training training(options);
  at::manual_seed(1);
  MultiviewBatch batch = training.batch();
  const double whole = training.loss(batch, 3).item<double>();
  int num_views_that_matter = 0;
  for (std::int64_t k = 0; k < 16; ++k) {
    MultiviewBatch changed = batch;
    changed.targets = batch.targets.clone();
    changed.targets.select(1, k).copy_(1 - batch.targets.select(1, k));
    num_views_that_matter += training.loss(changed, 3).item<double>() != whole ? 1 : 0;
  }
  EXPECT_GE(num_views_that_matter, 1);
  EXPECT_LE(num_views_that_matter, 2) << "one of each object";
}

TEST(DiffusionStageOf, synchronized_learns_the_volumes_too_and_takes_all_views) {
  at::manual_seed(1);
  Training training("synchronized");
  EXPECT_EQ(training.stage->batch_options().num_targets, 16);
  std::set<std::string> parts;
  for (const NamedTensor& entry : parameters_of(training.stage->parameter_groups()))
    parts.insert(entry.name.substr(0, entry.name.find('.')));
  EXPECT_THAT(parts, testing::UnorderedElementsAre("cc_projection", "clip_image_encoder", "model", "time_embed",
                                                   "spatial_volume"));
  // A tenth of the steps go without the volume; one of a few does not.
  for (std::uint64_t seed = 1; seed <= 4; ++seed) training.loss(training.batch(), seed).backward();
  EXPECT_THAT(training.parts_with_gradient(), testing::Contains("spatial_volume"));
  EXPECT_THAT(training.parts_with_gradient(), testing::Contains("time_embed"));
}

TEST_P(DiffusionStage, on_another_device_loss_and_gradients_are_the_same) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  Training here(GetParam());
  TrainOptions options = tiny_train_options(GetParam());
  options.activation_checkpointing = true;
  Training there(options, pretend_device());
  const MultiviewBatch batch = here.batch();
  const at::Tensor expected = here.loss(batch), found = there.loss(batch.to(pretend_device()));
  EXPECT_NEAR(found.item<double>(), expected.item<double>(), 1e-4 * expected.item<double>());
  expected.backward();
  found.backward();
  const auto parameters = there.model.named_parameters();
  for (const auto& item : here.model.named_parameters()) {
    const at::Tensor &gradient = item.value().grad(), &other = parameters[item.key()].grad();
    ASSERT_EQ(other.defined(), gradient.defined()) << item.key();
    if (!gradient.defined()) continue;
    const double scale = gradient.abs().max().item<double>() + 1e-6;
    EXPECT_LT((other.cpu() - gradient).abs().max().item<double>(), 1e-2 * scale) << item.key();
  }
  EXPECT_EQ(there.stage->validate(batch.to(pretend_device()), generator_).size(), 3U);
}

}  // namespace
}  // namespace syncdreamer
