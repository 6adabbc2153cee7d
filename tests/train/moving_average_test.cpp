#include "train/moving_average.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace syncdreamer {
namespace {

TEST(MovingAverage, follows_the_parameters_and_swaps_back) {
  at::Tensor parameter = at::zeros({1}).set_requires_grad(true);
  MovingAverage average({{.parameters = {{"p", parameter}}}}, 0.9);
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

TEST(MovingAverage, forgets_its_start_fast) {
  at::Tensor parameter = at::zeros({1});
  MovingAverage average({{.parameters = {{"p", parameter}}}}, 0.999);
  parameter.fill_(1);
  average.update(0);
  average.swap();
  EXPECT_NEAR(parameter.item<float>(), 0.9, 1e-6);
}

TEST(MovingAverage, lags_ever_more_up_to_its_decay) {
  for (const std::int64_t step : {0, 10, 90, 8990, 100'000}) {
    at::Tensor parameter = at::zeros({1}, at::kDouble);
    MovingAverage average({{.parameters = {{"p", parameter}}}}, 0.999);
    parameter.fill_(1);
    average.update(step);
    average.swap();
    const double ramp = 9 / (10 + static_cast<double>(step));  // 1 - (1 + n) / (10 + n)
    EXPECT_NEAR(parameter.item<double>(), std::max(0.001, ramp), 1e-9) << step;
  }
}

TEST(MovingAverage, without_decay_is_the_parameters_and_keeps_nothing) {
  at::Tensor parameter = at::zeros({2});
  MovingAverage average({{.parameters = {{"p", parameter}}}}, 0);
  parameter.fill_(5);
  average.update(0);
  average.swap();
  EXPECT_TRUE(parameter.equal(at::full({2}, 5.0f)));
  StateDict state;
  average.save(state);
  EXPECT_TRUE(state.empty());
  state.add("average.p", at::ones({2}));  // checkpoints of earlier versions have them
  average.load(state);
  EXPECT_TRUE(parameter.equal(at::full({2}, 5.0f)));
}

TEST(MovingAverage, comes_back_as_it_was_saved) {
  at::Tensor parameter = at::ones({2});
  MovingAverage average({{.parameters = {{"p", parameter}}}}, 0.9);
  parameter.fill_(5);
  average.update(1000);
  StateDict state;
  average.save(state);
  MovingAverage other({{.parameters = {{"p", parameter}}}}, 0.9);
  other.load(state);
  other.swap();
  EXPECT_TRUE(parameter.allclose(at::full({2}, 1.4)));
}

}  // namespace
}  // namespace syncdreamer
