#include "evaluation/view_evaluator.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "geometry/camera.h"
#include "tests/evaluation/evaluation_data.h"
#include "tests/support/model_file.h"
#include "tests/support/pretend_device.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(CompareViews, means_of_the_views_are_those_of_known_differences) {
  const at::Tensor truth = at::full({2, 3, 32, 32}, 0.5f);
  at::Tensor predicted = truth.clone();
  predicted[0] += 0.1;   // 20 dB
  predicted[1] += 0.01;  // 40 dB
  EXPECT_NEAR(compare_views(truth, predicted).psnr, 30, 0.01);
  EXPECT_NEAR(compare_views(truth, predicted[0]).psnr, 20, 0.01) << "one picture for all views";
}

TEST(PicturesOfColors, every_level_comes_back_as_it_was) {
  at::Tensor colors = at::arange(256, at::kFloat) / 255;
  const Image picture = pictures_of_colors(colors.view({1, 1, 16, 16}).expand({1, 3, 16, 16})).at(0);
  for (int level = 0; level < 256; ++level) EXPECT_EQ(picture.at(level % 16, level / 16, 0), level);
}

class ViewEvaluatorTest : public testing::Test {
 protected:
  ViewEvaluatorTest() : set_(folder_.path()), model_(evaluated_model_options()) {
    initialize(model_, 1);
    add_square(set_, "chair", true, "chair.obj", 100);
    options_.sampling.num_steps = 1;
    options_.guidance = 1;
  }

  EvaluatedObject evaluate() {
    return ViewEvaluator(model_, options_, reporter_).evaluate({{&set_, "chair"}, false}).value();
  }

  TemporaryFolder folder_;
  ViewFolder set_;
  MultiviewDiffusion model_;
  EvaluateModelOptions options_;
  Reporter reporter_;
};

TEST_F(ViewEvaluatorTest, elevation_is_that_of_the_camera_unless_it_is_to_be_estimated) {
  const ObjectFigures given = evaluate().figures;
  EXPECT_FALSE(given.elevation_error_deg);
  options_.estimated_elevation = true;
  const ObjectFigures estimated = evaluate().figures;
  ASSERT_TRUE(estimated.elevation_error_deg);
  const PosedObject posed = read_posed_object({&set_, "chair"}, kPictureSize);
  const double mean = model_.elevation_net->estimate(posed.input.unsqueeze(0)).mean.item<double>();
  EXPECT_NEAR(*estimated.elevation_error_deg, degrees(std::abs(mean - posed.input_elevation)), 1e-3);
  EXPECT_GT(*estimated.elevation_error_deg, 1);
  EXPECT_NE(estimated.by_method.at(ViewMethod::draft).psnr, given.by_method.at(ViewMethod::draft).psnr);
}

TEST_F(ViewEvaluatorTest, views_from_farther_away_than_the_model_s_are_refused) {
  ViewSeries targets = set_.read("chair", ViewKind::target);
  targets.views[1].viewpoint.distance = 3;
  targets.views[1].camera = zoomed_camera_at(targets.views[1].viewpoint, targets.views[1].camera.width);
  set_.write("chair", ViewKind::target, targets);
  EXPECT_THAT(refusal_of([&] { evaluate(); }),
              testing::HasSubstr("the camera of target '001.png' stands at a distance of 3, expected 1.5"));
}

TEST_F(ViewEvaluatorTest, on_another_device_has_the_same_figures) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  options_.estimated_elevation = true;
  const auto expected = evaluate().figures.by_method;
  model_.place(pretend_device());
  const auto found = evaluate().figures.by_method;
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [method, figures] : expected)
    EXPECT_NEAR(found.at(method).psnr, figures.psnr, 0.01) << enum_name(method);
}

TEST_F(ViewEvaluatorTest, views_on_their_own_are_generated_unless_they_are_not_wanted) {
  options_.independent = false;
  const auto figures = evaluate().figures.by_method;
  EXPECT_FALSE(figures.contains(ViewMethod::independent));
  EXPECT_FALSE(figures.contains(ViewMethod::independent_with_draft));
  EXPECT_TRUE(figures.contains(ViewMethod::synchronized));
  EXPECT_TRUE(figures.contains(ViewMethod::draft));
}

TEST_F(ViewEvaluatorTest, views_of_each_method_are_others) {
  fill_with_noise(model_, 1);
  const auto figures = evaluate().figures.by_method;
  const double synchronized = figures.at(ViewMethod::synchronized).psnr;
  const double with_draft = figures.at(ViewMethod::independent_with_draft).psnr;
  EXPECT_NE(synchronized, with_draft);
  EXPECT_NE(figures.at(ViewMethod::independent).psnr, with_draft);
  EXPECT_NE(synchronized, figures.at(ViewMethod::draft).psnr);
}

TEST_F(ViewEvaluatorTest, views_are_generated_for_the_cameras_that_the_object_was_rendered_from) {
  ViewSeries few = pictures_of_square(100);
  few.images.resize(6);
  few.views.resize(6);
  for (std::size_t k = 0; k < 6; ++k) {
    few.views[k].viewpoint = {0.9 * static_cast<double>(k), 0.1 * static_cast<double>(k), 1.5};
    few.views[k].camera = camera_at(few.views[k].viewpoint, kPictureSize);
  }
  set_.write("chair", ViewKind::target, few);
  const EvaluatedObject object = evaluate();
  EXPECT_EQ(object.pictures.by_method.at(object.own).size(), 6U);
  EXPECT_TRUE(std::isfinite(object.figures.by_method.at(object.own).psnr));
  EXPECT_NEAR(object.pictures.viewpoints.at(5).elevation, 0.5, 1e-6);

  MultiviewDiffusionOptions fixed_number = evaluated_model_options();
  fixed_number.spatial_volume.pooling = Pooling::concatenate;
  MultiviewDiffusion other(fixed_number);
  EXPECT_EQ(refusal_of([&] {
              ViewEvaluator(other, options_, reporter_).evaluate({{&set_, "chair"}, false});
            }),
            "chair: found 6 views, expected the 16 that the model was made for");
}

TEST_F(ViewEvaluatorTest, a_model_without_volumes_generates_every_view_on_its_own) {
  for (const ViewMethod own : {ViewMethod::independent, ViewMethod::independent_with_draft}) {
    MultiviewDiffusionOptions options = evaluated_model_options();
    options.synchronized = false;
    if (own == ViewMethod::independent) {
      options.lifted_volume.enabled = false;
      options.unet.in_channels -= options.draft_channels;
      options.draft_channels = options.spatial_volume.extra_channels = 0;
    }
    MultiviewDiffusion model(options);
    initialize(model, 1);
    for (at::Tensor& parameter : model.spatial_volume->parameters()) {
      const at::NoGradGuard no_grad;
      parameter.fill_(std::nan(""));  // as a file of such a model leaves them
    }
    const auto object = ViewEvaluator(model, options_, reporter_).evaluate({{&set_, "chair"}, false});
    ASSERT_TRUE(object);
    EXPECT_EQ(object->own, own);
    EXPECT_TRUE(std::isfinite(object->figures.by_method.at(own).psnr));
    for (const ViewMethod other :
         {ViewMethod::synchronized, ViewMethod::independent, ViewMethod::independent_with_draft}) {
      EXPECT_EQ(object->figures.by_method.contains(other), other == own) << enum_name(other);
    }
    EXPECT_EQ(object->figures.by_method.contains(ViewMethod::draft), own == ViewMethod::independent_with_draft);
  }
}

TEST_F(ViewEvaluatorTest, views_for_a_reconstruction_know_what_is_object) {
  const EvaluatedObject object = evaluate();
  const std::vector<ReconstructionView> truth = object.views(ViewMethod::true_views);
  ASSERT_EQ(truth.size(), 16U);
  const std::vector<float>& mask = truth[0].mask;
  EXPECT_FLOAT_EQ(mask.at(5 * kPictureSize + 10), 1) << "within the square";
  EXPECT_FLOAT_EQ(mask.at(2 * kPictureSize + 2), 0) << "beside it";
}

TEST_F(ViewEvaluatorTest, stopped_has_nothing) {
  reporter_.should_stop = [] { return true; };
  EXPECT_FALSE(ViewEvaluator(model_, options_, reporter_).evaluate({{&set_, "chair"}, false}));
}

}  // namespace
}  // namespace syncdreamer
