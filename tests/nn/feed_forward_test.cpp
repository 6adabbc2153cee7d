#include "nn/feed_forward.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

TEST(Geglu, gates_with_the_exact_gelu) {
  Geglu layer(1, 1);
  fill_by_rule(layer);
  at::NoGradGuard no_grad;
  layer.proj->weight.copy_(at::tensor({2.0F, 1.0F}).view({2, 1}));
  layer.proj->bias.zero_();
  for (const double x : {-1.5, 0.3, 2.0}) {
    const double gelu = x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
    EXPECT_NEAR(layer.forward(at::full({1, 1}, x)).item<double>(), 2 * x * gelu, 1e-5);
  }
}

TEST(FeedForward, names_and_shapes_are_the_checkpoints) {
  const ParameterList expected = {
      {"net.0.proj.weight", {64, 8}}, {"net.0.proj.bias", {64}}, {"net.2.weight", {8, 32}}, {"net.2.bias", {8}}};
  EXPECT_EQ(difference(parameter_list_of(FeedForward(8)), expected), "");
}

TEST(FeedForward, many_tokens_without_gradients_agree_with_the_plain_path) {
  FeedForward layer(16);
  fill_by_rule(layer);
  const auto x = rule_tensor("x", {3, 1000, 16});
  const auto plain = layer.forward(x);
  const at::NoGradGuard no_grad;
  const auto pieces = layer.forward(x);
  EXPECT_TRUE(at::allclose(pieces, plain, 1e-4, 1e-6));
}

}  // namespace
}  // namespace syncdreamer
