#include "diffusion/ddim_sampler.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "core/error.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

constexpr double kMean = 0.7, kDeviation = 0.4;

// The exact answer for samples from a normal distribution: what training would converge to.
Denoiser gaussian_denoiser(const NoiseSchedule& schedule, Prediction prediction) {
  return [schedule, prediction](const at::Tensor& x, std::int64_t timestep, std::int64_t) {
    const double a = schedule.alphas_cumprod[timestep].item<double>();
    const at::Tensor epsilon = std::sqrt(1 - a) * (x - std::sqrt(a) * kMean) / (a * kDeviation * kDeviation + 1 - a);
    if (prediction == Prediction::epsilon) return epsilon;
    const at::Tensor clean = (x - std::sqrt(1 - a) * epsilon) / std::sqrt(a);
    return std::sqrt(a) * epsilon - std::sqrt(1 - a) * clean;
  };
}

at::Tensor sample_gaussian(const DdimOptions& options, Prediction prediction = Prediction::epsilon,
                           std::uint64_t seed = 5) {
  const NoiseSchedule schedule;
  const NoiseSource noise = gaussian_noise(seed);
  const DdimSampler sampler(schedule, options, prediction);
  return *sampler.sample(noise({20000}), gaussian_denoiser(schedule, prediction), noise);
}

TEST(DdimSamplerGolden, has_the_reference_coefficients) {
  const auto golden = GoldenCase::open("schedule");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("schedule");
  for (const int steps : {2, 4, 20, 50, 200}) {
    for (const int eta : {0, 1}) {
      const DdimSampler sampler(NoiseSchedule(), {.num_steps = steps, .eta = static_cast<double>(eta)});
      const std::string prefix = "ddim" + std::to_string(steps) + ".eta" + std::to_string(eta) + ".";
      EXPECT_TRUE(at::tensor(sampler.timesteps()).equal(golden->tensor(prefix + "timesteps")));
      EXPECT_TRUE(at::tensor(sampler.alphas()).equal(golden->tensor(prefix + "alphas")));
      EXPECT_TRUE(at::tensor(sampler.alphas_prev()).equal(golden->tensor(prefix + "alphas_prev")));
      expect_matches(*golden, prefix + "sigmas", at::tensor(sampler.sigmas()), 1e-6);
      expect_matches(*golden, prefix + "sqrt_one_minus_alphas", at::tensor(sampler.sqrt_one_minus_alphas()), 1e-6);
    }
  }
}

TEST(DdimTimesteps, every_count_is_honoured_with_distinct_timesteps_in_range) {
  for (const TimestepSpacing spacing : {TimestepSpacing::leading, TimestepSpacing::trailing}) {
    for (std::int64_t steps = 1; steps <= 1000; ++steps) {
      const auto timesteps = ddim_timesteps(1000, {.num_steps = steps, .spacing = spacing});
      const std::set<std::int64_t> distinct(timesteps.begin(), timesteps.end());
      ASSERT_EQ(static_cast<std::int64_t>(distinct.size()), steps);
      ASSERT_TRUE(std::is_sorted(timesteps.begin(), timesteps.end()));
      ASSERT_GE(timesteps.front(), 0);
      ASSERT_LT(timesteps.back(), 1000);
    }
  }
}

TEST(DdimTimesteps, divisors_of_the_schedule_follow_the_authors_rule) {
  for (const std::int64_t steps : {1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500}) {
    const auto timesteps = ddim_timesteps(1000, {.num_steps = steps});
    for (std::int64_t k = 0; k < steps; ++k) ASSERT_EQ(timesteps[static_cast<std::size_t>(k)], 1 + k * (1000 / steps));
  }
}

TEST(DdimTimesteps, awkward_counts_are_spaced_evenly) {
  EXPECT_THAT(ddim_timesteps(1000, {.num_steps = 3}), testing::ElementsAre(1, 334, 667));
  EXPECT_THAT(ddim_timesteps(1000, {.num_steps = 7}), testing::ElementsAre(1, 143, 286, 429, 572, 715, 858));
}

TEST(DdimTimesteps, trailing_steps_start_at_the_highest_noise) {
  EXPECT_THAT(ddim_timesteps(1000, {.num_steps = 4, .spacing = TimestepSpacing::trailing}),
              testing::ElementsAre(249, 499, 749, 999));
}

TEST(DdimTimesteps, refuses_counts_out_of_range) {
  EXPECT_THROW(ddim_timesteps(1000, {.num_steps = 0}), InputError);
  EXPECT_THROW(ddim_timesteps(1000, {.num_steps = 1001}), InputError);
  EXPECT_THROW(DdimSampler(NoiseSchedule(), {.eta = -1}), InputError);
}

TEST(DdimSampler, reproduces_a_gaussian) {
  for (const double eta : {0.0, 1.0}) {
    const at::Tensor x = sample_gaussian({.num_steps = 100, .eta = eta});
    EXPECT_NEAR(x.mean().item<double>(), kMean, 0.03) << "eta " << eta;
    EXPECT_NEAR(x.std().item<double>(), kDeviation, 0.03) << "eta " << eta;
  }
}

TEST(DdimSampler, comes_closer_to_a_gaussian_with_more_steps) {
  const auto error = [](std::int64_t steps) {
    return std::abs(sample_gaussian({.num_steps = steps, .eta = 0}).std().item<double>() - kDeviation);
  };
  EXPECT_LT(error(200), error(10));
}

TEST(DdimSampler, gives_the_same_samples_from_either_prediction) {
  const DdimOptions options{.num_steps = 20};
  const at::Tensor a = sample_gaussian(options, Prediction::epsilon), b = sample_gaussian(options, Prediction::v);
  EXPECT_LT((a - b).abs().max().item<double>(), 1e-3);
}

TEST(DdimSampler, with_eta_zero_is_deterministic_and_draws_no_noise) {
  const NoiseSchedule schedule;
  const DdimSampler sampler(schedule, {.num_steps = 10, .eta = 0});
  const at::Tensor x = gaussian_noise(1)({50});
  const NoiseSource none = [](at::IntArrayRef) -> at::Tensor { throw std::logic_error("noise drawn"); };
  const Denoiser denoiser = gaussian_denoiser(schedule, Prediction::epsilon);
  EXPECT_TRUE(sampler.sample(x, denoiser, none)->equal(*sampler.sample(x, denoiser, none)));
}

TEST(DdimSampler, draws_noise_in_every_step_but_the_last) {
  const NoiseSchedule schedule;
  int num_drawn = 0;
  const NoiseSource noise = [&](at::IntArrayRef shape) {
    ++num_drawn;
    return at::zeros(shape);
  };
  DdimSampler(schedule, {.num_steps = 7})
      .sample(at::zeros({3}), gaussian_denoiser(schedule, Prediction::epsilon), noise);
  EXPECT_EQ(num_drawn, 6);
}

TEST(DdimSampler, calls_the_denoiser_from_the_noisiest_step_down) {
  std::vector<std::int64_t> timesteps, steps;
  const Denoiser denoiser = [&](const at::Tensor& x, std::int64_t timestep, std::int64_t step) {
    timesteps.push_back(timestep);
    steps.push_back(step);
    return x;
  };
  DdimSampler(NoiseSchedule(), {.num_steps = 4}).sample(at::zeros({3}), denoiser, gaussian_noise(0));
  EXPECT_THAT(timesteps, testing::ElementsAre(751, 501, 251, 1));
  EXPECT_THAT(steps, testing::ElementsAre(0, 1, 2, 3));
}

// Steps that stop early leave the expected value of the clean sample, whose spread is known: with a the cumulative
// alpha of the last step, a sample's expected clean value deviates by s^2 sqrt(a / (a s^2 + 1 - a)).
TEST(DdimSampler, that_ends_early_gives_the_expected_clean_sample) {
  const NoiseSchedule schedule;
  const DdimOptions options{.num_steps = 100, .last_timestep = 301};
  EXPECT_EQ(DdimSampler(schedule, options).num_steps(), 70);
  const double a = schedule.alphas_cumprod[301].item<double>(), variance = kDeviation * kDeviation;
  const at::Tensor samples = sample_gaussian(options);
  EXPECT_NEAR(samples.mean().item<double>(), kMean, 0.02);
  EXPECT_NEAR(samples.std().item<double>(), variance * std::sqrt(a / (a * variance + 1 - a)), 0.02);
}

TEST(DdimSampler, refuses_a_last_timestep_above_its_first_step) {
  EXPECT_THROW(DdimSampler(NoiseSchedule(), {.num_steps = 10, .last_timestep = 950}), InputError);
  EXPECT_THROW(DdimSampler(NoiseSchedule(), {.last_timestep = -1}), InputError);
}

TEST(DdimSampler, stops_when_the_observer_says_so) {
  const NoiseSchedule schedule;
  const DdimSampler sampler(schedule, {.num_steps = 10});
  std::int64_t num_seen = 0;
  const DdimObserver observer = [&](const DdimProgress& progress) {
    EXPECT_EQ(progress.num_steps, 10);
    num_seen = progress.step + 1;
    return num_seen < 3;
  };
  const auto denoiser = gaussian_denoiser(schedule, Prediction::epsilon);
  EXPECT_FALSE(sampler.sample(at::zeros({3}), denoiser, gaussian_noise(0), observer).has_value());
  EXPECT_EQ(num_seen, 3);
}

}  // namespace
}  // namespace syncdreamer
