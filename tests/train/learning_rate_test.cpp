#include "train/learning_rate.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(LearningRate, warms_up_from_two_percent_to_the_peak) {
  const LearningRateOptions options{.peak = 2, .warmup_steps = 100, .cosine = false};
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 1000), 0.04);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 50, 1000), 2 * 0.51);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 100, 1000), 2);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 999, 1000), 2);
}

TEST(LearningRate, cosine_ends_at_the_final_fraction) {
  const LearningRateOptions options{.peak = 1, .warmup_steps = 0, .cosine = true, .final_fraction = 0.1};
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 100), 1);
  EXPECT_NEAR(learning_rate_at(options, 50, 100), 0.55, 1e-12);
  EXPECT_NEAR(learning_rate_at(options, 100, 100), 0.1, 1e-12);
  EXPECT_NEAR(learning_rate_at(options, 150, 100), 0.1, 1e-12);
}

TEST(LearningRate, the_cosine_begins_after_the_warm_up) {
  const LearningRateOptions options{.peak = 1, .warmup_steps = 100, .cosine = true, .final_fraction = 0};
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 100, 300), 1);
  EXPECT_NEAR(learning_rate_at(options, 200, 300), 0.5, 1e-12);
  EXPECT_NEAR(learning_rate_at(options, 300, 300), 0, 1e-12);
}

TEST(LearningRate, a_warm_up_as_long_as_the_training_or_longer_is_followed_by_the_end_of_the_cosine) {
  const LearningRateOptions options{.peak = 1, .warmup_steps = 100, .cosine = true, .final_fraction = 0.1};
  for (const std::int64_t num_steps : {50, 100}) {
    EXPECT_NEAR(learning_rate_at(options, num_steps - 1, num_steps), 0.02 + 0.0098 * static_cast<double>(num_steps - 1),
                1e-12);
    EXPECT_DOUBLE_EQ(learning_rate_at(options, 100, num_steps), 1) << num_steps;
    EXPECT_NEAR(learning_rate_at(options, 101, num_steps), 0.1, 1e-12) << num_steps;
  }
}

}  // namespace
}  // namespace syncdreamer
