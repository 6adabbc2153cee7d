#include "diffusion/condition_drop.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ConditionDrop, drops_one_condition_or_all_at_the_given_rate) {
  const at::Tensor uniform = at::tensor({0.01F, 0.06F, 0.11F, 0.16F, 0.21F, 0.99F});
  const ConditionDrop drop = drop_conditions(uniform, 0.05);
  EXPECT_TRUE(drop.context.equal(at::tensor({1, 0, 0, 1, 0, 0}).to(at::kBool)));
  EXPECT_TRUE(drop.volume.equal(at::tensor({0, 1, 0, 1, 0, 0}).to(at::kBool)));
  EXPECT_TRUE(drop.input_latent.equal(at::tensor({0, 0, 1, 1, 0, 0}).to(at::kBool)));
}

TEST(ConditionDrop, refuses_rates_that_four_kinds_cannot_have) {
  EXPECT_THROW(drop_conditions(at::zeros({4}), 0.26), std::logic_error);
  EXPECT_THROW(drop_conditions(at::zeros({4}), -0.1), std::logic_error);
  EXPECT_NO_THROW(drop_conditions(at::zeros({4}), 0.25));
}

TEST(ConditionDrop, drops_nothing_at_rate_zero) {
  const ConditionDrop drop = drop_conditions(at::zeros({4}), 0);
  EXPECT_FALSE((drop.context | drop.volume | drop.input_latent).any().item<bool>());
}

TEST(ConditionDrop, zeroes_whole_samples) {
  const at::Tensor zeroed = zero_where(at::ones({2, 3, 4}), at::tensor({0, 1}).to(at::kBool));
  EXPECT_EQ(zeroed[0].sum().item<float>(), 12);
  EXPECT_EQ(zeroed[1].abs().sum().item<float>(), 0);
}

}  // namespace
}  // namespace syncdreamer
