#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>

#include "core/error.h"
#include "dataset/view_folder.h"
#include "tests/support/pretend_device.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/stage_fixture.h"
#include "train/optimizer.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

class ElevationStage : public StageTest {
 protected:
  ElevationStage() : StageTest("elevation") {}

  /// Red pictures from 35 degrees, blue ones from -5.
  static MultiviewBatch red_and_blue() {
    MultiviewBatch batch = plain_batch(2, 1, {1, 0, 0, 1});
    batch.inputs[1][0].zero_();
    batch.inputs[1][2].fill_(1);
    batch.input_elevation = at::tensor({radians(35), radians(-5)}, at::kFloat);
    return batch;
  }
};

TEST_F(ElevationStage, a_model_without_the_network_is_a_mistake_of_the_caller) {
  MultiviewDiffusion plain(smallest_plain_model_options());
  EXPECT_THROW(make_elevation_stage(options_, plain), std::logic_error);
}

TEST_F(ElevationStage, learns_the_network_of_elevations_and_nothing_else) {
  stage_->loss(noise_batch(2, 1), generator_, figures_).backward();
  for (const auto& item : model_.named_parameters()) {
    EXPECT_EQ(item.value().grad().defined(), item.key().starts_with("elevation_net.")) << item.key();
  }
  ASSERT_EQ(stage_->parameter_groups().size(), 1U);
  EXPECT_EQ(stage_->parameter_groups()[0].parameters.size(), model_.elevation_net->parameters().size());
}

TEST_F(ElevationStage, a_network_that_finds_all_elevations_alike_has_the_logarithm_of_their_number_as_loss) {
  const at::NoGradGuard no_grad;
  model_.elevation_net->out->weight.zero_();
  model_.elevation_net->out->bias.zero_();
  EXPECT_NEAR(loss(red_and_blue()), std::log(25), 1e-5);
  ASSERT_EQ(figures_.size(), 1U);
  EXPECT_EQ(figures_[0].first, "error_deg");
  EXPECT_NEAR(figures_[0].second, 20, 1e-3) << "15 for 35 and -5";
  const Figures held_out = stage_->validate(red_and_blue(), generator_);
  EXPECT_NEAR(held_out[0].second, 20, 1e-3);
  EXPECT_NEAR(held_out[1].second, 2.5 * std::sqrt((25 * 25 - 1) / 12.0), 1e-2);
}

TEST_F(ElevationStage, tells_pictures_from_above_from_those_from_below_once_it_has_learned_to) {
  Optimizer optimizer(stage_->parameter_groups(), {});
  for (int step = 0; step < 60; ++step) {
    optimizer.zero_grad();
    stage_->loss(red_and_blue(), generator_, figures_).backward();
    optimizer.step(0.02);
  }
  EXPECT_LT(stage_->validate(red_and_blue(), generator_)[0].second, 2);
}

TEST_F(ElevationStage, objects_seen_from_beyond_what_it_tells_apart_are_refused) {
  const TemporaryFolder folder;
  write_squares(folder.path(), 2);
  const ViewFolder views(folder.path());
  const auto check = [&](double elevation_deg) {
    ViewSeries set = views.read("square-0", ViewKind::input);
    for (PosedView& view : set.views) {
      view.viewpoint.elevation = radians(elevation_deg);
      view.camera = camera_at(view.viewpoint, view.camera.width);
    }
    views.write("square-0", ViewKind::input, set);
    stage_->check_data(MultiviewDataset::load({folder.path()}, Split::training, 16));
  };
  EXPECT_NO_THROW(check(-15));
  EXPECT_THAT(refusal_of([&] { check(52.1); }),
              testing::HasSubstr("found a picture of square-0 from 52.1 degrees, expected -15 to 45"));
}

TEST_F(ElevationStage, alone_takes_pictures_from_any_distance) {
  const TemporaryFolder folder;
  write_squares(folder.path(), 2);
  const ViewFolder views(folder.path());
  ViewSeries set = views.read("square-0", ViewKind::input);
  for (PosedView& view : set.views) {
    view.viewpoint.distance = 30;
    view.camera = zoomed_camera_at(view.viewpoint, view.camera.width);
  }
  views.write("square-0", ViewKind::input, set);
  for (const std::uint64_t bytes_held : {1 << 30, 0}) {
    const auto data = MultiviewDataset::load({folder.path()}, Split::training, 16, bytes_held);
    EXPECT_NO_THROW(stage_->check_data(data));
    const auto other = make_autoencoder_stage(options_, model_);
    EXPECT_THAT(refusal_of([&] { other->check_data(data); }),
                testing::HasSubstr("found an input picture of square-0 from a distance of 30 object units"));
  }
}

TEST_F(ElevationStage, on_another_device_losses_and_estimates_are_the_same) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const double expected_loss = loss(red_and_blue());
  const Figures expected = stage_->validate(red_and_blue(), generator_);
  generator_.set_current_seed(1);  // the same jitter
  model_.place(pretend_device());
  const MultiviewBatch there = red_and_blue().to(pretend_device());
  EXPECT_NEAR(loss(there), expected_loss, 1e-4);
  const Figures found = stage_->validate(there, generator_);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i].second, expected[i].second, 1e-2);
}

TEST_F(ElevationStage, frames_are_jittered_where_pictures_are_augmented) {
  MultiviewBatch batch = red_and_blue();
  batch.inputs.slice(3, 0, 4).zero_();  // whose border a shift moves
  TrainOptions options = options_;
  for (const bool augment : {false, true}) {
    options.augment = augment;
    const auto stage = make_elevation_stage(options, model_);
    const auto loss = [&] { return stage->loss(batch, generator_, figures_).item<double>(); };
    EXPECT_EQ(loss() != loss(), augment);
  }
}

TEST_F(ElevationStage, shows_what_the_network_sees) {
  const Image sheet = stage_->sample_sheet(red_and_blue(), generator_);
  EXPECT_GT(sheet.width, 2 * 64);
  EXPECT_GT(sheet.height, 64);
  int num_red = 0, num_blue = 0;
  for (std::size_t i = 0; i < sheet.pixels.size(); i += 3) {
    num_red += sheet.pixels[i] > sheet.pixels[i + 2] + 100;
    num_blue += sheet.pixels[i + 2] > sheet.pixels[i] + 100;
  }
  EXPECT_GT(num_red, 500);
  EXPECT_GT(num_blue, 500);
}

}  // namespace
}  // namespace syncdreamer
