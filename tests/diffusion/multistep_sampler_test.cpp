#include "diffusion/multistep_sampler.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/diffusion/gaussian_denoiser.h"

namespace syncdreamer {
namespace {

using enum SamplingMethod;

const NoiseSource kNoNoise = [](at::IntArrayRef) -> at::Tensor { throw std::logic_error("noise drawn"); };

at::Tensor starts() {
  return at::linspace(-2.5, 2.5, 11, at::kDouble);
}

// So fine a schedule that whole timesteps do not disturb the measured order.
const NoiseSchedule& fine_schedule() {
  static const NoiseSchedule schedule(
      NoiseScheduleOptions{.num_timesteps = 16000, .beta_start = 0.00085 / 16, .beta_end = 0.012 / 16});
  return schedule;
}

// The largest error, at more than ten steps, of the expected clean sample at a timestep that all these samplings pass.
double error_of(SamplingMethod method, std::int64_t num_steps) {
  const NoiseSchedule& schedule = fine_schedule();
  const GaussianData data;
  const SamplingOptions options{
      .method = method, .num_steps = num_steps, .eta = 0, .spacing = TimestepSpacing::trailing, .last_timestep = 1599};
  const auto sampler = make_sampler(schedule, options);
  EXPECT_EQ(sampler->timestep_of(sampler->num_steps() - 1), 1599);
  const at::Tensor x = *sampler->sample(starts(), data.denoiser(schedule), kNoNoise);
  const double from = schedule.alphas_cumprod[15999].item<double>(), to = schedule.alphas_cumprod[1599].item<double>();
  return (x - data.expected_clean(data.flow(starts(), from, to), to)).abs().max().item<double>();
}

TEST(MultistepSampler, dpm_has_a_quarter_of_the_error_with_twice_the_steps) {
  EXPECT_NEAR(error_of(dpm, 100) / error_of(dpm, 200), 4, 0.6);
  EXPECT_NEAR(error_of(dpm, 200) / error_of(dpm, 400), 4, 0.4);
}

TEST(MultistepSampler, unipc_has_at_most_a_quarter_of_the_error_with_twice_the_steps) {
  EXPECT_GT(error_of(unipc, 50) / error_of(unipc, 100), 3.6);
  EXPECT_GT(error_of(unipc, 100) / error_of(unipc, 200), 3.6);
}

TEST(MultistepSampler, ddim_has_half_the_error_with_twice_the_steps) {
  EXPECT_NEAR(error_of(ddim, 100) / error_of(ddim, 200), 2, 0.2);
}

TEST(MultistepSampler, the_corrector_and_the_second_order_pay_with_few_steps) {
  for (const std::int64_t steps : {20, 40}) {
    EXPECT_LT(error_of(dpm, steps), error_of(ddim, steps) / 2) << steps;
    EXPECT_LT(error_of(unipc, steps), error_of(dpm, steps)) << steps;
  }
}

// From the published formulas, computed once in double precision by a program of their own: five steps, evenly spaced.
TEST(MultistepSampler, steps_are_those_of_the_published_formulas) {
  const Denoiser denoiser = [](const at::Tensor& x, std::int64_t timestep, std::int64_t) {
    return 0.8 * at::tanh(x) + 0.1 * std::cos(0.01 * static_cast<double>(timestep));
  };
  const auto sample = [&](SamplingMethod method) {
    const auto sampler = make_sampler(
        NoiseSchedule(), {.method = method, .num_steps = 5, .spacing = TimestepSpacing::trailing, .last_timestep = 0});
    return *sampler->sample(at::linspace(-2, 2, 5, at::kDouble), denoiser, kNoNoise);
  };
  const auto off_by = [](const at::Tensor& found, at::ArrayRef<double> expected) {
    const at::Tensor truth = at::tensor(expected, at::kDouble);
    return ((found - truth).abs() / (1 + truth.abs())).max().item<double>();
  };
  EXPECT_LT(off_by(sample(dpm), {-17.171976915, -4.118524138, 0.082466583, 5.36609095, 18.54444549}), 1e-5);
  EXPECT_LT(off_by(sample(unipc), {-17.205618631, -4.086704889, 0.091749855, 5.228696665, 18.480936494}), 1e-5);
}

}  // namespace
}  // namespace syncdreamer
