#include "model/depth_attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

constexpr DepthTransformerOptions kTinyTransformer{.channels = 12, .volume_dim = 16, .num_heads = 2};

/// The definition, with keys and values of every voxel.
at::Tensor materialized(DepthAttention& layer, const at::Tensor& x, const at::Tensor& context, std::int64_t num_heads) {
  const std::int64_t batch = x.size(0), depth = context.size(2), height = x.size(2), width = x.size(3);
  const auto q = layer.to_q->forward(x).reshape({batch, num_heads, -1, height, width});
  const auto k = layer.to_k->forward(context).reshape({batch, num_heads, -1, depth, height, width});
  const auto v = layer.to_v->forward(context).reshape({batch, num_heads, -1, depth, height, width});
  const auto scores = (q.unsqueeze(3) * k).sum(2, true) / std::sqrt(static_cast<double>(q.size(2)));
  const auto attended = (at::softmax(scores, 3) * v).sum(3);
  return layer.to_out->forward(attended.reshape({batch, -1, height, width}));
}

TEST(DepthAttention, agrees_with_materialized_keys_and_values_and_their_gradients) {
  DepthAttention layer(10, 16, 2, 8);
  fill_by_rule(layer);
  const auto x = rule_tensor("x", {2, 10, 4, 3}, 3);
  const auto context = rule_tensor("context", {2, 16, 5, 4, 3}, 3);
  const auto weights = rule_tensor("weights", {2, 10, 4, 3});
  const auto expected = materialized(layer, x, context, 2);
  (expected * weights).sum().backward();
  const auto expected_gradient = layer.to_k->weight.grad().clone();
  layer.zero_grad();
  const auto actual = layer.forward(x, context);
  (actual * weights).sum().backward();
  EXPECT_TRUE(at::allclose(actual, expected, 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(layer.to_k->weight.grad(), expected_gradient, 1e-3, 1e-5));
}

TEST(DepthAttention, equal_voxels_leave_nothing_to_the_query) {
  DepthAttention layer(10, 16, 2, 8);
  fill_by_rule(layer);
  const auto voxel = rule_tensor("voxel", {16});
  const auto general =
      layer.forward(rule_tensor("x", {1, 10, 4, 3}), voxel.view({1, 16, 1, 1, 1}).expand({1, 16, 5, 4, 3}));
  EXPECT_TRUE(at::allclose(layer.forward_mean(voxel.view({1, 16, 1, 1, 1})).expand_as(general), general, 1e-4, 1e-5));
}

TEST(DepthAttention, without_attention_all_voxels_of_a_ray_count_alike) {
  DepthAttention layer(10, 16, 2, 8, false);
  fill_by_rule(layer);
  EXPECT_EQ(layer.parameters().size(), 2U) << "the values' and the result's";
  const auto context = rule_tensor("context", {2, 16, 5, 4, 3}, 3);
  const auto expected = layer.to_out->forward(layer.to_v->forward(context).mean(2));
  EXPECT_TRUE(at::allclose(layer.forward_mean(context), expected, 1e-4, 1e-5));
}

TEST(DepthTransformer, without_attention_every_parameter_still_learns) {
  DepthTransformer transformer({.channels = 12, .volume_dim = 16, .num_heads = 2, .attends = false});
  fill_by_rule(transformer);
  const auto x = rule_tensor("x", {2, 12, 4, 3});
  transformer.forward(x, rule_tensor("volume", {2, 16, 5, 4, 3})).square().sum().backward();
  for (const auto& entry : transformer.named_parameters()) {
    ASSERT_TRUE(entry.value().grad().defined()) << entry.key();
    EXPECT_GT(entry.value().grad().abs().max().item<float>(), 0) << entry.key();
  }
}

TEST(DepthTransformer, starts_as_the_identity) {
  DepthTransformer transformer(kTinyTransformer);
  initialize(transformer, 1);
  const auto x = rule_tensor("x", {2, 12, 4, 3});
  EXPECT_TRUE(transformer.forward(x, rule_tensor("volume", {2, 16, 5, 4, 3})).equal(x));
}

TEST(DepthTransformer, rows_without_a_volume_see_a_zero_volume) {
  DepthTransformer transformer(kTinyTransformer);
  fill_by_rule(transformer);
  const auto x = rule_tensor("x", {3, 12, 4, 3});
  const auto volume = rule_tensor("volume", {1, 16, 5, 4, 3});
  const auto padded = at::cat({volume, at::zeros({2, 16, 5, 4, 3})});
  EXPECT_TRUE(at::allclose(transformer.forward(x, volume), transformer.forward(x, padded), 1e-4, 1e-5));
}

TEST(DepthTransformer, refuses_a_volume_of_another_size) {
  DepthTransformer transformer(kTinyTransformer);
  EXPECT_THROW(transformer.forward(at::zeros({1, 12, 4, 4}), at::zeros({1, 16, 5, 2, 2})), std::logic_error);
}

struct Size {
  std::string name;
  std::int64_t channels, side, depth;
  std::vector<std::int64_t> volume_dims;
};

const Size kSmall{"small", 32, 8, 24, {8, 16, 32, 64}};
const Size kFull{"full", 320, 32, 48, {64, 128, 256, 512}};

void expect_golden_middle(const Size& size) {
  const auto golden = GoldenCase::open(size.name + "-unet");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(size.name + "-unet");
  const at::NoGradGuard no_grad;
  const std::int64_t channels = 4 * size.channels, side = size.side / 8;
  DepthTransformer transformer({.channels = channels, .volume_dim = size.volume_dims[3]});
  fill_by_rule(transformer, "model.diffusion_model.middle_conditions.");
  const auto x = golden->rule_input("in.mid.x", {2, channels, side, side});
  const auto volume = golden->rule_input("in.mid.c", {2, size.volume_dims[3], size.depth / 8, side, side});
  expect_matches(*golden, "depth_transformer.middle", transformer.forward(x, volume));
}

void expect_golden_output5(const Size& size) {
  const auto golden = GoldenCase::open(size.name + "-unet");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(size.name + "-unet");
  const at::NoGradGuard no_grad;
  DepthTransformer transformer({.channels = 2 * size.channels, .volume_dim = size.volume_dims[0]});
  fill_by_rule(transformer, "model.diffusion_model.output_conditions.5.");
  const auto x = golden->rule_input("in.out5.x", {2, 2 * size.channels, size.side, size.side});
  const auto volume = golden->rule_input("in.out5.c", {2, size.volume_dims[0], size.depth, size.side, size.side});
  expect_matches(*golden, "depth_transformer.output5", transformer.forward(x, volume));
}

TEST(DepthTransformerGolden, matches_golden_middle) {
  expect_golden_middle(kSmall);
}
TEST(DepthTransformerGolden, matches_golden_output5) {
  expect_golden_output5(kSmall);
}
TEST(DepthTransformerGolden, matches_golden_middle_full) {
  expect_golden_middle(kFull);
}
TEST(DepthTransformerGolden, matches_golden_output5_full) {
  expect_golden_output5(kFull);
}

}  // namespace
}  // namespace syncdreamer
