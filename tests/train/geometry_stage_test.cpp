#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "tests/train/stage_fixture.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

// Of constant pictures only the luminance term of SSIM is left.
constexpr double kSimilarityOfHalfGrey = (2 * 0.5 + 1e-4) / (1 + 0.25 + 1e-4);

class GeometryStage : public StageTest {
 protected:
  GeometryStage() : StageTest("geometry") {}

  /// A volume of nothing at all: every view of it is white and transparent.
  void empty_the_volume() {
    const at::NoGradGuard no_grad;
    model_.lifted_volume->out->weight.zero_();
    model_.lifted_volume->out->bias.fill_(-100);
  }
};

TEST_F(GeometryStage, a_model_without_a_lifted_volume_is_a_mistake_of_the_caller) {
  MultiviewDiffusion plain(smallest_plain_model_options());
  EXPECT_THROW(make_geometry_stage(options_, plain), std::logic_error);
}

TEST_F(GeometryStage, learns_the_lifted_volume_and_nothing_else) {
  stage_->loss(noise_batch(1, 2), generator_, figures_).backward();
  for (const auto& item : model_.named_parameters()) {
    const bool own = item.key().starts_with("lifted_volume.");
    EXPECT_EQ(item.value().grad().defined(), own) << item.key();
  }
  ASSERT_EQ(stage_->parameter_groups().size(), 1U);
  EXPECT_EQ(stage_->parameter_groups()[0].parameters.size(), model_.lifted_volume->parameters().size());
}

TEST_F(GeometryStage, loss_of_an_empty_volume_is_the_distance_from_white_and_transparent) {
  empty_the_volume();
  EXPECT_NEAR(loss(plain_batch(2, 3, {1, 1, 1, 0})), 0, 1e-6);
  EXPECT_NEAR(loss(plain_batch(2, 3, {0.5, 0.5, 0.5, 1})), 0.25 + 0.5 * 1, 1e-5);
  ASSERT_EQ(figures_.size(), 3U);
  EXPECT_NEAR(figures_[0].second, 0.25, 1e-5) << figures_[0].first;
  EXPECT_NEAR(figures_[1].second, 1, 1e-5) << figures_[1].first;
  EXPECT_NEAR(figures_[2].second, kSimilarityOfHalfGrey, 1e-5) << figures_[2].first;
}

TEST_F(GeometryStage, loss_grows_by_the_missing_structural_similarity_times_its_weight) {
  TrainOptions options = options_;
  options.structure_weight = 0.1;
  stage_ = make_geometry_stage(options, model_);
  empty_the_volume();
  EXPECT_NEAR(loss(plain_batch(2, 3, {0.5, 0.5, 0.5, 1})), 0.75 + 0.1 * (1 - kSimilarityOfHalfGrey), 1e-5);
}

TEST_F(GeometryStage, each_view_is_compared_with_the_picture_of_its_own_index) {
  MultiviewBatch batch = noise_batch(1, 4);
  const double in_order = loss(batch);
  const at::Tensor order = at::tensor({2, 0, 3, 1}, at::kLong);
  batch.targets = batch.targets.index_select(1, order);
  EXPECT_GT(std::abs(loss(batch) - in_order), 1e-6);
  batch.target_indices = batch.target_indices.index_select(1, order);
  EXPECT_NEAR(loss(batch), in_order, 1e-6);
}

TEST_F(GeometryStage, views_are_rendered_from_the_elevations_of_their_cameras) {
  MultiviewBatch batch = noise_batch(1, 4);
  const double on_ring = loss(batch);
  batch.target_elevation.fill_(0);
  EXPECT_GT(std::abs(loss(batch) - on_ring), 1e-6);
}

TEST_F(GeometryStage, figures_of_an_empty_volume_are_known) {
  empty_the_volume();
  const at::NoGradGuard no_grad;
  const Figures figures = stage_->validate(plain_batch(2, 16, {0.9F, 0.9F, 0.9F, 1}), generator_);
  ASSERT_EQ(figures.size(), 4U);
  EXPECT_EQ(figures[0].first, "psnr");
  EXPECT_NEAR(figures[0].second, 20, 1e-3);
  EXPECT_EQ(figures[1].first, "ssim");
  EXPECT_NEAR(figures[1].second, (2 * 0.9 + 1e-4) / (1 + 0.81 + 1e-4), 1e-4);
  EXPECT_EQ(figures[2].first, "input_repeated_psnr");
  EXPECT_NEAR(figures[2].second, 100, 1e-3);
  EXPECT_EQ(figures[3].first, "silhouette_iou");
  EXPECT_EQ(figures[3].second, 0);
}

TEST_F(GeometryStage, sheet_has_the_input_and_all_views_above_their_renderings) {
  empty_the_volume();
  const at::NoGradGuard no_grad;
  MultiviewBatch batch = plain_batch(2, 16, {0, 0, 0, 1});
  batch.inputs.select(1, 0).fill_(1);  // red
  const Image sheet = stage_->sample_sheet(batch, generator_);
  EXPECT_EQ(sheet.width, 17 * 17 + 1);
  EXPECT_EQ(sheet.height, 4 * 17 + 1);
  EXPECT_EQ(sheet.at(8, 8, 0), 255);
  EXPECT_EQ(sheet.at(8, 8, 1), 0);
  EXPECT_EQ(sheet.at(17 + 8, 8, 0), 0);
  EXPECT_EQ(sheet.at(17 + 8, 17 + 8, 0), 255);
}

}  // namespace
}  // namespace syncdreamer
