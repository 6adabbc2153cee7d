#include "model/target_view_encoder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(TargetViewEncoderGolden, matches_the_reference) {
  const auto golden = GoldenCase::open("small-volumes");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-volumes");
  TargetViewEncoder encoder({});
  fill_by_rule(encoder, "spatial_volume.target_encoder.");
  const at::Tensor x = golden->tensor("x").select(1, 3), v_embed = golden->tensor("v_embed").select(1, 3);
  expect_matches(*golden, "target_encoder.view3", encoder.forward(x, golden->tensor("t_embed"), v_embed));
}

TEST(TargetViewEncoder, encodes_every_view_of_a_batch_on_its_own) {
  TargetViewEncoder encoder({.channels = 8});
  initialize(encoder, 1);
  const at::Tensor x = at::randn({3, 4, 6, 6}), t = at::randn({3, 256}), v = at::randn({3, 4});
  const at::Tensor together = encoder.forward(x, t, v);
  const at::Tensor alone = encoder.forward(x.narrow(0, 1, 1), t.narrow(0, 1, 1), v.narrow(0, 1, 1));
  EXPECT_LT((together.narrow(0, 1, 1) - alone).abs().max().item<double>(), 1e-5);
}

}  // namespace
}  // namespace syncdreamer
