#include "nn/adamw.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

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

TEST(AdamWStep, parameters_too_large_for_one_call_all_move) {
  std::vector<at::Tensor> parameters;
  std::vector<AdamWMoments> moments;
  for (const std::int64_t size : {std::int64_t{64} << 20, std::int64_t{3}}) {  // 256 MB, and what is left
    parameters.push_back(at::zeros({size}).set_requires_grad(true));
    parameters.back().mutable_grad() = at::ones_like(parameters.back().detach());
    moments.push_back(zero_moments(parameters.back()));
  }
  adamw_step(parameters, moments, {.weight_decay = 0}, 0.5, 1);
  for (const at::Tensor& parameter : parameters) {
    EXPECT_NEAR(parameter.detach().min().item<float>(), -0.5, 1e-6);
    EXPECT_NEAR(parameter.detach().max().item<float>(), -0.5, 1e-6);
  }
}

TEST(AdamWStep, parameter_without_gradient_stays) {
  at::Tensor parameter = at::ones({3}).set_requires_grad(true);
  AdamWMoments moments = zero_moments(parameter);
  adamw_step({parameter}, {moments}, {}, 1, 1);
  EXPECT_EQ(parameter.sum().item<float>(), 3);
}

}  // namespace
}  // namespace syncdreamer
