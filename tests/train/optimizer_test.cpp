#include "train/optimizer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace syncdreamer {
namespace {

std::vector<ParameterGroup> one_group(const at::Tensor& parameter, double scale = 1) {
  return {ParameterGroup{scale, {{"p", parameter}}}};
}

void set_gradient(at::Tensor parameter, const at::Tensor& gradient) {
  parameter.mutable_grad() = gradient.clone();
}

TEST(AdamW, two_steps_equal_the_published_formula) {
  const AdamWOptions options{.beta1 = 0.8, .beta2 = 0.9, .eps = 1e-3, .weight_decay = 0.1};
  at::Tensor parameter = at::full({1}, 2.0, at::kDouble).set_requires_grad(true);
  AdamW optimizer(one_group(parameter, 0.5), options);
  double p = 2, m = 0, v = 0;
  const double gradients[] = {0.3, -0.7};
  for (int step = 1; step <= 2; ++step) {
    const double g = gradients[step - 1], rate = 0.01 * 0.5;
    set_gradient(parameter, at::full({1}, g, at::kDouble));
    optimizer.step(0.01);
    m = 0.8 * m + 0.2 * g;
    v = 0.9 * v + 0.1 * g * g;
    p -= rate * 0.1 * p;
    p -= rate * (m / (1 - std::pow(0.8, step))) / (std::sqrt(v / (1 - std::pow(0.9, step))) + 1e-3);
    EXPECT_NEAR(parameter.item<double>(), p, 1e-12);
  }
}

TEST(AdamW, parameters_without_gradient_stay) {
  at::Tensor parameter = at::ones({3}).set_requires_grad(true);
  AdamW optimizer(one_group(parameter), {});
  optimizer.step(1);
  EXPECT_EQ(parameter.sum().item<float>(), 3);
}

TEST(AdamW, clipping_scales_all_gradients_to_the_norm) {
  at::Tensor parameter = at::zeros({2}).set_requires_grad(true);
  AdamW optimizer(one_group(parameter), {});
  set_gradient(parameter, at::tensor({3.f, 4.f}));
  EXPECT_NEAR(optimizer.clip_gradients(10), 5, 1e-6);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 5, 1e-6);
  EXPECT_NEAR(optimizer.clip_gradients(1), 5, 1e-6);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 1, 1e-6);
}

TEST(AdamW, restored_state_continues_exactly) {
  at::Tensor a = at::ones({4}).set_requires_grad(true), b = at::ones({4}).set_requires_grad(true);
  AdamW first(one_group(a), {}), second(one_group(b), {});
  const at::Tensor gradient = at::tensor({1.f, -2.f, 0.5f, 0.1f});
  set_gradient(a, gradient);
  first.step(0.1);
  StateDict state;
  first.save(state);
  second.load(state, 1);
  {
    const at::NoGradGuard no_grad;
    b.copy_(a);
  }
  set_gradient(a, -gradient);
  set_gradient(b, -gradient);
  first.step(0.1);
  second.step(0.1);
  EXPECT_TRUE(a.equal(b));
}

TEST(MovingAverage, follows_the_parameters_and_swaps_back) {
  at::Tensor parameter = at::zeros({1}).set_requires_grad(true);
  MovingAverage average(one_group(parameter), 0.9);
  {
    const at::NoGradGuard no_grad;
    parameter.fill_(1);
  }
  average.update(1000);
  average.swap();
  EXPECT_NEAR(parameter.item<float>(), 0.1, 1e-6);
  average.swap();
  EXPECT_EQ(parameter.item<float>(), 1);
}

}  // namespace
}  // namespace syncdreamer
