#include "diffusion/sampler.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "core/error.h"
#include "tests/diffusion/gaussian_denoiser.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

constexpr SamplingMethod kMethods[] = {SamplingMethod::ddim, SamplingMethod::dpm, SamplingMethod::unipc};

TEST(SamplingTimesteps, every_count_is_honoured_with_distinct_timesteps_in_range) {
  for (const TimestepSpacing spacing : {TimestepSpacing::leading, TimestepSpacing::trailing}) {
    for (std::int64_t steps = 1; steps <= 1000; ++steps) {
      const auto timesteps = sampling_timesteps(1000, {.num_steps = steps, .spacing = spacing});
      const std::set<std::int64_t> distinct(timesteps.begin(), timesteps.end());
      ASSERT_EQ(static_cast<std::int64_t>(distinct.size()), steps);
      ASSERT_TRUE(std::is_sorted(timesteps.begin(), timesteps.end()));
      ASSERT_GE(timesteps.front(), 0);
      ASSERT_LT(timesteps.back(), 1000);
    }
  }
}

TEST(SamplingTimesteps, divisors_of_the_schedule_follow_the_authors_rule) {
  for (const std::int64_t steps : {1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500}) {
    const auto timesteps = sampling_timesteps(1000, {.num_steps = steps});
    for (std::int64_t k = 0; k < steps; ++k) ASSERT_EQ(timesteps[static_cast<std::size_t>(k)], 1 + k * (1000 / steps));
  }
}

TEST(SamplingTimesteps, awkward_counts_are_spaced_evenly) {
  EXPECT_THAT(sampling_timesteps(1000, {.num_steps = 3}), testing::ElementsAre(1, 334, 667));
  EXPECT_THAT(sampling_timesteps(1000, {.num_steps = 7}), testing::ElementsAre(1, 143, 286, 429, 572, 715, 858));
}

TEST(SamplingTimesteps, trailing_steps_start_at_the_highest_noise) {
  EXPECT_THAT(sampling_timesteps(1000, {.num_steps = 4, .spacing = TimestepSpacing::trailing}),
              testing::ElementsAre(249, 499, 749, 999));
  // ceil(k 1000 / 7) - 1
  EXPECT_THAT(sampling_timesteps(1000, {.num_steps = 7, .spacing = TimestepSpacing::trailing}),
              testing::ElementsAre(142, 285, 428, 571, 714, 857, 999));
}

TEST(SamplingTimesteps, refuses_counts_out_of_range) {
  EXPECT_THROW(sampling_timesteps(1000, {.num_steps = 0}), InputError);
  EXPECT_EQ(refusal_of([] { sampling_timesteps(1000, {.num_steps = 1001}); }),
            "--steps: found 1001, expected 1 to 1000");
}

TEST(Sampler, every_method_reproduces_a_gaussian) {
  const NoiseSchedule schedule;
  const GaussianData data;
  for (const SamplingMethod method : kMethods) {
    const auto sampler = make_sampler(schedule, {.method = method, .num_steps = 100});
    const NoiseSource noise = gaussian_noise(5);
    const at::Tensor x = *sampler->sample(noise({20000}), data.denoiser(schedule), noise);
    EXPECT_NEAR(x.mean().item<double>(), data.mean, 0.03) << enum_name(method);
    EXPECT_NEAR(x.std().item<double>(), data.deviation, 0.03) << enum_name(method);
  }
}

TEST(Sampler, every_method_gives_the_same_samples_from_either_prediction) {
  const NoiseSchedule schedule;
  for (const SamplingMethod method : kMethods) {
    const auto sample = [&](Prediction prediction) {
      const auto sampler = make_sampler(schedule, {.method = method, .num_steps = 20}, prediction);
      const NoiseSource noise = gaussian_noise(5);
      return *sampler->sample(noise({1000}), GaussianData().denoiser(schedule, prediction), noise);
    };
    const at::Tensor difference = sample(Prediction::epsilon) - sample(Prediction::v);
    EXPECT_LT(difference.abs().max().item<double>(), 1e-3) << enum_name(method);
  }
}

TEST(Sampler, every_method_calls_the_denoiser_once_a_step_from_the_noisiest_down) {
  for (const SamplingMethod method : kMethods) {
    std::vector<std::int64_t> timesteps, steps;
    const Denoiser denoiser = [&](const at::Tensor& x, std::int64_t timestep, std::int64_t step) {
      timesteps.push_back(timestep);
      steps.push_back(step);
      return x;
    };
    make_sampler(NoiseSchedule(), {.method = method, .num_steps = 4})
        ->sample(at::zeros({3}), denoiser, gaussian_noise(0));
    EXPECT_THAT(timesteps, testing::ElementsAre(751, 501, 251, 1));
    EXPECT_THAT(steps, testing::ElementsAre(0, 1, 2, 3));
  }
}

TEST(Sampler, every_method_that_ends_early_gives_the_clean_prediction_of_its_last_step) {
  const NoiseSchedule schedule;
  for (const SamplingMethod method : kMethods) {
    const auto sampler = make_sampler(schedule, {.method = method, .num_steps = 10, .last_timestep = 400});
    EXPECT_EQ(sampler->num_steps(), 6);
    at::Tensor clean;
    const auto observer = [&](const SamplingProgress& progress) {
      clean = progress.clean;
      return true;
    };
    const NoiseSource noise = gaussian_noise(2);
    const auto x = sampler->sample(noise({5}), GaussianData().denoiser(schedule), noise, observer);
    EXPECT_TRUE(x->equal(clean)) << enum_name(method);
  }
}

TEST(Sampler, every_method_stops_when_the_observer_says_so) {
  const NoiseSchedule schedule;
  for (const SamplingMethod method : kMethods) {
    std::int64_t num_seen = 0;
    const SamplingObserver observer = [&](const SamplingProgress& progress) {
      EXPECT_EQ(progress.num_steps, 10);
      num_seen = progress.step + 1;
      return num_seen < 3;
    };
    const auto sampler = make_sampler(schedule, {.method = method, .num_steps = 10});
    EXPECT_FALSE(
        sampler->sample(at::zeros({3}), GaussianData().denoiser(schedule), gaussian_noise(0), observer).has_value());
    EXPECT_EQ(num_seen, 3);
  }
}

TEST(Sampler, refuses_predictions_of_another_shape) {
  for (const SamplingMethod method : kMethods) {
    const auto sampler = make_sampler(NoiseSchedule(), {.method = method, .num_steps = 4});
    const Denoiser denoiser = [](const at::Tensor& x, std::int64_t, std::int64_t) { return x.unsqueeze(0); };
    EXPECT_THROW(sampler->sample(at::zeros({3}), denoiser, gaussian_noise(0)), std::logic_error) << enum_name(method);
  }
}

TEST(Sampler, refuses_a_last_timestep_above_its_first_step) {
  for (const SamplingMethod method : kMethods) {
    const SamplingOptions late{.method = method, .num_steps = 10, .last_timestep = 950};
    const SamplingOptions negative{.method = method, .last_timestep = -2};
    EXPECT_THROW(make_sampler(NoiseSchedule(), late), InputError);
    EXPECT_THROW(make_sampler(NoiseSchedule(), negative), InputError);
  }
}

TEST(Sampler, goes_to_the_end_where_no_model_says_otherwise) {
  for (const SamplingMethod method : kMethods)
    EXPECT_EQ(make_sampler(NoiseSchedule(), {.method = method, .num_steps = 10})->num_steps(), 10);
}

}  // namespace
}  // namespace syncdreamer
