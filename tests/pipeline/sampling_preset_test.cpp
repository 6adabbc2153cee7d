#include "pipeline/sampling_preset.h"

#include <gtest/gtest.h>

#include "core/options.h"

namespace syncdreamer {
namespace {

GenerateOptions preset(SamplingPreset chosen) {
  GenerateOptions options{.elevation_deg = 7, .seed = 3, .sampling = {.method = SamplingMethod::dpm, .num_steps = 3}};
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

TEST(SamplingPreset, quality_is_what_the_authors_do) {
  const GenerateOptions options = preset(SamplingPreset::quality), usual;
  EXPECT_EQ(options_to_json(options.sampling)["sampler"], "ddim");
  EXPECT_EQ(options.sampling.num_steps, 50);
  EXPECT_EQ(options.sampling.eta, 1);
  EXPECT_EQ(options.sampling.spacing, TimestepSpacing::leading);
  EXPECT_EQ(options.guidance_interval, usual.guidance_interval);
  EXPECT_EQ(options.volume_interval, 1);
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
