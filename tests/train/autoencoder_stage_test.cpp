#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>

#include "tests/train/stage_fixture.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

class AutoencoderStage : public StageTest {
 protected:
  AutoencoderStage() : StageTest("autoencoder") {}

  /// Without weights every latent is 0 with deviation 1, and every picture that comes back is 0, middle grey.
  void forget_everything() {
    const at::NoGradGuard no_grad;
    for (at::Tensor& parameter : model_.first_stage_model->parameters()) parameter.zero_();
  }
};

TEST_F(AutoencoderStage, learns_the_whole_autoencoder_and_nothing_else) {
  Figures figures;
  stage_->loss(noise_batch(1, 2), generator_, figures).backward();
  for (const auto& item : model_.named_parameters()) {
    const bool own = item.key().starts_with("first_stage_model.");
    EXPECT_EQ(item.value().grad().defined(), own) << item.key();
  }
  const auto groups = stage_->parameter_groups();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].parameters.size(), model_.first_stage_model->parameters().size());
  for (const NamedTensor& entry : groups[0].parameters) {
    EXPECT_TRUE(model_.named_parameters()[entry.name].is_same(entry.tensor)) << entry.name;
  }
}

TEST_F(AutoencoderStage, loss_of_grey_pictures_where_red_ones_were_is_known) {
  forget_everything();
  Figures figures;
  const double loss = stage_->loss(plain_batch(2, 2, {1, 0, 0, 1}), generator_, figures).item<double>();
  // Errors (-1, 1, 1) are 1 in L1 and L2; without their mean (-4/3, 2/3, 2/3) they are 8/9 in both.
  const double expected = 1 + 1 + 2 * 8.0 / 9 + 8 * 8.0 / 9;
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].first, "reconstruction");
  EXPECT_NEAR(figures[0].second, expected, 1e-4);
  EXPECT_EQ(figures[1].first, "kl");
  EXPECT_NEAR(figures[1].second, 0, 1e-6);
  EXPECT_NEAR(loss, expected, 1e-4);
}

TEST_F(AutoencoderStage, latents_far_from_standard_cost_their_divergence) {
  forget_everything();
  const at::NoGradGuard no_grad;
  model_.first_stage_model->quant_conv->bias.slice(0, 0, 4).fill_(2);  // means; half of the square is the divergence
  Figures figures;
  const double loss = stage_->loss(plain_batch(1, 1, {1, 1, 1, 1}), generator_, figures).item<double>();
  EXPECT_NEAR(figures[1].second, 2, 1e-5);
  EXPECT_NEAR(loss - figures[0].second, 2e-4 * 2, 1e-6);
}

TEST_F(AutoencoderStage, figures_of_red_pictures_that_come_back_grey_are_known) {
  forget_everything();
  const Figures figures = stage_->validate(plain_batch(2, 3, {1, 0, 0, 1}), generator_);
  ASSERT_EQ(figures.size(), 4U);
  EXPECT_EQ(figures[0].first, "psnr");
  EXPECT_NEAR(figures[0].second, -20 * std::log10(0.5), 1e-4);
  EXPECT_EQ(figures[1].first, "chroma_psnr");
  EXPECT_NEAR(figures[1].second, -10 * std::log10(2.0 / 9), 1e-4);
  EXPECT_EQ(figures[2].second, 0);
  EXPECT_EQ(figures[3].second, 0);
}

TEST_F(AutoencoderStage, latents_are_standard_in_what_is_written_and_decode_to_the_same_pictures) {
  const at::NoGradGuard no_grad;
  const MultiviewBatch batch = noise_batch(3, 4);
  AutoencoderKL& autoencoder = *model_.first_stage_model;
  const at::Tensor pictures = batch.targets.flatten(0, 1).slice(1, 0, 3) * 2 - 1;
  const at::Tensor before = autoencoder.decode(autoencoder.encode(pictures).mean);
  stage_->prepare_for_writing([&] { return batch; });
  const at::Tensor latents = autoencoder.encode(pictures).mean;
  EXPECT_LT(latents.mean({0, 2, 3}).abs().max().item<double>(), 1e-4);
  EXPECT_LT((latents.std({0, 2, 3}, true, false) - 1).abs().max().item<double>(), 1e-4);
  EXPECT_LT((autoencoder.decode(latents) - before).abs().max().item<double>(), 1e-3);
}

TEST(AutoencoderStageOf, a_scaled_model_is_written_with_standard_scaled_latents) {
  const at::NoGradGuard no_grad;
  at::manual_seed(1);
  TrainOptions options = tiny_train_options("autoencoder");
  options.model.autoencoder.scale_factor = 0.25;
  MultiviewDiffusion model(options.model);
  initialize(model, 1);
  const MultiviewBatch batch = noise_batch(3, 4);
  make_stage(options, model)->prepare_for_writing([&] { return batch; });
  const at::Tensor pictures = batch.targets.flatten(0, 1).slice(1, 0, 3) * 2 - 1;
  const at::Tensor scaled = model.first_stage_model->encode(pictures).mean * 0.25;
  EXPECT_LT((scaled.std({0, 2, 3}, true, false) - 1).abs().max().item<double>(), 1e-4);
}

TEST_F(AutoencoderStage, sheet_has_up_to_eight_pictures_of_an_object_above_what_comes_back) {
  forget_everything();
  const at::NoGradGuard no_grad;
  const Image sheet = stage_->sample_sheet(plain_batch(2, 16, {1, 0, 0, 1}), generator_);
  EXPECT_EQ(sheet.width, 8 * 17 + 1);
  EXPECT_EQ(sheet.height, 4 * 17 + 1);
  EXPECT_EQ(sheet.at(8, 8, 0), 255);
  EXPECT_EQ(sheet.at(8, 8, 1), 0);
  EXPECT_EQ(sheet.at(8, 17 + 8, 0), 127);
  EXPECT_EQ(sheet.at(8, 17 + 8, 1), 127);
}

}  // namespace
}  // namespace syncdreamer
