#include "model/autoencoder_kl.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

const AutoencoderOptions kTinyAutoencoder{
    .ch = 8, .ch_mult = {1, 2, 4}, .num_res_blocks = 1, .mid_attention = false, .norm_groups = 4};

TEST(AutoencoderKL, names_and_shapes_are_the_released_checkpoints) {
  const auto expected = read_parameter_list("syncdreamer-parameters.tsv", "first_stage_model.");
  if (expected.empty()) GTEST_SKIP() << "no syncdreamer-parameters.tsv in the reference folder";
  EXPECT_EQ(difference(parameter_list_of(AutoencoderKL(AutoencoderOptions{})), expected), "");
}

TEST(AutoencoderKL, three_levels_make_a_factor_of_four) {
  AutoencoderKL autoencoder(kTinyAutoencoder);
  initialize(autoencoder, 1);
  EXPECT_EQ(kTinyAutoencoder.downsampling(), 4);
  const auto posterior = autoencoder.encode(rule_tensor("picture", {2, 3, 16, 24}));
  EXPECT_EQ(posterior.mean.sizes(), (at::IntArrayRef{2, 4, 4, 6}));
  EXPECT_EQ(autoencoder.decode(posterior.mean).sizes(), (at::IntArrayRef{2, 3, 16, 24}));
}

TEST(AutoencoderKL, gradients_reach_every_parameter) {
  AutoencoderOptions options = kTinyAutoencoder;
  options.mid_attention = true;
  AutoencoderKL autoencoder(options);
  initialize(autoencoder, 1);
  const auto posterior = autoencoder.encode(rule_tensor("picture", {1, 3, 16, 16}));
  const auto decoded = autoencoder.decode(posterior.sample(rule_tensor("noise", {1, 4, 4, 4})));
  (decoded.square().mean() + posterior.kl().mean()).backward();
  for (const auto& item : autoencoder.named_parameters()) EXPECT_TRUE(item.value().grad().defined()) << item.key();
}

TEST(AutoencoderKL, scaled_latents_are_scaled_samples) {
  AutoencoderKL autoencoder(kTinyAutoencoder);
  initialize(autoencoder, 1);
  const at::NoGradGuard no_grad;
  const auto picture = rule_tensor("picture", {1, 3, 16, 16});
  const auto noise = rule_tensor("noise", {1, 4, 4, 4});
  const auto sample = autoencoder.encode(picture).sample(noise);
  const auto scaled = autoencoder.encode_scaled(picture, noise);
  EXPECT_TRUE(at::allclose(scaled, sample * 0.18215));
  EXPECT_TRUE(at::allclose(autoencoder.decode_scaled(scaled), autoencoder.decode(sample), 1e-4, 1e-5));
}

TEST(AutoencoderKL, without_gradients_the_kernels_agree_with_the_plain_operators) {
  AutoencoderKL autoencoder({.ch = 32, .ch_mult = {1, 2}, .num_res_blocks = 1});
  fill_by_rule(autoencoder);
  const auto picture = rule_tensor("picture", {2, 3, 18, 22});
  const auto plain = autoencoder.encode(picture).mean, plain_picture = autoencoder.decode(plain);
  const at::NoGradGuard no_grad;
  const auto mean = autoencoder.encode(picture).mean, decoded = autoencoder.decode(plain);
  EXPECT_LT((mean - plain).abs().max().item<double>(), 2e-5 * plain.abs().max().item<double>());
  EXPECT_LT((decoded - plain_picture).abs().max().item<double>(), 2e-5 * plain_picture.abs().max().item<double>());
}

TEST(AutoencoderKL, refuses_sides_that_are_not_divisible) {
  AutoencoderKL autoencoder(kTinyAutoencoder);
  EXPECT_THROW(autoencoder.encode(at::zeros({1, 3, 18, 16})), std::logic_error);
}

TEST(GaussianPosterior, divergence_of_the_standard_normal_is_zero) {
  const GaussianPosterior standard{at::zeros({2, 1, 2, 2}), at::zeros({2, 1, 2, 2})};
  EXPECT_TRUE(standard.kl().equal(at::zeros(2)));
  const GaussianPosterior shifted{at::ones({1, 1, 2, 2}), at::zeros({1, 1, 2, 2})};
  EXPECT_NEAR(shifted.kl().item<double>(), 4 * 0.5, 1e-6);
}

TEST(GaussianPosterior, sample_has_mean_and_deviation) {
  const GaussianPosterior posterior{at::full({1, 1, 1, 1}, 3.0), at::full({1, 1, 1, 1}, std::log(4.0))};
  EXPECT_NEAR(posterior.sample(at::full({1, 1, 1, 1}, 1.5)).item<double>(), 6.0, 1e-5);
}

void expect_golden_autoencoder(const std::string& stem, const AutoencoderOptions& options, std::int64_t side) {
  const auto golden = GoldenCase::open(stem);
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(stem);
  const at::NoGradGuard no_grad;
  AutoencoderKL autoencoder(options);
  fill_by_rule(autoencoder, "first_stage_model.");
  const auto posterior = autoencoder.encode(golden->rule_input("in.image", {1, 3, side, side}));
  expect_matches(*golden, "encode.mean", posterior.mean);
  expect_matches(*golden, "encode.logvar", posterior.logvar);
  expect_matches(*golden, "decode.y", autoencoder.decode_scaled(golden->tensor("decode.input")));
}

TEST(AutoencoderKLGolden, matches_golden_small) {
  expect_golden_autoencoder("small-vae", {.ch = 32}, 64);
}
TEST(AutoencoderKLGolden, matches_golden_full_slow) {
  expect_golden_autoencoder("full-vae", {}, 256);
}

TEST(AutoencoderKL, normalizing_latents_changes_them_alone) {
  AutoencoderKL autoencoder(
      {.ch = 8, .ch_mult = {1, 2}, .num_res_blocks = 1, .mid_attention = false, .norm_groups = 4, .linear_path = true});
  initialize(autoencoder, 1);
  const at::NoGradGuard no_grad;
  const at::Tensor pictures = at::rand({3, 3, 16, 16}) * 2 - 1;
  const GaussianPosterior before = autoencoder.encode(pictures);
  const at::Tensor decoded = autoencoder.decode(before.mean);
  const at::Tensor mean = before.mean.mean({0, 2, 3}), deviation = before.mean.std({0, 2, 3}, true, false);
  normalize_latents(autoencoder, mean, deviation);
  const GaussianPosterior after = autoencoder.encode(pictures);
  EXPECT_LT(after.mean.mean({0, 2, 3}).abs().max().item<double>(), 1e-5);
  EXPECT_LT((after.mean.std({0, 2, 3}, true, false) - 1).abs().max().item<double>(), 1e-5);
  const at::Tensor noise_before = (before.logvar / 2).exp(), noise_after = (after.logvar / 2).exp();
  EXPECT_LT((noise_after * deviation.reshape({1, -1, 1, 1}) - noise_before).abs().max().item<double>(), 1e-5);
  EXPECT_LT((autoencoder.decode(after.mean) - decoded).abs().max().item<double>(), 1e-4);
}

TEST(AutoencoderKL, linear_path_carries_mean_colours_before_any_training) {
  PatchEncoder encode(3, 8, 4);
  PatchDecoder decode(3, 8, 4);
  initialize(encode, 1);
  initialize(decode, 1);
  const at::NoGradGuard no_grad;
  const at::Tensor flat = (at::rand({2, 3, 4, 4}) * 2 - 1).repeat_interleave(4, 2).repeat_interleave(4, 3);
  EXPECT_EQ(encode.forward(flat).sizes(), (at::IntArrayRef{2, 8, 4, 4}));
  EXPECT_LT((decode.forward(encode.forward(flat)) - flat).abs().mean().item<double>(), 0.1);
}

}  // namespace
}  // namespace syncdreamer
