#include "nn/residual_block.h"

#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(ResidualBlock, starts_as_the_identity) {
  ResidualBlock block({.in_channels = 8, .out_channels = 8, .embedding_dim = 6, .norm_groups = 4});
  initialize(block, 1);
  const auto x = rule_tensor("x", {2, 8, 5, 4});
  EXPECT_TRUE(block.forward(x, rule_tensor("embedding", {2, 6})).equal(x));
}

void expect_golden_block(const std::string& size, std::int64_t channels, std::int64_t side) {
  const auto golden = GoldenCase::open(size + "-unet");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message(size + "-unet");
  const at::NoGradGuard no_grad;
  ResidualBlock block({.in_channels = channels, .out_channels = 2 * channels, .embedding_dim = 4 * channels});
  fill_by_rule(block, "model.diffusion_model.input_blocks.4.0.");
  const auto x = golden->rule_input("in.res.x", {2, channels, side / 2, side / 2});
  const auto embedding = golden->rule_input("in.emb", {2, 4 * channels});
  expect_matches(*golden, "resblock.input_blocks.4.0", block.forward(x, embedding));
}

TEST(ResidualBlockGolden, matches_golden_small) {
  expect_golden_block("small", 32, 8);
}
TEST(ResidualBlockGolden, matches_golden_full) {
  expect_golden_block("full", 320, 32);
}

}  // namespace
}  // namespace syncdreamer
