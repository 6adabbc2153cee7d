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

}  // namespace
}  // namespace syncdreamer
