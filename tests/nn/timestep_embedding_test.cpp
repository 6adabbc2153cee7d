#include "nn/timestep_embedding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(TimestepEmbedding, cosines_come_first) {
  const auto embedding = timestep_embedding(at::tensor({0, 7}), 8);
  EXPECT_TRUE(embedding[0].equal(at::tensor({1.0F, 1.0F, 1.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F})));
  for (int i = 0; i < 4; ++i) {
    const double angle = 7 * std::pow(10000.0, -i / 4.0);
    EXPECT_NEAR(embedding[1][i].item<double>(), std::cos(angle), 1e-6);
    EXPECT_NEAR(embedding[1][4 + i].item<double>(), std::sin(angle), 1e-6);
  }
}

TEST(TimestepEmbeddingGolden, matches_golden) {
  for (const std::string size : {"small", "full"}) {
    const auto golden = GoldenCase::open(size + "-embeddings");
    if (!golden) GTEST_SKIP() << GoldenCase::skip_message(size + "-embeddings");
    const auto t = golden->tensor("t");
    const auto embedding = timestep_embedding(t, 256);
    expect_matches(*golden, "timestep_embedding", embedding);
    const auto time_embed = make_time_embed(256, 256);
    fill_by_rule(*time_embed, "time_embed.");
    expect_matches(*golden, "time_embed", time_embed->forward(embedding));

    const std::int64_t channels = size == "small" ? 32 : 320;
    const auto unet_embedding = timestep_embedding(t, channels);
    expect_matches(*golden, "unet.timestep_embedding", unet_embedding);
    const auto unet_time_embed = make_time_embed(channels, 4 * channels);
    fill_by_rule(*unet_time_embed, "model.diffusion_model.time_embed.");
    expect_matches(*golden, "unet.time_embed", unet_time_embed->forward(unet_embedding));
  }
}

TEST(LinearGolden, matches_golden_of_cc_projection) {
  const auto golden = GoldenCase::open("small-embeddings");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-embeddings");
  Linear projection(772, 768);
  fill_by_rule(projection, "cc_projection.");
  expect_matches(*golden, "cc.y", projection.forward(golden->tensor("cc.x")));
}

}  // namespace
}  // namespace syncdreamer
