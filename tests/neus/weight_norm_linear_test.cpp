#include "neus/weight_norm_linear.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

TEST(WeightNormLinear, computes_the_linear_layer_that_it_was_given) {
  WeightNormLinear layer(3, 4);
  const at::Tensor weight = rule_tensor("weight", {4, 3}), bias = rule_tensor("bias", {4}),
                   x = rule_tensor("x", {5, 3});
  layer.assign(weight, bias);
  EXPECT_TRUE(at::allclose(layer.forward(x), at::linear(x, weight, bias), 1e-5, 1e-6));
}

TEST(WeightNormLinear, rows_of_the_weight_are_as_long_as_weight_g_says) {
  WeightNormLinear layer(3, 2);
  layer.assign(rule_tensor("weight", {2, 3}), at::zeros({2}));
  const at::NoGradGuard no_grad;
  layer.weight_g.copy_(at::tensor({2.0F, 0.5F}).unsqueeze(1));
  layer.weight_v.mul_(7);
  EXPECT_TRUE(at::allclose(layer.weight().norm(2, {1}), at::tensor({2.0F, 0.5F})));
}

TEST(WeightNormLinear, has_the_names_of_the_released_networks) {
  const ParameterList expected = {{"bias", {4}}, {"weight_g", {4, 1}}, {"weight_v", {4, 3}}};
  EXPECT_EQ(difference(parameter_list_of(WeightNormLinear(3, 4)), expected), "");
}

}  // namespace
}  // namespace syncdreamer
