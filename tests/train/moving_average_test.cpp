#include "train/moving_average.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace syncdreamer
