#include "nn/adamw.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace syncdreamer {
namespace {

TEST(AdamWStep, first_step_without_decay_moves_by_the_learning_rate_against_the_sign) {
  at::Tensor parameter = at::zeros({2}, at::kDouble).set_requires_grad(true);
  parameter.mutable_grad() = at::tensor({5.0, -0.01}, at::kDouble);
  AdamWMoments moments = zero_moments(parameter);
  adamw_step({parameter}, {moments}, {.weight_decay = 0}, 0.1, 1);
  EXPECT_NEAR(parameter[0].item<double>(), -0.1, 1e-6);
  EXPECT_NEAR(parameter[1].item<double>(), 0.1, 1e-6);
}

TEST(AdamWStep, decay_is_apart_from_the_gradient) {
  at::Tensor parameter = at::full({1}, 4.0, at::kDouble).set_requires_grad(true);
  parameter.mutable_grad() = at::zeros({1}, at::kDouble);
  AdamWMoments moments = zero_moments(parameter);
  adamw_step({parameter}, {moments}, {.weight_decay = 0.5}, 0.1, 1);
  EXPECT_NEAR(parameter.item<double>(), 4 * (1 - 0.1 * 0.5), 1e-12);
}

TEST(AdamWStep, parameter_without_gradient_stays) {
  at::Tensor parameter = at::ones({3}).set_requires_grad(true);
  AdamWMoments moments = zero_moments(parameter);
  adamw_step({parameter}, {moments}, {}, 1, 1);
  EXPECT_EQ(parameter.sum().item<float>(), 3);
}

}  // namespace
}  // namespace syncdreamer
