#include "nn/fused_attention.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nn/attention.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

at::Tensor plain(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  const auto scores = at::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(q.size(3)));
  return at::matmul(at::softmax(scores, -1), v);
}

TEST(FusedAttention, agrees_with_the_plain_operators_for_heads_in_any_layout) {
  const auto x = rule_tensor("x", {2, 70, 3 * 4 * 40}, 2);
  const auto parts = x.chunk(3, -1);  // rows with gaps
  const auto q = split_heads(parts[0], 4), k = split_heads(parts[1], 4), v = split_heads(parts[2], 4);
  const auto result = fused_attention(q, k, v);
  EXPECT_EQ(result.sizes(), (at::IntArrayRef{2, 4, 70, 40}));
  EXPECT_TRUE(at::allclose(result, plain(q, k, v), 1e-5, 1e-6));
  EXPECT_TRUE(merge_heads(result).is_contiguous());
}

TEST(FusedAttention, takes_columns_that_are_not_contiguous) {
  const auto q = rule_tensor("q", {1, 2, 8, 5}).transpose(2, 3), k = rule_tensor("k", {1, 2, 8, 9}).transpose(2, 3);
  const auto v = rule_tensor("v", {1, 2, 6, 9}).transpose(2, 3);
  EXPECT_TRUE(at::allclose(fused_attention(q, k, v), plain(q, k, v), 1e-5, 1e-6));
}

TEST(FusedAttention, equal_keys_give_the_mean_value) {
  const auto v = rule_tensor("v", {1, 1, 50, 3});
  const auto result = fused_attention(rule_tensor("q", {1, 1, 4, 8}), at::ones({1, 1, 50, 8}), v);
  EXPECT_TRUE(at::allclose(result, v.mean(2, true).expand_as(result), 1e-5, 1e-6));
}

}  // namespace
}  // namespace syncdreamer
