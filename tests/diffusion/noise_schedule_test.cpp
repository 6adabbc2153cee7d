#include "diffusion/noise_schedule.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/options.h"
#include "diffusion/noise_source.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

TEST(NoiseScheduleGolden, every_buffer_matches_the_reference) {
  const auto golden = GoldenCase::open("schedule");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("schedule");
  const NoiseSchedule schedule;
  EXPECT_TRUE(schedule.betas.equal(golden->tensor("betas")));
  EXPECT_TRUE(schedule.alphas.equal(golden->tensor("alphas")));
  EXPECT_TRUE(schedule.alphas_cumprod.equal(golden->tensor("alphas_cumprod")));
  expect_matches(*golden, "sqrt_alphas_cumprod", schedule.sqrt_alphas_cumprod, 1e-7);
  expect_matches(*golden, "sqrt_one_minus_alphas_cumprod", schedule.sqrt_one_minus_alphas_cumprod, 1e-7);
  expect_matches(*golden, "posterior_variance", schedule.posterior_variance, 1e-6);
  expect_matches(*golden, "posterior_log_variance_clipped", schedule.posterior_log_variance_clipped, 1e-6);
}

TEST(NoiseSchedule, keeps_signal_and_noise_variance_summing_to_one) {
  const NoiseSchedule schedule;
  const at::Tensor sum = schedule.sqrt_alphas_cumprod.square() + schedule.sqrt_one_minus_alphas_cumprod.square();
  EXPECT_LT(largest_difference(sum, at::ones_like(sum)), 1e-6);
}

TEST(NoiseSchedule, both_predictions_recover_the_sample) {
  const NoiseSchedule schedule;
  const NoiseSource random = gaussian_noise(1);
  const at::Tensor x0 = random({3, 2, 5}), noise = random({3, 2, 5});
  const at::Tensor t = at::tensor({0, 400, 999}, at::kLong);
  const at::Tensor x = add_noise(schedule, x0, t, noise);
  for (const Prediction prediction : {Prediction::epsilon, Prediction::v}) {
    const at::Tensor target = prediction_target(schedule, prediction, x0, t, noise);
    EXPECT_LT(largest_difference(clean_from_output(schedule, prediction, target, x, t), x0), 1e-4);
  }
}

TEST(NoiseSchedule, refuses_impossible_options) {
  EXPECT_THROW(NoiseSchedule({.num_timesteps = 0}), InputError);
  EXPECT_THROW(NoiseSchedule({.beta_start = 0.5, .beta_end = 0.1}), InputError);
  EXPECT_THROW(NoiseSchedule({.beta_start = 0, .beta_end = 0.1}), InputError);
  EXPECT_THROW(NoiseSchedule({.beta_start = 0.5, .beta_end = 1}), InputError);
}

TEST(Prediction, has_names_in_configuration_files) {
  EXPECT_EQ(nlohmann::json(Prediction::v), nlohmann::json("v"));
  EXPECT_EQ(nlohmann::json("epsilon").get<Prediction>(), Prediction::epsilon);
  EXPECT_THROW(nlohmann::json("x0").get<Prediction>(), InputError);
}

}  // namespace
}  // namespace syncdreamer
