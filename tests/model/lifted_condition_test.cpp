#include "model/lifted_condition.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "tests/model/small_model.h"

namespace syncdreamer {
namespace {

double distance(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

at::Tensor no_noise(at::IntArrayRef shape) {
  return at::zeros(shape);
}

class LiftedCondition : public testing::Test {
 protected:
  LiftedCondition() : model_(smallest_model_options()), views_(model_.target_views(model_.ring_cameras())) {
    at::manual_seed(1);
    initialize(model_, 1);
  }

  PictureCondition condition(const at::Tensor& pictures, double elevation = 0.3) {
    return condition_on(model_, {pictures, at::full({pictures.size(0)}, elevation)}, views_, no_noise);
  }

  MultiviewDiffusion model_;
  TargetViews views_;
};

TEST_F(LiftedCondition, drafts_are_pictures_of_all_views_and_learn_nothing) {
  const PictureCondition given = condition(at::rand({2, 4, 16, 16}));
  EXPECT_EQ(given.drafts.sizes(), (at::IntArrayRef{2, 16, 4, 16, 16}));
  EXPECT_GE(given.drafts.min().item<double>(), 0);
  EXPECT_LE(given.drafts.max().item<double>(), 1);
  EXPECT_EQ(given.condition.lifted.sizes(), (at::IntArrayRef{2, 12, 4, 4, 4}));
  EXPECT_EQ(given.condition.drafts.sizes(), (at::IntArrayRef{2, 16, 5, 4, 4}));
  for (const at::Tensor& part : {given.drafts, given.condition.lifted, given.condition.drafts,
                                 given.condition.input.input_latent, given.condition.input.clip_embedding}) {
    EXPECT_FALSE(part.requires_grad());
  }
  EXPECT_EQ(distance(given.condition.drafts, encode_drafts(model_, given.drafts)), 0);
}

TEST_F(LiftedCondition, without_a_lifted_volume_there_are_no_drafts) {
  MultiviewDiffusion plain(smallest_plain_model_options());
  initialize(plain, 1);
  const PictureCondition given = condition_on(plain, {at::rand({1, 4, 16, 16}), at::zeros({1})}, views_, no_noise);
  EXPECT_FALSE(given.drafts.defined());
  EXPECT_FALSE(given.occupancy.defined());
  EXPECT_FALSE(given.condition.drafts.defined());
  EXPECT_FALSE(given.condition.lifted.defined());
  EXPECT_FALSE(without_drafts(given).condition.drafts.defined());
}

TEST_F(LiftedCondition, a_draft_is_its_picture_s_latent_and_its_mean_opacity) {
  at::Tensor drafts = at::rand({2, 3, 4, 16, 16});
  drafts.select(2, 3).zero_();
  drafts[0][1][3].slice(1, 0, 8).fill_(1);  // the left half
  drafts[1][2][3][5][14] = 1;               // one of the 16 pixels of row 1 and column 3
  const at::Tensor encoded = encode_drafts(model_, drafts);
  ASSERT_EQ(encoded.sizes(), (at::IntArrayRef{2, 3, 5, 4, 4}));
  EXPECT_EQ(distance(encoded.slice(2, 0, 4), encode_pictures(model_, drafts.slice(2, 0, 3) * 2 - 1)), 0);
  at::Tensor opacity = at::zeros({2, 3, 4, 4});
  opacity[0][1].slice(1, 0, 2).fill_(1);
  opacity[1][2][1][3] = 1.0 / 16;
  EXPECT_LT(distance(encoded.select(2, 4), opacity), 1e-6);
}

TEST_F(LiftedCondition, latents_of_pictures_are_the_posterior_s_mean_scaled) {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.autoencoder.scale_factor = 0.5;
  MultiviewDiffusion half(options);
  initialize(half, 1);
  const at::Tensor pictures = at::rand({2, 3, 3, 16, 16}) * 2 - 1;
  EXPECT_LT(distance(encode_pictures(half, pictures) * 2, encode_pictures(model_, pictures)), 1e-6);
  const at::Tensor one = model_.first_stage_model->encode(pictures[1].slice(0, 2, 3)).mean;
  EXPECT_LT(distance(encode_pictures(model_, pictures)[1][2], one[0]), 1e-5);
}

TEST_F(LiftedCondition, many_pictures_are_encoded_in_parts) {
  EXPECT_EQ(pictures_encoded_at_once(128), 16);
  EXPECT_EQ(pictures_encoded_at_once(1 << 14), 1);
  const at::NoGradGuard no_grad;
  const at::Tensor pictures = at::rand({1, pictures_encoded_at_once(16) + 2, 3, 16, 16}) * 2 - 1;
  const at::Tensor latents = encode_pictures(model_, pictures);
  ASSERT_EQ(latents.sizes(), (at::IntArrayRef{1, pictures.size(1), 4, 4, 4}));
  const std::int64_t last = pictures.size(1) - 1;
  for (const std::int64_t k : {std::int64_t{0}, last - 2, last - 1, last}) {
    EXPECT_LT(distance(encode_pictures(model_, pictures.slice(1, k, k + 1))[0][0], latents[0][k]), 1e-5) << k;
  }
}

TEST_F(LiftedCondition, spatial_features_are_means_over_the_voxels_that_a_coarse_voxel_covers) {
  LiftedVolume volume;
  volume.features = at::rand({1, 12, 8, 8, 8});
  const at::Tensor features = spatial_features(model_, volume);
  ASSERT_EQ(features.sizes(), (at::IntArrayRef{1, 12, 4, 4, 4}));
  const at::Tensor block = volume.features[0][7].slice(0, 2, 4).slice(1, 0, 2).slice(2, 6, 8);
  EXPECT_NEAR(features[0][7][1][0][3].item<double>(), block.mean().item<double>(), 1e-6);
}

TEST_F(LiftedCondition, the_input_s_latent_is_sampled_with_the_noise_that_is_asked_for_once) {
  const at::Tensor pictures = at::rand({2, 4, 16, 16});
  int num_calls = 0;
  const auto noise_of = [&](double value) {
    return [&num_calls, value](at::IntArrayRef shape) {
      ++num_calls;
      return at::full(shape, value);
    };
  };
  const auto latent = [&](double noise) {
    return condition_on(model_, {pictures, at::zeros({2})}, views_, noise_of(noise)).condition.input.input_latent;
  };
  const at::Tensor mean = latent(0), above = latent(1), below = latent(-1);
  EXPECT_EQ(num_calls, 3);
  EXPECT_LT(distance(mean, encode_pictures(model_, (pictures.slice(1, 0, 3) * 2 - 1).unsqueeze(1)).squeeze(1)), 1e-6);
  EXPECT_LT(distance(above + below, 2 * mean), 1e-5);
  EXPECT_GT(distance(above, mean), 1e-3);
}

TEST_F(LiftedCondition, pictures_and_elevations_of_a_batch_do_not_mix) {
  const at::Tensor pictures = at::rand({2, 4, 16, 16});
  const at::Tensor elevations = at::tensor({0.1, 0.6}).to(at::kFloat);
  const PictureCondition both = condition_on(model_, {pictures, elevations}, views_, no_noise);
  const PictureCondition second = condition(pictures.slice(0, 1, 2), 0.6);
  EXPECT_LT(distance(both.drafts[1], second.drafts[0]), 1e-5);
  EXPECT_LT(distance(both.condition.lifted[1], second.condition.lifted[0]), 1e-4);
  EXPECT_GT(distance(condition(pictures.slice(0, 1, 2), 0.1).drafts, second.drafts), 1e-4);
}

TEST_F(LiftedCondition, samples_of_a_picture_have_all_in_common_but_the_noise_of_its_latent) {
  const at::Tensor pictures = at::rand({2, 4, 16, 16}), elevations = at::tensor({0.1, 0.6}).to(at::kFloat);
  const NoiseSource noise = [](at::IntArrayRef shape) {
    return at::arange(6).view({6, 1, 1, 1}).expand(shape).to(at::kFloat);
  };
  const PictureCondition samples = condition_on(model_, {pictures, elevations, 3}, views_, noise);
  const PictureCondition once = condition_on(model_, {pictures, elevations}, views_, no_noise);
  for (const auto& [several, one] : {std::pair{samples.drafts, once.drafts},
                                     {samples.occupancy, once.occupancy},
                                     {samples.condition.lifted, once.condition.lifted},
                                     {samples.condition.drafts, once.condition.drafts},
                                     {samples.condition.viewpoints, once.condition.viewpoints}}) {
    EXPECT_LT(distance(several, one.repeat_interleave(3, 0)), 1e-6);
  }
  const at::Tensor latents = samples.condition.input.input_latent, mean = once.condition.input.input_latent;
  ASSERT_EQ(latents.size(0), 6);
  EXPECT_LT(distance(latents[0], mean[0]), 1e-5);
  EXPECT_LT(distance(latents[2] - mean[0], 2 * (latents[1] - mean[0])), 1e-5) << "two deviations and one";
  EXPECT_GT(distance(latents[1], mean[0]), 1e-3);
}

TEST_F(LiftedCondition, without_drafts_sets_them_to_zero_in_a_copy) {
  const PictureCondition given = condition(at::rand({1, 4, 16, 16}));
  const PictureCondition without = without_drafts(given);
  EXPECT_FALSE(without.drafts.defined());
  EXPECT_EQ(without.condition.drafts.sizes(), given.condition.drafts.sizes());
  EXPECT_EQ(without.condition.drafts.abs().max().item<double>(), 0);
  EXPECT_GT(given.condition.drafts.abs().max().item<double>(), 0);
  EXPECT_TRUE(without.condition.lifted.is_same(given.condition.lifted));
}

TEST_F(LiftedCondition, views_are_white_where_drafts_are_empty_and_as_decoded_elsewhere) {
  const at::NoGradGuard no_grad;
  const at::Tensor latents = at::randn({1, 2, 4, 4, 4}), decoded = model_.decode_views(latents);
  at::Tensor drafts = at::rand({1, 2, 4, 16, 16});
  drafts.select(2, 3).zero_();
  drafts[0][0][3].slice(0, 6, 9).slice(1, 3, 5) = 0.5;  // rows 6 to 8, columns 3 and 4, and the pixels next to them
  drafts[0][1][3].fill_(0.04);                          // half of the way from empty to filled
  const at::Tensor pictures = decode_on_white(model_, latents, drafts);
  const auto kept = [&](const at::Tensor& of) { return of[0][0].slice(1, 5, 10).slice(2, 2, 6); };
  EXPECT_LT(distance(kept(pictures), kept(decoded)), 1e-6);
  EXPECT_EQ((pictures[0][0] != 1).any(0).sum().item<std::int64_t>(), 5 * 4) << "all others are white";
  EXPECT_LT(distance(pictures[0][1], (1 + decoded[0][1]) / 2), 1e-5);
  EXPECT_TRUE(decode_on_white(model_, latents, {}).equal(decoded));
}

TEST_F(LiftedCondition, other_shapes_are_refused) {
  EXPECT_THROW(condition(at::rand({1, 3, 16, 16})), std::logic_error);
  EXPECT_THROW(encode_drafts(model_, at::rand({1, 4, 16, 16})), std::logic_error);
  EXPECT_THROW(encode_drafts(model_, at::rand({1, 2, 3, 16, 16})), std::logic_error);
}

TEST(StartingLatents, lie_about_the_drafts_as_the_forward_process_leaves_them) {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.prediction = Prediction::v;
  options.draft_deviation = 0.7;
  const MultiviewDiffusion model(options);
  const std::int64_t channels = options.latent_channels();
  MultiviewCondition condition;
  condition.drafts = at::full({1, 2, channels + 1, 64, 64}, 2.0);
  const at::Tensor start = starting_latents(model, condition, gaussian_noise(1)({1, 2, channels, 64, 64}), 900);
  const double a = model.schedule().alphas_cumprod[900].item<double>();
  EXPECT_NEAR(start.mean().item<double>(), 2 * std::sqrt(a), 0.02);
  EXPECT_NEAR(start.std().item<double>(), std::sqrt(1 - a + a * 0.49), 0.02);
}

TEST(StartingLatents, are_the_noise_itself_without_drafts) {
  const MultiviewDiffusion model(smallest_plain_model_options());
  const at::Tensor noise = gaussian_noise(1)({1, 2, 4, 2, 2});
  EXPECT_TRUE(starting_latents(model, {}, noise, 900).equal(noise));
}

}  // namespace
}  // namespace syncdreamer
