#include "diffusion/guidance.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Guidance, goes_from_the_unconditional_through_the_conditional_prediction) {
  const at::Tensor both = at::tensor({1.0F, 2.0F, 10.0F, 20.0F}).view({2, 2});
  EXPECT_TRUE(guided(both, 0).equal(at::tensor({10.0F, 20.0F}).view({1, 2})));
  EXPECT_TRUE(guided(both, 1).equal(at::tensor({1.0F, 2.0F}).view({1, 2})));
  EXPECT_TRUE(guided(both, 2).equal(at::tensor({-8.0F, -16.0F}).view({1, 2})));
}

TEST(Guidance, is_what_its_scales_say) {
  EXPECT_EQ(Guidance().num_evaluations(), 1);
  EXPECT_EQ(Guidance{.scale = 2}.num_evaluations(), 2);
  EXPECT_EQ((Guidance{.scale = 2, .decomposed = {0, 1}}).num_evaluations(), 3);
}

TEST(Guidance, by_parts_leads_away_from_both_predictions) {
  const at::Tensor c = at::full({1}, 1.0), p = at::full({1}, 0.5), v = at::full({1}, 3.0);
  EXPECT_EQ(guided_by_parts(c, p, v, {2, 1}).item<double>(), 1 + 2 * 0.5 - 2);
  EXPECT_TRUE(guided_by_parts(c, p, v, {0, 0}).equal(c));
}

TEST(Guidance, refuses_an_odd_batch) {
  EXPECT_THROW(guided(at::zeros({3, 1}), 2), std::logic_error);
}

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
