#include "nn/fused_gated_gelu.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(FusedGatedGelu, agrees_with_the_plain_operators_from_tail_to_tail) {
  const auto x = rule_tensor("x", {3, 50, 64}, 12);
  const auto halves = x.chunk(2, -1);
  const auto expected = halves[0] * at::gelu(halves[1]);
  EXPECT_LT((fused_gated_gelu(x) - expected).abs().max().item<double>(), 1e-6 * expected.abs().max().item<double>());
}

TEST(FusedGatedGelu, leaves_gradients_and_odd_widths_to_libtorch) {
  EXPECT_TRUE(fused_gated_gelu_applies(at::zeros({2, 64})));
  EXPECT_FALSE(fused_gated_gelu_applies(at::zeros({2, 64}).requires_grad_(true)));
  EXPECT_FALSE(fused_gated_gelu_applies(at::zeros({2, 6})));
  EXPECT_THROW(fused_gated_gelu(at::zeros({2, 6})), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
