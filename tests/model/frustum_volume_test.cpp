#include "model/frustum_volume.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(FrustumVolumeGolden, every_level_matches_the_reference) {
  const auto golden = GoldenCase::open("small-volumes");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-volumes");
  FrustumTV3DNet net({.in_channels = 8, .dims = {8, 16, 32, 64}});
  fill_by_rule(net, "spatial_volume.frustum_volume_feats.");
  const at::Tensor indices = golden->tensor("target_indices").flatten();
  const at::Tensor t_embed = golden->tensor("t_embed").expand({4, -1});
  const at::Tensor v_embed = golden->tensor("v_embed").squeeze(0).index_select(0, indices);
  const auto levels = net.forward(golden->tensor("frustum.sampled"), t_embed, v_embed);
  ASSERT_EQ(levels.size(), 4u);
  for (const at::Tensor& level : levels) {
    expect_matches(*golden, "frustum.volume" + std::to_string(level.size(-1)), level);
  }
}

TEST(FrustumVolume, has_as_many_levels_as_dims) {
  FrustumTV3DNet net({.in_channels = 8, .dims = {8, 16, 24}});
  initialize(net, 1);
  const auto levels = net.forward(at::randn({1, 8, 8, 4, 4}), at::randn({1, 256}), at::randn({1, 4}));
  ASSERT_EQ(levels.size(), 3u);
  EXPECT_EQ(levels[0].sizes(), at::IntArrayRef({1, 8, 8, 4, 4}));
  EXPECT_EQ(levels[2].sizes(), at::IntArrayRef({1, 24, 2, 1, 1}));
}

TEST(FrustumVolume, without_gradients_the_kernels_agree_with_the_plain_operators) {
  FrustumTV3DNet net({.in_channels = 32, .dims = {32, 64, 96}});
  fill_by_rule(net);
  const auto x = rule_tensor("x", {2, 32, 8, 12, 12});
  const auto t_embed = rule_tensor("t", {2, 256}), v_embed = rule_tensor("v", {2, 4});
  const auto plain = net.forward(x, t_embed, v_embed);
  const at::NoGradGuard no_grad;
  const auto levels = net.forward(x, t_embed, v_embed);
  for (std::size_t k = 0; k < levels.size(); ++k) {
    EXPECT_LT((levels[k] - plain[k]).abs().max().item<double>(), 2e-5 * plain[k].abs().max().item<double>());
  }
}

}  // namespace
}  // namespace syncdreamer
