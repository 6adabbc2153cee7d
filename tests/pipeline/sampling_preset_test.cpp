#include "pipeline/sampling_preset.h"

#include <gtest/gtest.h>

#include "core/options.h"

namespace syncdreamer {
namespace {

// With everything set that a preset may change or must not.
GenerateOptions preset(SamplingPreset chosen) {
  GenerateOptions options{
      .elevation_deg = 7,
      .seed = 3,
      .guidance_interval = {10, 20},
      .volume_interval = 2,
      .sampling = {.method = SamplingMethod::dpm, .num_steps = 3, .eta = 0.5, .last_timestep = 500}};
  apply_preset(chosen, options);
  return options;
}

/// Rows of the network in a sampling to its end: two a step with guidance.
int num_rows(const GenerateOptions& options) {
  int rows = 0;
  for (const std::int64_t t : sampling_timesteps(1000, options.sampling)) {
    rows += t >= options.guidance_interval[0] && t <= options.guidance_interval[1] ? 2 : 1;
  }
  return rows;
}

void expect_sampling(SamplingPreset chosen, const SamplingOptions& expected) {
  EXPECT_EQ(options_to_json(preset(chosen).sampling), options_to_json(expected));
}

TEST(SamplingPreset, samples_as_documented_down_to_the_last_timestep_that_was_chosen) {
  using enum SamplingMethod;
  using enum TimestepSpacing;
  expect_sampling(SamplingPreset::quality,
                  {.method = ddim, .num_steps = 50, .eta = 1, .spacing = leading, .last_timestep = 500});
  expect_sampling(SamplingPreset::balanced,
                  {.method = unipc, .num_steps = 20, .eta = 1, .spacing = trailing, .last_timestep = 500});
  expect_sampling(SamplingPreset::fast,
                  {.method = unipc, .num_steps = 10, .eta = 1, .spacing = trailing, .last_timestep = 500});
}

TEST(SamplingPreset, guides_at_all_timesteps_unless_fast_and_makes_volumes_at_each_step) {
  EXPECT_EQ(preset(SamplingPreset::quality).guidance_interval, kAllTimesteps);
  EXPECT_EQ(preset(SamplingPreset::balanced).guidance_interval, kAllTimesteps);
  EXPECT_EQ(preset(SamplingPreset::fast).guidance_interval, (TimestepInterval{300, 1000}));
  for (const auto chosen : {SamplingPreset::quality, SamplingPreset::balanced, SamplingPreset::fast})
    EXPECT_EQ(preset(chosen).volume_interval, 1);
}

TEST(SamplingPreset, what_a_preset_does_not_mean_stays) {
  for (const auto chosen : {SamplingPreset::quality, SamplingPreset::balanced, SamplingPreset::fast}) {
    EXPECT_EQ(preset(chosen).elevation_deg, 7);
    EXPECT_EQ(preset(chosen).seed, 3U);
  }
}

TEST(SamplingPreset, fast_is_at_least_five_times_cheaper_than_quality_and_balanced_lies_between) {
  const int quality = num_rows(preset(SamplingPreset::quality));
  EXPECT_LE(5 * num_rows(preset(SamplingPreset::fast)), quality);
  EXPECT_LE(2 * num_rows(preset(SamplingPreset::balanced)), quality);
  EXPECT_LT(num_rows(preset(SamplingPreset::fast)), num_rows(preset(SamplingPreset::balanced)));
}

TEST(SamplingPreset, is_in_the_range_of_options) {
  for (const auto chosen : {SamplingPreset::quality, SamplingPreset::balanced, SamplingPreset::fast}) {
    GenerateOptions options;
    apply_preset(chosen, options);
    EXPECT_NO_THROW(options.check_ranges({}));
  }
}

}  // namespace
}  // namespace syncdreamer
