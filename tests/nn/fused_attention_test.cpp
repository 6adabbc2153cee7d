#include "nn/fused_attention.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

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

TEST(FusedAttention, what_is_no_number_stays_none) {
  at::Tensor k = rule_tensor("k", {1, 2, 50, 8});
  k[0][1][17][3] = std::numeric_limits<float>::quiet_NaN();
  const auto result = fused_attention(rule_tensor("q", {1, 2, 4, 8}), k, rule_tensor("v", {1, 2, 50, 3}));
  EXPECT_FALSE(result.select(1, 0).isnan().any().item<bool>());
  EXPECT_TRUE(result.select(1, 1).isnan().all().item<bool>());
}

TEST(FusedAttention, operands_that_do_not_fit_together_are_refused) {
  const auto q = at::rand({2, 3, 4, 8}), k = at::rand({2, 3, 5, 8}), v = at::rand({2, 3, 5, 6});
  EXPECT_NO_THROW(fused_attention(q, k, v));
  EXPECT_THROW(fused_attention(q, k.slice(0, 0, 1), v), std::logic_error);
  EXPECT_THROW(fused_attention(q, k, v.slice(1, 0, 2)), std::logic_error);
  EXPECT_THROW(fused_attention(q, k.slice(3, 0, 7), v), std::logic_error);
  EXPECT_THROW(fused_attention(q, k, v.slice(2, 0, 4)), std::logic_error);
}

TEST(ShortAttention, value_and_gradients_are_those_of_the_plain_operators) {
  for (const std::int64_t key_dim : {3, 16, 37}) {  // less than a register, whole ones, and a rest
    const auto q = rule_tensor("q", {2, 5, 4, key_dim}, 2), k = rule_tensor("k", {2, 5, 8, key_dim}, 2);
    const auto v = rule_tensor("v", {2, 5, 8, 19}), grad = rule_tensor("grad", {2, 5, 4, 19});
    const auto gradients = [&](const auto& attend) {
      std::vector<at::Tensor> operands;
      for (const auto& x : {q, k, v}) operands.push_back(x.detach().clone().set_requires_grad(true));
      const auto result = attend(operands[0], operands[1], operands[2]);
      result.backward(grad);
      return std::vector<at::Tensor>{result, operands[0].grad(), operands[1].grad(), operands[2].grad()};
    };
    const auto found = gradients(short_attention), expected = gradients(plain);
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_TRUE(at::allclose(found[i], expected[i], 1e-4, 1e-6)) << "of operand " << i << ", dimension " << key_dim;
    }
  }
}

TEST(ShortAttention, gradients_of_keys_that_are_the_values_add_up) {
  const auto q = rule_tensor("q", {1, 6, 2, 8}), rays = rule_tensor("rays", {1, 6, 4, 8}).transpose(1, 2).contiguous();
  const auto gradient = [&](const auto& attend) {
    const auto context = rays.detach().clone().set_requires_grad(true);
    const auto view = context.transpose(1, 2);  // rows with gaps
    attend(q, view, view).square().sum().backward();
    return context.grad();
  };
  EXPECT_TRUE(at::allclose(gradient(short_attention), gradient(plain), 1e-4, 1e-6));
}

TEST(ShortAttention, is_for_few_scores_of_single_precision_here) {
  const auto few = at::zeros({1, 1, 4, 8}), many = at::zeros({1, 1, 400, 8});
  EXPECT_TRUE(short_attention_applies(few, few, few));
  EXPECT_FALSE(short_attention_applies(many, many, many));
  EXPECT_FALSE(short_attention_applies(few, few, few.to(at::kDouble)));
}

}  // namespace
}  // namespace syncdreamer
