#include "nn/spatial_transformer.h"

#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(SpatialTransformer, starts_as_the_identity) {
  SpatialTransformer transformer({.channels = 8, .num_heads = 2, .context_dim = 6, .norm_groups = 4});
  initialize(transformer, 1);
  const auto x = rule_tensor("x", {2, 8, 5, 4});
  EXPECT_TRUE(transformer.forward(x, rule_tensor("context", {2, 1, 6})).equal(x));
}

TEST(SpatialTransformer, one_context_token_equals_the_general_path) {
  SpatialTransformer transformer({.channels = 8, .num_heads = 2, .context_dim = 6, .norm_groups = 4});
  fill_by_rule(transformer);
  const auto x = rule_tensor("x", {2, 8, 5, 4});
  const auto context = rule_tensor("context", {2, 1, 6});
  const auto general = transformer.forward(x, context.expand({2, 2, 6}));
  EXPECT_TRUE(at::allclose(transformer.forward(x, context), general, 1e-4, 1e-5));
}

void expect_golden_transformer(const std::string& size, std::int64_t channels, std::int64_t side) {
  const auto golden = GoldenCase::open(size + "-unet");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(size + "-unet");
  const at::NoGradGuard no_grad;
  SpatialTransformer transformer({.channels = channels});
  fill_by_rule(transformer, "model.diffusion_model.input_blocks.1.1.");
  const auto x = golden->rule_input("in.st.x", {2, channels, side, side});
  expect_matches(*golden, "spatial_transformer.input_blocks.1.1", transformer.forward(x, golden->tensor("context")));
}

TEST(SpatialTransformerGolden, matches_golden_small) {
  expect_golden_transformer("small", 32, 8);
}
TEST(SpatialTransformerGolden, matches_golden_full) {
  expect_golden_transformer("full", 320, 32);
}

}  // namespace
}  // namespace syncdreamer
