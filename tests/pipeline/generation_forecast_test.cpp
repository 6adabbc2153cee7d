#include "pipeline/generation_forecast.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>

#include "checkpoint/mapped_weights.h"
#include "model/lifted_condition.h"
#include "pipeline/model_file.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/resident_memory.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t kAmple = 1'000'000'000'000;

class GenerationForecast : public testing::Test {
 protected:
  GenerationForecast() : model_(smallest_model_options()) { fill_with_noise(model_, 1); }

  std::uint64_t peak(const GenerateOptions& options) const {
    return forecast_memory(model_.options(), forecast_weights(model_), options).peak_bytes();
  }

  std::string refusal(const GenerateOptions& options, std::uint64_t limit) const {
    return refusal_of([&] { fit_into_memory(model_, options, limit); });
  }

  MultiviewDiffusion model_;
};

TEST_F(GenerationForecast, weights_of_a_file_are_in_memory_part_by_part) {
  std::uint64_t expected = 0;
  for (const auto& entry : state_dict_of(model_)) expected += entry.tensor.nbytes();
  EXPECT_EQ(forecast_weights(model_).total, expected);
  EXPECT_EQ(forecast_weights(model_).at_once(), expected) << "weights without a file stay in memory";
  const TemporaryFolder folder;
  save_state_dict(folder / "model", model_state(model_));
  const auto loaded = load_model(folder / "model");
  const WeightsForecast weights = forecast_weights(*loaded);
  EXPECT_EQ(weights.total, expected);
  EXPECT_EQ(weights.decoding, weight_bytes(*loaded->first_stage_model->decoder).total());
  EXPECT_EQ(weights.encoding, std::max(weight_bytes(*loaded->clip_image_encoder).total(),
                                       weight_bytes(*loaded->first_stage_model->encoder).total()));
  EXPECT_GT(weights.denoising, 0);
  EXPECT_LT(weights.denoising, weight_bytes(*loaded->model).total() / 2);
  EXPECT_LT(weights.at_once(), expected);
}

TEST_F(GenerationForecast, more_at_once_needs_more_memory) {
  const GenerateOptions usual;
  const auto denoising = [&](const GenerateOptions& options) {
    return forecast_memory(model_.options(), {}, options).denoising_bytes;
  };
  EXPECT_LT(denoising({.views_per_batch = 1}), denoising({.views_per_batch = 8}));
  EXPECT_LT(denoising(usual), denoising({.num_samples = 2}));
  EXPECT_LT(denoising({.guidance = 1}), denoising({.guidance = 2}));
  EXPECT_EQ(denoising({.guidance = 1, .decomposed_guidance = {2, 1}}), denoising({.guidance = 2}));
  EXPECT_LT(denoising(usual), denoising({.volume_interval = 2}));
  EXPECT_EQ(denoising({.views_per_batch = 16}), denoising({.views_per_batch = 500})) << "there are sixteen";
  const auto decoding = [&](const GenerateOptions& options) {
    return forecast_memory(model_.options(), {}, options).decoding_bytes;
  };
  EXPECT_LT(decoding({.decoded_per_batch = 1}), decoding({.decoded_per_batch = 4}));
}

TEST_F(GenerationForecast, pictures_of_all_views_and_samples_are_kept) {
  const auto kept = [&](const GenerateOptions& options) {
    return forecast_memory(model_.options(), {}, options).kept_bytes;
  };
  EXPECT_EQ(kept({.num_views = 64}) - kept({.num_views = 32}), 2 * (kept({.num_views = 32}) - kept({.num_views = 16})));
  EXPECT_EQ(kept({.num_samples = 3}), 3 * kept({}));
  MemoryForecast forecast = forecast_memory(model_.options(), {}, {});
  const std::uint64_t peak = forecast.peak_bytes(), kept_bytes = forecast.kept_bytes;
  forecast.kept_bytes = 0;
  EXPECT_EQ(peak - forecast.peak_bytes(), kept_bytes);
}

TEST_F(GenerationForecast, pictures_of_drafts_are_encoded_once_whatever_the_samples) {
  const auto encoding = [&](int num_samples) {
    return forecast_memory(model_.options(), {}, {.num_samples = num_samples}).encoding_bytes;
  };
  EXPECT_EQ(encoding(1), encoding(17));
}

TEST_F(GenerationForecast, the_lifted_volume_counts_with_the_cube_of_its_side) {
  MultiviewDiffusionOptions model = model_.options();
  const auto with_volume = [&](int volume_size, int refinement) {
    model.lifted_volume.volume_size = volume_size;
    model.lifted_volume.refinement = refinement;
    return forecast_memory(model, {}, {});
  };
  const std::uint64_t small = with_volume(128, 1).encoding_bytes, medium = with_volume(256, 1).encoding_bytes;
  EXPECT_EQ(with_volume(512, 1).encoding_bytes - medium, 8 * (medium - small));
  EXPECT_GT(with_volume(128, 4).encoding_bytes, small);
  const std::uint64_t usual = with_volume(4, 1).kept_bytes;
  EXPECT_EQ(with_volume(8, 1).kept_bytes - usual, 2 * (512 - 64) * sizeof(float)) << "the occupancy of a sample";
  EXPECT_EQ(with_volume(4, 2).kept_bytes, with_volume(8, 1).kept_bytes);
}

// The default model's figures at other sizes of the volume: what `generate` took at most in several runs, less 66 MB of
// weights and pictures.
TEST_F(GenerationForecast, the_lifted_volume_needs_what_was_measured) {
  MultiviewDiffusionOptions model = model_.options();
  model.lifted_volume.volume_dims = {32, 64, 96, 144};
  model.lifted_volume.feature_channels = 24;
  struct Measurement {
    int volume_size, refinement;
    double gigabytes;
  };
  for (const auto& [volume_size, refinement, measured] :
       {Measurement{48, 2, 0.42}, {64, 2, 0.71}, {96, 2, 2.13}, {128, 2, 5.71}, {48, 4, 1.81}}) {
    model.lifted_volume.volume_size = volume_size;
    model.lifted_volume.refinement = refinement;
    const double forecast = static_cast<double>(forecast_memory(model, {}, {}).peak_bytes()) / 1e9;
    EXPECT_GE(forecast, measured) << volume_size << ", " << refinement;
    EXPECT_LE(forecast, 1.25 * measured) << volume_size << ", " << refinement;
  }
}

TEST_F(GenerationForecast, where_memory_suffices_options_stay) {
  const GenerateOptions options{.views_per_batch = 12, .decoded_per_batch = 3};
  const GenerateOptions fitting = fit_into_memory(model_, options, kAmple);
  EXPECT_EQ(options_to_json(fitting), options_to_json(options));
}

// A model that encodes one picture: its memory is one of views at once.
TEST(GenerationForecastOfPlainModel, fewer_views_at_once_fit_into_less) {
  const MultiviewDiffusion model(smallest_plain_model_options());
  const auto peak = [&model](const GenerateOptions& options) {
    return forecast_memory(model.options(), forecast_weights(model), options).peak_bytes();
  };
  const std::uint64_t limit = peak({.views_per_batch = 3, .decoded_per_batch = 3});
  const GenerateOptions fitting = fit_into_memory(model, {.views_per_batch = 16, .decoded_per_batch = 16}, limit);
  EXPECT_LT(fitting.views_per_batch, 16);
  EXPECT_GE(fitting.views_per_batch, 1);
  EXPECT_LE(peak(fitting), limit);
}

TEST_F(GenerationForecast, too_little_memory_is_refused_with_what_would_fit) {
  const std::uint64_t forty = peak({.num_samples = 40, .views_per_batch = 1, .decoded_per_batch = 1});
  EXPECT_THAT(refusal({.num_samples = 90}, forty),
              AllOf(HasSubstr("needs at least"), HasSubstr("40 of the 90 samples")));
  EXPECT_THAT(refusal({}, 1000), AllOf(HasSubstr("needs at least 304 MB of memory, one view at a time; found 0.001 MB"),
                                       Not(HasSubstr("one sample needs"))));
  EXPECT_THAT(refusal({.num_samples = 5}, 1000), HasSubstr("one sample needs"));
}

// The full-size network's figures, measured; see docs/performance.md.
TEST_F(GenerationForecast, the_released_model_needs_what_was_measured) {
  const auto beyond_weights = [](const GenerateOptions& options) {
    return static_cast<double>(forecast_memory({}, {}, options).peak_bytes());
  };
  EXPECT_NEAR(beyond_weights({.views_per_batch = 16}), 3.65e9, 0.3e9);
}

TEST_F(GenerationForecast, time_is_measured_on_the_networks_themselves) {
  at::set_num_threads(1);
  const TargetViews views = model_.target_views(model_.ring_cameras());
  const auto condition =
      condition_on(model_, {at::rand({1, 4, 16, 16}), at::zeros({1})}, views, gaussian_noise(1)).condition;
  GenerateOptions short_run, long_run;
  short_run.sampling.num_steps = 2;
  long_run.sampling.num_steps = 1000;
  short_run.sampling.last_timestep = long_run.sampling.last_timestep = 0;
  const double seconds = forecast_seconds(model_, condition, short_run);
  EXPECT_GT(seconds, 0);
  EXPECT_GT(forecast_seconds(model_, condition, long_run), 10 * seconds);
}

TEST_F(GenerationForecast, time_is_also_that_of_decoding_previews) {
  at::set_num_threads(1);
  MultiviewDiffusionOptions sizes = smallest_plain_model_options();
  sizes.autoencoder.ch = 128;  // so that decoding takes longer than all else
  MultiviewDiffusion model(sizes);
  fill_with_noise(model, 1);
  const TargetViews views = model.target_views(model.ring_cameras());
  const auto condition =
      condition_on(model, {at::rand({1, 4, 16, 16}), at::zeros({1})}, views, gaussian_noise(1)).condition;
  GenerateOptions options{.guidance = 1};
  options.sampling.num_steps = 40;
  options.sampling.last_timestep = 0;
  const auto seconds_with = [&](std::int64_t interval) {
    const GenerationWatch watch{.preview_interval = interval, .on_preview = [](const auto&) {}};
    return forecast_seconds(model, condition, options, watch);
  };
  EXPECT_GT(seconds_with(1), 1.5 * seconds_with(0));
}

TEST_F(GenerationForecast, the_memory_s_limit_is_what_was_named_or_is_free) {
  EXPECT_EQ(memory_limit(2.5, c10::kCPU), 2'500'000'000U);
  EXPECT_GT(memory_limit(1e300, c10::kCPU), 1U << 30) << "more than can be counted";
  EXPECT_GT(memory_limit(0, c10::kCPU), 1U << 20);
  EXPECT_LT(memory_limit(0, c10::kCPU), kUnlimitedMemory);
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)  // which keeps freed memory, to see who uses it
TEST_F(GenerationForecast, the_memory_s_limit_counts_as_free_what_the_process_keeps_for_later) {
  EXPECT_GT(bytes_given_back_by([] { memory_limit(0, c10::kCPU); }), kFreedBytes / 2);
}
#endif

}  // namespace
}  // namespace syncdreamer
