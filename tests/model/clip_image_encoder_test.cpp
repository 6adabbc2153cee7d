#include "model/clip_image_encoder.h"

#include <gtest/gtest.h>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

const ClipImageEncoderOptions kTinyEncoder{
    .width = 16, .layers = 2, .heads = 2, .patch_size = 4, .image_size = 8, .output_dim = 6};

TEST(ClipImageEncoder, names_and_shapes_are_the_released_checkpoints_but_for_the_text_tower) {
  auto expected = read_parameter_list("syncdreamer-parameters.tsv", "clip_image_encoder.");
  if (expected.empty()) GTEST_SKIP() << "no syncdreamer-parameters.tsv in the reference folder";
  for (const auto key : kUnusedClipTextKeys) EXPECT_EQ(expected.erase("model." + std::string(key)), 1U) << key;
  EXPECT_EQ(difference(parameter_list_of(ClipImageEncoder(ClipImageEncoderOptions{})), expected), "");
}

TEST(ClipImageEncoder, preprocessing_normalizes_by_clips_mean_and_deviation) {
  const ClipImageEncoder encoder(kTinyEncoder);
  const auto black = encoder.preprocess(at::full({1, 3, 16, 16}, -1.0));
  const auto white = encoder.preprocess(at::full({1, 3, 16, 16}, 1.0));
  EXPECT_EQ(black.sizes(), (at::IntArrayRef{1, 3, 8, 8}));
  EXPECT_NEAR(black[0][0][3][3].item<double>(), -0.48145466 / 0.26862954, 1e-5);
  EXPECT_NEAR(white[0][2][3][3].item<double>(), (1 - 0.40821073) / 0.27577711, 1e-5);
}

TEST(ClipImageEncoder, preprocessing_keeps_the_corners) {
  const ClipImageEncoder encoder(kTinyEncoder);
  const auto picture = rule_tensor("picture", {1, 3, 16, 16});
  const auto small = encoder.preprocess(picture) * 0.26862954 + 0.48145466;
  EXPECT_NEAR(small[0][0][0][0].item<double>(), (picture[0][0][0][0].item<double>() + 1) / 2, 1e-5);
  EXPECT_NEAR(small[0][0][7][7].item<double>(), (picture[0][0][15][15].item<double>() + 1) / 2, 1e-5);
}

TEST(ClipImageEncoder, pictures_of_a_batch_do_not_mix) {
  ClipImageEncoder encoder(kTinyEncoder);
  initialize(encoder, 1);
  const at::NoGradGuard no_grad;
  const auto pictures = rule_tensor("pictures", {2, 3, 16, 16});
  const auto tokens = encoder.forward(pictures);
  EXPECT_EQ(tokens.sizes(), (at::IntArrayRef{2, 1, 6}));
  EXPECT_TRUE(at::allclose(tokens[1], encoder.forward(pictures.narrow(0, 1, 1))[0], 1e-4, 1e-5));
  EXPECT_FALSE(at::allclose(tokens[0], tokens[1], 1e-4, 1e-5));
}

void expect_golden_encoder(const std::string& stem, const ClipImageEncoderOptions& options) {
  const auto golden = GoldenCase::open(stem);
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(stem);
  const at::NoGradGuard no_grad;
  ClipImageEncoder encoder(options);
  fill_by_rule(encoder, "clip_image_encoder.");
  const auto picture = golden->rule_input("in.clip_image", {1, 3, 256, 256});
  expect_matches(*golden, "preprocessed", encoder.preprocess(picture));
  expect_matches(*golden, "embedding", encoder.forward(picture));
}

TEST(ClipImageEncoderGolden, matches_golden_small) {
  expect_golden_encoder("small-clip", {.width = 64, .layers = 2, .heads = 2});
}

TEST(ClipImageEncoderGolden, matches_golden_full_slow) {
  expect_golden_encoder("full-clip", {});
}

}  // namespace
}  // namespace syncdreamer
