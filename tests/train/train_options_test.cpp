#include "train/train_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/options.h"
#include "tests/support/refusal.h"
#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(TrainOptions, with_which_no_training_can_be_are_refused_by_name) {
  EXPECT_NO_THROW(TrainOptions().check_ranges());
  const auto expect_refused = [](const char* message, auto change) {
    TrainOptions options;
    change(options);
    EXPECT_THAT([&] { options.check_ranges(); }, ThrowsMessage<InputError>(HasSubstr(message)));
  };
  expect_refused("output: found no name", [](auto& o) { o.output = ""; });
  expect_refused("data: found a folder without a name", [](auto& o) { o.data = {"data", ""}; });
  expect_refused("batch_size: found 0, expected 1 or more", [](auto& o) { o.batch_size = 0; });
  expect_refused("accumulate_steps: found -1", [](auto& o) { o.accumulate_steps = -1; });
  expect_refused("log_steps: found 0", [](auto& o) { o.log_steps = 0; });
  expect_refused("validate_steps: found 0", [](auto& o) { o.validate_steps = 0; });
  expect_refused("noise_draws: found 0", [](auto& o) { o.noise_draws = 0; });
  expect_refused("views_per_object: found 17, expected 1 to 16", [](auto& o) { o.views_per_object = 17; });
  expect_refused("condition_dropping: found 0.3", [](auto& o) { o.condition_dropping = 0.3; });
  expect_refused("independent_steps: found 2", [](auto& o) { o.independent_steps = 2; });
  expect_refused("average_decay: found 1", [](auto& o) { o.average_decay = 1; });
  expect_refused("max_gradient_norm: found -1, expected 0 or more", [](auto& o) { o.max_gradient_norm = -1; });
  expect_refused("num_timesteps: found 900, expected more than 980",
                 [](auto& o) { o.model.schedule.num_timesteps = 900; });
  expect_refused("random_cameras: found 2", [](auto& o) { o.random_cameras = 2; });
  expect_refused("batch_size: found 8, expected 1, since random_cameras", [](auto& o) {
    o.stage = TrainStage::synchronized;
    o.random_cameras = 0.5;
  });
  expect_refused("threads: found -5", [](auto& o) { o.threads = -5; });
  expect_refused("learning_rate.peak: found -1", [](auto& o) { o.learning_rate.peak = -1; });
  expect_refused("optimizer.momentum: found 7", [](auto& o) { o.optimizer.momentum = 7; });
  expect_refused("num_steps: found 0, expected 1 or more", [](auto& o) { o.num_steps = 0; });
  expect_refused("optimizer.beta1: found 1, expected 0 to less than 1", [](auto& o) { o.optimizer.adamw.beta1 = 1; });
  expect_refused("optimizer.eps: found 0", [](auto& o) { o.optimizer.adamw.eps = 0; });
  expect_refused("optimizer.eps: found 1e-60", [](auto& o) { o.optimizer.adamw.eps = 1e-60; });
  expect_refused("optimizer.weight_decay: found -1", [](auto& o) { o.optimizer.adamw.weight_decay = -1; });
  expect_refused("learning_rate.final_fraction: found -1", [](auto& o) { o.learning_rate.final_fraction = -1; });
  expect_refused("learning_rate_scales.volumes: found -1", [](auto& o) { o.learning_rate_scales.volumes = -1; });
  expect_refused("model.num_views: found 8, expected 16", [](auto& o) { o.model.num_views = 8; });
  expect_refused("model.view_elevation_deg: found 20, expected 30", [](auto& o) { o.model.view_elevation_deg = 20; });
  expect_refused("model.image_size: found 1000000", [](auto& o) { o.model.image_size = 1000000; });
  expect_refused("image_size", [](auto& o) { o.model.image_size = 0; });
  expect_refused("model.image_size: found 8, expected 11 or more", [](auto& o) {
    o = tiny_train_options("geometry");
    o.model.image_size = o.model.lifted_volume.image_size = 8;
  });
}

TEST(TrainOptions, of_a_stage_whose_network_is_switched_off_are_refused) {
  const auto refusal = [](const char* stage, auto change) {
    TrainOptions options = tiny_train_options(stage);
    EXPECT_NO_THROW(options.check_ranges()) << stage;
    change(options);
    return refusal_of([&] { options.check_ranges(); });
  };
  EXPECT_THAT(refusal("synchronized", [](auto& o) { o.model.synchronized = false; }),
              HasSubstr("model.synchronized: found false, expected true"));
  EXPECT_THAT(refusal("elevation", [](auto& o) { o.model.elevation_net.enabled = false; }),
              HasSubstr("model.elevation_net.enabled: found false, expected true"));
  EXPECT_THAT(refusal("geometry", [](auto& o) { o.model.lifted_volume.enabled = false; }),
              HasSubstr("model.lifted_volume.enabled: found false, expected true"));
}

TEST(TrainOptions, with_which_nothing_would_learn_are_refused) {
  const auto refusal = [](const char* stage, double independent_steps, const LearningRateScales& scales) {
    TrainOptions options = tiny_train_options(stage);
    options.independent_steps = independent_steps;
    options.learning_rate_scales = scales;
    return refusal_of([&] { options.check_ranges(); });
  };
  EXPECT_THAT(refusal("backbone", 0, {.backbone = 0, .image_encoder = 0}),
              HasSubstr("expected the synchronized stage"));
  EXPECT_THAT(refusal("synchronized", 0.1, {.backbone = 0, .image_encoder = 0}),
              HasSubstr("expected independent_steps 0"));
  EXPECT_THAT(refusal("synchronized", 0, {.backbone = 0, .image_encoder = 0, .depth_attention = 0, .volumes = 0}),
              HasSubstr("nothing would learn"));
  TrainOptions paper = tiny_train_options("synchronized");
  paper.independent_steps = 0;
  paper.learning_rate_scales = {.backbone = 0, .image_encoder = 0, .depth_attention = 1, .volumes = 10};
  paper.average_decay = paper.max_gradient_norm = 0;
  EXPECT_NO_THROW(paper.check_ranges());
}

TEST(TrainOptions, name_the_stages_where_one_is_unknown) {
  EXPECT_THAT(
      [] {
        options_from_json<TrainOptions>({{"stage", "geometri"}}, "train.json");
      },
      ThrowsMessage<InputError>(HasSubstr("train.json: stage: found 'geometri', expected one of autoencoder, "
                                          "geometry, elevation, backbone, synchronized")));
}

}  // namespace
}  // namespace syncdreamer
