#include "train/optimizer.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

std::vector<ParameterGroup> one_group(const at::Tensor& parameter, double scale = 1) {
  return {ParameterGroup{scale, {{"p", parameter}}}};
}

void set_gradient(at::Tensor parameter, const at::Tensor& gradient) {
  parameter.mutable_grad() = gradient.clone();
}

TEST(Optimizer, two_steps_equal_the_published_formula) {
  const OptimizerOptions options{.adamw = {.beta1 = 0.8, .beta2 = 0.9, .eps = 1e-3, .weight_decay = 0.1}};
  at::Tensor parameter = at::full({1}, 2.0, at::kDouble).set_requires_grad(true);
  Optimizer optimizer(one_group(parameter, 0.5), options);
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

TEST(Optimizer, clipping_scales_all_gradients_to_the_norm) {
  at::Tensor parameter = at::zeros({2}).set_requires_grad(true);
  Optimizer optimizer(one_group(parameter), {});
  set_gradient(parameter, at::tensor({3.f, 4.f}));
  EXPECT_NEAR(optimizer.clip_gradients(10), 5, 1e-6);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 5, 1e-6);
  EXPECT_NEAR(optimizer.clip_gradients(0), 5, 1e-6);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 5, 1e-6) << "0: as they are";
  EXPECT_NEAR(optimizer.clip_gradients(1), 5, 1e-6);
  EXPECT_NEAR(parameter.grad().norm().item<double>(), 1, 1e-6);
}

TEST(Optimizer, groups_share_one_norm_and_have_rates_of_their_own) {
  at::Tensor slow = at::zeros({1}).set_requires_grad(true), quick = at::zeros({1}).set_requires_grad(true);
  Optimizer optimizer({ParameterGroup{1, {{"slow", slow}}}, ParameterGroup{10, {{"quick", quick}}}},
                      {.adamw = {.weight_decay = 0}});
  set_gradient(slow, at::full({1}, 3.F));
  set_gradient(quick, at::full({1}, 4.F));
  EXPECT_NEAR(optimizer.clip_gradients(1), 5, 1e-6);
  EXPECT_NEAR(slow.grad().item<float>(), 0.6, 1e-6);
  EXPECT_NEAR(quick.grad().item<float>(), 0.8, 1e-6);
  optimizer.step(0.01);  // whose first is one of the rate, whatever the gradient
  EXPECT_NEAR(slow.item<float>(), -0.01, 1e-5);
  EXPECT_NEAR(quick.item<float>(), -0.1, 1e-4);
}

TEST(Optimizer, gradients_that_are_not_finite_are_told_by_their_norm_and_stay) {
  at::Tensor parameter = at::zeros({2}).set_requires_grad(true);
  Optimizer optimizer(one_group(parameter), {});
  for (const float broken : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    set_gradient(parameter, at::tensor({3.f, broken}));
    for (const double max_norm : {0, 1}) EXPECT_FALSE(std::isfinite(optimizer.clip_gradients(max_norm))) << max_norm;
    EXPECT_EQ(parameter.grad()[0].item<float>(), 3);
  }
}

// One parameter, AdamW's or Muon's: the steps of a second optimizer that was restored are those of the first.
void expect_continuation(const at::Tensor& start, const at::Tensor& gradient, const OptimizerOptions& options) {
  at::Tensor a = start.clone().set_requires_grad(true), b = start.clone().set_requires_grad(true);
  Optimizer first(one_group(a), options), second(one_group(b), options);
  set_gradient(a, gradient);
  first.step(0.1);
  StateDict state;
  first.save(state);
  second.load(state, 1);
  {
    const at::NoGradGuard no_grad;
    b.copy_(a);
  }
  set_gradient(a, -2 * gradient.flip({0}));
  set_gradient(b, -2 * gradient.flip({0}));
  first.step(0.1);
  second.step(0.1);
  EXPECT_TRUE(a.equal(b));
}

TEST(Optimizer, restored_state_continues_exactly) {
  expect_continuation(at::ones({4}), at::tensor({1.f, -2.f, 0.5f, 0.1f}), {});
  const at::Tensor matrix = at::tensor({1.f, -2.f, 0.5f, 0.1f, 0.7f, 3.f}).reshape({2, 3});
  expect_continuation(at::ones({2, 3}), matrix, {.muon = true, .adamw = {}});
}

TEST(Optimizer, state_of_another_type_is_refused) {
  StateDict state;
  state.path = "checkpoint.safetensors";
  state.add("weight", at::ones({4}, at::kHalf));
  at::Tensor target = at::ones({4});
  EXPECT_THAT(refusal_of([&] { restore(target, state, "weight"); }),
              testing::HasSubstr("checkpoint.safetensors: weight: has numbers of another type"));
}

TEST(Optimizer, muon_moves_matrices_and_adamw_the_rest) {
  const at::Tensor gradient = at::tensor({1.f, -2.f, 0.5f, 0.1f, 0.7f, 3.f});
  const auto moved = [&](std::vector<std::int64_t> sizes, bool muon) {
    at::Tensor parameter = at::zeros(sizes).set_requires_grad(true);
    Optimizer optimizer(one_group(parameter), {.muon = muon, .adamw = {}});
    set_gradient(parameter, gradient.reshape(sizes));
    optimizer.step(0.1);
    return parameter.detach();
  };
  EXPECT_TRUE(moved({6}, true).equal(moved({6}, false)));
  const at::Tensor expected = -0.1 * 0.2 * std::sqrt(3.0) * orthogonalized(gradient.reshape({1, 2, 3}))[0];
  EXPECT_LT((moved({2, 3}, true) - expected).abs().max().item<float>(), 1e-7);
}

}  // namespace
}  // namespace syncdreamer
