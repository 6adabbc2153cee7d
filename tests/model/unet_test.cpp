#include "model/unet.h"

#include <gtest/gtest.h>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

const std::string kPrefix = "model.diffusion_model.";

/// Three levels, a latent of 16 and a further latent of the input, so that nothing rests on the released sizes.
const UNetOptions kTinyUNet{.in_channels = 12,
                            .model_channels = 16,
                            .channel_mult = {1, 2, 4},
                            .num_res_blocks = 1,
                            .attention_resolutions = {4, 2},
                            .num_heads = 4,
                            .context_dim = 10,
                            .norm_groups = 8,
                            .volume_dims = {8, 16, 32}};

VolumePyramid pyramid(const std::vector<std::int64_t>& dims, std::int64_t batch, std::int64_t depth,
                      std::int64_t side) {
  VolumePyramid volumes;
  for (std::size_t k = 0; k < dims.size(); ++k) {
    const std::int64_t width = side >> k;
    volumes.push_back(rule_tensor("in.unet.volume" + std::to_string(width), {batch, dims[k], depth >> k, width, width})
                          .to(test_device()));
  }
  return volumes;
}

struct TinyInputs {
  at::Tensor x = rule_tensor("x", {2, 12, 16, 16});
  at::Tensor timesteps = at::tensor({3, 500});
  at::Tensor context = rule_tensor("context", {2, 1, 10});
};

TEST(DepthWiseUNet, names_and_shapes_are_the_released_checkpoints) {
  const auto expected = read_parameter_list("syncdreamer-parameters.tsv", kPrefix);
  if (expected.empty()) GTEST_SKIP() << "no syncdreamer-parameters.tsv in the reference folder";
  EXPECT_EQ(difference(parameter_list_of(DepthWiseUNet(UNetOptions{})), expected), "");
}

TEST(DepthWiseUNet, without_volumes_is_the_backbone_alone) {
  DepthWiseUNet unet(kTinyUNet);
  fill_by_rule(unet);
  const at::NoGradGuard no_grad;
  const TinyInputs in;
  const auto result = unet.forward(in.x, in.timesteps, in.context);
  EXPECT_EQ(result.sizes(), (at::IntArrayRef{2, 4, 16, 16}));
  EXPECT_FALSE(result.equal(unet.forward(in.x, in.timesteps, in.context, pyramid(kTinyUNet.volume_dims, 2, 8, 16))));
  for (at::Tensor& parameter : unet.middle_conditions->parameters()) parameter.detach().fill_(NAN);
  EXPECT_TRUE(result.equal(unet.forward(in.x, in.timesteps, in.context)));
}

TEST(DepthWiseUNet, fresh_depth_attention_leaves_the_backbone_unchanged) {
  DepthWiseUNet unet(kTinyUNet);
  initialize(unet, 1);
  const at::NoGradGuard no_grad;
  unet.out->at<Conv2d>(2).weight.fill_(0.1);
  const TinyInputs in;
  EXPECT_TRUE(unet.forward(in.x, in.timesteps, in.context)
                  .equal(unet.forward(in.x, in.timesteps, in.context, pyramid(kTinyUNet.volume_dims, 2, 8, 16))));
}

TEST(DepthWiseUNet, rows_without_volumes_see_zero_volumes) {
  DepthWiseUNet unet(kTinyUNet);
  fill_by_rule(unet);
  const at::NoGradGuard no_grad;
  const TinyInputs in;
  const VolumePyramid one = pyramid(kTinyUNet.volume_dims, 1, 8, 16);
  VolumePyramid padded;
  for (const auto& volume : one) padded.push_back(at::cat({volume, at::zeros_like(volume)}));
  EXPECT_TRUE(at::allclose(unet.forward(in.x, in.timesteps, in.context, one),
                           unet.forward(in.x, in.timesteps, in.context, padded), 1e-3, 1e-4));
}

TEST(DepthWiseUNet, gradients_reach_every_parameter_that_matters) {
  DepthWiseUNet unet(kTinyUNet);
  fill_by_rule(unet);
  const TinyInputs in;
  unet.forward(in.x, in.timesteps, in.context, pyramid(kTinyUNet.volume_dims, 2, 8, 16)).square().mean().backward();
  for (const auto& item : unet.named_parameters()) {
    // One context token makes queries, keys and their norm irrelevant.
    const std::string& name = item.key();
    const bool irrelevant = name.find("attn2.to_q") != std::string::npos ||
                            name.find("attn2.to_k") != std::string::npos || name.find("norm2.") != std::string::npos;
    ASSERT_EQ(item.value().grad().defined(), !irrelevant) << name;
    if (irrelevant) continue;
    EXPECT_GT(item.value().grad().abs().max().item<float>(), 0) << name;
  }
}

TEST(DepthWiseUNet, without_gradients_the_kernels_agree_with_the_plain_operators) {
  DepthWiseUNet unet(kTinyUNet);
  fill_by_rule(unet);
  const TinyInputs in;
  const VolumePyramid volumes = pyramid(kTinyUNet.volume_dims, 1, 8, 16);
  const auto plain = unet.forward(in.x, in.timesteps, in.context, volumes);
  const at::NoGradGuard no_grad;
  const auto result = unet.forward(in.x, in.timesteps, in.context, volumes);
  EXPECT_LT((result - plain).abs().max().item<double>(), 2e-5 * plain.abs().max().item<double>());
}

TEST(DepthWiseUNet, refuses_sides_that_cannot_be_halved_and_missing_levels) {
  DepthWiseUNet unet(kTinyUNet);
  const TinyInputs in;
  EXPECT_THROW(unet.forward(at::zeros({2, 12, 10, 10}), in.timesteps, in.context), std::logic_error);
  EXPECT_THROW(unet.forward(in.x, in.timesteps, in.context, pyramid({8, 16}, 2, 8, 16)), std::logic_error);
}

struct GoldenInputs {
  at::Tensor x, timesteps, context;
  VolumePyramid volumes;
};

/// The released model divides the input's scaled latent by its factor once more before it concatenates it.
GoldenInputs read_inputs(const GoldenCase& golden, const UNetOptions& options, std::int64_t depth, std::int64_t side) {
  return {.x = at::cat({golden.tensor("unet.x"), golden.tensor("unet.x_concat") / 0.18215}, 1),
          .timesteps = golden.tensor("unet.t"),
          .context = golden.tensor("unet.clip_embed"),
          .volumes = pyramid(options.volume_dims, 2, depth, side)};
}

void expect_golden_unet(const std::string& stem, const UNetOptions& options, std::int64_t depth, std::int64_t side) {
  const auto golden = GoldenCase::open(stem);
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(stem);
  const at::NoGradGuard no_grad;
  DepthWiseUNet unet(options);
  fill_by_rule(unet, kPrefix);
  const GoldenInputs in = read_inputs(*golden, options, depth, side);
  const auto conditional = unet.forward(in.x, in.timesteps, in.context, in.volumes);
  expect_matches(*golden, "unet.y", conditional);

  const auto noisy = in.x.narrow(1, 0, 4);
  const auto x = at::cat({in.x, at::cat({noisy, at::zeros_like(noisy)}, 1)});
  const auto context = at::cat({in.context, at::zeros_like(in.context)});
  const auto halves = unet.forward(x, in.timesteps.repeat({2}), context, in.volumes).chunk(2);
  expect_matches(*golden, "unet.y_cfg2", halves[1] + 2.0 * (halves[0] - halves[1]));
}

TEST(DepthWiseUNetGolden, matches_golden_small) {
  expect_golden_unet("small-unet", {.model_channels = 32, .volume_dims = {8, 16, 32, 64}}, 24, 8);
}

TEST(DepthWiseUNetGolden, matches_golden_full_slow) {
  expect_golden_unet("full-unet", {}, 48, 32);
}

}  // namespace
}  // namespace syncdreamer
