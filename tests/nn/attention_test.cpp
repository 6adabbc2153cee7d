#include "nn/attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(Attention, agrees_with_its_formula_with_gradients_and_without) {
  for (const std::int64_t length : {4, 40}) {  // with gradients by a kernel for few scores, by libtorch for many
    const auto q = rule_tensor("q", {2, 3, length, 5}), k = rule_tensor("k", {2, 3, 60, 5});
    const auto v = rule_tensor("v", {2, 3, 60, 7});
    const auto scores = at::einsum("bhld,bhmd->bhlm", {q, k}) / std::sqrt(5.0);
    const auto expected = at::einsum("bhlm,bhme->bhle", {at::softmax(scores, -1), v});
    EXPECT_TRUE(at::allclose(attention(q, k, v), expected, 1e-5, 1e-6));
    const auto recorded = q.clone().set_requires_grad(true);
    EXPECT_TRUE(at::allclose(attention(recorded, k, v), expected, 1e-5, 1e-6));
  }
}

TEST(Attention, heads_split_and_merge) {
  const auto x = rule_tensor("x", {2, 3, 8});
  const auto split = split_heads(x, 4);
  EXPECT_EQ(split.sizes(), (at::IntArrayRef{2, 4, 3, 2}));
  EXPECT_TRUE(split[1][2][0].equal(x[1][0].slice(0, 4, 6)));
  EXPECT_TRUE(merge_heads(split).equal(x));
}

TEST(CrossAttention, one_token_equals_the_general_path) {
  CrossAttention layer(16, 12, 4);
  fill_by_rule(layer);
  const auto x = rule_tensor("x", {2, 9, 16});
  const auto context = rule_tensor("context", {2, 1, 12});
  // Two equal tokens share the softmax equally, so their values' mean is the one token's value.
  const auto general = layer.forward(x, context.expand({2, 2, 12}));
  EXPECT_TRUE(at::allclose(layer.forward(x, context).expand_as(general), general, 1e-5, 1e-6));
}

TEST(CrossAttention, self_attention_commutes_with_a_permutation_of_tokens) {
  CrossAttention layer(16, 16, 2);
  fill_by_rule(layer);
  const auto x = rule_tensor("x", {1, 5, 16});
  const auto order = at::tensor({3, 1, 4, 0, 2});
  EXPECT_TRUE(
      at::allclose(layer.forward(x).index_select(1, order), layer.forward(x.index_select(1, order)), 1e-4, 1e-6));
}

}  // namespace
}  // namespace syncdreamer
