#include "pipeline/generate_views.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/error.h"
#include "image/image_tensor.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/pretend_device.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

/// A square of one colour on transparent ground.
Image picture_of_square(std::uint8_t alpha = 255) {
  Image image(32, 32, 4, 0);
  for (int y = 8; y < 24; ++y) {
    for (int x = 10; x < 20; ++x) {
      image.at(x, y, 0) = 180;
      image.at(x, y, 2) = 60;
      image.at(x, y, 3) = alpha;
    }
  }
  return image;
}

bool equal(const std::vector<Image>& a, const std::vector<Image>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].pixels != b[i].pixels) return false;
  }
  return true;
}

int largest_difference(const std::vector<Image>& a, const std::vector<Image>& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a[i].pixels.size(); ++k) {
      largest = std::max(largest, std::abs(a[i].pixels[k] - b[i].pixels[k]));
    }
  }
  return largest;
}

class ViewGeneratorTest : public testing::Test {
 protected:
  ViewGeneratorTest() {
    at::set_num_threads(1);
    fill_with_noise(*model_, 1);
  }

  std::vector<GeneratedViews> generate(GenerateOptions options) const {
    options.sampling.num_steps = 2;
    return generator_.generate(prepared_, options, {}).value();
  }

  std::shared_ptr<MultiviewDiffusion> model_ = std::make_shared<MultiviewDiffusion>(smallest_model_options());
  ViewGenerator generator_{model_};
  Image prepared_ = generator_.prepare(picture_of_square(), 200, "square.png");
};

TEST_F(ViewGeneratorTest, views_that_are_no_numbers_are_refused) {
  model_->model->diffusion_model->out->parameters().back().detach().fill_(std::numeric_limits<float>::max());
  EXPECT_THAT([&] { generate({}); }, testing::ThrowsMessage<InputError>(HasSubstr("no finite numbers")));
}

TEST_F(ViewGeneratorTest, options_out_of_range_are_refused) {
  EXPECT_THAT(refusal_of([&] { generate({.volume_interval = 0}); }), HasSubstr("--volume-interval"));
  EXPECT_THAT(refusal_of([&] { generate({.views_per_batch = 0}); }), HasSubstr("--views-per-batch"));
}

TEST_F(ViewGeneratorTest, prepares_a_picture_of_the_model_s_size) {
  EXPECT_EQ(prepared_.width, 16);
  EXPECT_EQ(prepared_.height, 16);
  EXPECT_EQ(prepared_.channels, 4);
  EXPECT_EQ(prepared_.at(8, 8, 3), 255);
  EXPECT_EQ(prepared_.at(0, 0, 3), 0);
}

TEST_F(ViewGeneratorTest, a_picture_without_an_object_is_refused_by_name) {
  for (const Image& picture : {picture_of_square(0), Image(32, 32, 3, 255)}) {
    EXPECT_THAT(refusal_of([&] { generator_.prepare(picture, 200, "cup.png"); }), HasSubstr("cup.png: has no object"));
  }
}

TEST_F(ViewGeneratorTest, the_seed_determines_the_pictures) {
  const auto first = generate({.seed = 1}), again = generate({.seed = 1}), other = generate({.seed = 2});
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(first[0].views.size(), 16U);
  EXPECT_TRUE(equal(first[0].views, again[0].views));
  EXPECT_FALSE(equal(first[0].views, other[0].views));
  EXPECT_TRUE(equal(first[0].drafts, other[0].drafts)) << "drafts have no randomness";
  const auto large = generate({.seed = (std::uint64_t{1} << 32) + 1});
  EXPECT_FALSE(equal(first[0].views, large[0].views)) << "large seeds are not cut off";
}

TEST_F(ViewGeneratorTest, a_picture_that_was_not_prepared_is_a_mistake_of_the_caller) {
  prepared_ = Image(16, 16, 3, 255);
  EXPECT_THROW(generate({}), std::logic_error);
  EXPECT_THROW(generator_.estimate_elevation(prepared_), std::logic_error);
  prepared_ = Image(32, 32, 4, 255);
  EXPECT_THROW(generate({}), std::logic_error);
}

TEST_F(ViewGeneratorTest, is_stopped_before_its_first_step) {
  int num_steps = 0;
  const Reporter reporter{.on_progress = [&](std::string_view, std::int64_t, std::int64_t) { ++num_steps; },
                          .should_stop = [] { return true; }};
  EXPECT_FALSE(generator_.generate(prepared_, {}, reporter));
  EXPECT_EQ(num_steps, 0);
}

TEST_F(ViewGeneratorTest, every_sample_is_a_set_of_views_of_its_own) {
  const auto samples = generate({.num_samples = 3});
  ASSERT_EQ(samples.size(), 3U);
  for (const GeneratedViews& sample : samples) {
    ASSERT_EQ(sample.views.size(), 16U);
    ASSERT_EQ(sample.drafts.size(), 16U);
    for (const Image& view : sample.views) {
      EXPECT_EQ(view.width, 16);
      EXPECT_EQ(view.channels, 3);
    }
  }
  EXPECT_FALSE(equal(samples[0].views, samples[1].views));
  EXPECT_FALSE(equal(samples[1].views, samples[2].views));
  EXPECT_TRUE(equal(samples[0].drafts, samples[2].drafts));
}

TEST_F(ViewGeneratorTest, further_samples_are_those_of_the_seeds_after_the_first) {
  const auto samples = generate({.num_samples = 3, .seed = 5});
  for (std::uint64_t i = 0; i < samples.size(); ++i) {
    const auto alone = generate({.seed = 5 + i});
    for (std::size_t k = 0; k < 16; ++k) {
      const auto& expected = alone[0].views[k].pixels;
      for (std::size_t p = 0; p < expected.size(); ++p)
        ASSERT_NEAR(samples[i].views[k].pixels[p], expected[p], 1) << "sample " << i << ", view " << k;
    }
  }
}

TEST_F(ViewGeneratorTest, the_volume_s_occupancy_comes_with_every_sample) {
  const auto samples = generate({.elevation_deg = 10, .num_samples = 2});
  const auto& lifted = *model_->lifted_volume;
  const at::Tensor color = (tensor_from_image(prepared_) + 1) / 2;
  const at::Tensor opacity = (rgba_tensor_from_image(prepared_).slice(0, 3, 4) + 1) / 2;
  const at::NoGradGuard no_grad;
  const LiftedVolume volume =
      model_->lifted_volume->forward(at::cat({color, opacity}).unsqueeze(0), at::full({1}, radians(10.0)));
  const ScalarGrid expected = grid_of_volume(lifted.occupancy(volume)[0]);
  for (const GeneratedViews& sample : samples) {
    ASSERT_EQ(sample.occupancy.size, lifted.options().volume_size);
    EXPECT_EQ(sample.occupancy.half_side, 0.52);
    for (std::size_t i = 0; i < expected.values.size(); ++i)
      ASSERT_NEAR(sample.occupancy.values[i], expected.values[i], 1e-5) << i;
  }
}

TEST_F(ViewGeneratorTest, a_field_of_a_volume_keeps_its_order) {
  at::Tensor field = at::zeros({4, 4, 4});
  field[3][2][1] = 7;  // z, y, x
  const ScalarGrid grid = grid_of_volume(field);
  EXPECT_EQ(grid.at(1, 2, 3), 7);
  EXPECT_NEAR(grid.position(0, 0, 0).x, -0.52, 1e-12);
}

TEST_F(ViewGeneratorTest, a_model_that_pools_its_views_makes_any_number_of_them) {
  for (const int count : {1, 5, 24}) {
    const auto samples = generate({.num_views = count});
    EXPECT_EQ(samples[0].views.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(samples[0].drafts.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(samples[0].viewpoints.size(), static_cast<std::size_t>(count));
  }
  EXPECT_TRUE(equal(generate({})[0].views, generate({.num_views = 16})[0].views));
}

TEST_F(ViewGeneratorTest, views_stand_at_the_elevation_of_their_model) {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.view_elevation_deg = 10;
  model_ = std::make_shared<MultiviewDiffusion>(options);
  fill_with_noise(*model_, 1);
  generator_ = ViewGenerator(model_);
  const Viewpoint viewpoint = generate({})[0].viewpoints.at(4);
  EXPECT_NEAR(viewpoint.elevation, radians(10), 1e-9);
  EXPECT_NEAR(viewpoint.azimuth, radians(90), 1e-9);
}

TEST_F(ViewGeneratorTest, a_model_that_concatenates_its_views_refuses_another_number) {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.spatial_volume.pooling = Pooling::concatenate;
  EXPECT_EQ(num_views_of(options, {}), 16);
  EXPECT_EQ(num_views_of(options, {.num_views = 16}), 16);
  EXPECT_THROW(num_views_of(options, {.num_views = 8}), InputError);
  EXPECT_THROW(GenerateOptions{.num_views = 257}.check_ranges({}), InputError);
  EXPECT_THROW(GenerateOptions{.num_views = -1}.check_ranges({}), InputError);
}

TEST_F(ViewGeneratorTest, the_elevation_reaches_drafts_and_views) {
  const auto low = generate({.elevation_deg = 0}), high = generate({.elevation_deg = 40});
  EXPECT_FALSE(equal(low[0].drafts, high[0].drafts));
  EXPECT_FALSE(equal(low[0].views, high[0].views));
}

TEST(PictureElevation, contradicts_what_is_far_from_it_both_in_degrees_and_in_deviations) {
  const PictureElevation sure{30, 5}, unsure{30, 12}, steep{44, 5};
  EXPECT_TRUE(sure.contradicts(9));
  EXPECT_FALSE(sure.contradicts(11)) << "less than 20 degrees away";
  EXPECT_FALSE(unsure.contradicts(-5)) << "less than three deviations away";
  EXPECT_TRUE(unsure.contradicts(-10));
  EXPECT_FALSE(steep.contradicts(80)) << "higher than estimates can be";
  const PictureElevation level{1, 4};
  EXPECT_TRUE(level.contradicts(-20)) << "lower than estimates can be, and far";
  EXPECT_FALSE(level.contradicts(-18)) << "less than 20 degrees away";
}

TEST_F(ViewGeneratorTest, without_an_elevation_takes_what_the_picture_tells) {
  estimate_always(*model_->elevation_net, 25);
  EXPECT_EQ(generator_.estimate_elevation(prepared_).mean_deg, 25);
  const auto estimated = generate({});
  EXPECT_TRUE(equal(estimated[0].drafts, generate({.elevation_deg = 25})[0].drafts));
  EXPECT_FALSE(equal(estimated[0].drafts, generate({.elevation_deg = 30})[0].drafts));
}

TEST_F(ViewGeneratorTest, guidance_is_the_model_s_own_unless_named) {
  const auto own = generate({}), same = generate({.guidance = model_->options().default_guidance});
  EXPECT_TRUE(equal(own[0].views, same[0].views));
  EXPECT_FALSE(equal(own[0].views, generate({.guidance = 1})[0].views));
}

TEST_F(ViewGeneratorTest, guidance_counts_in_its_interval_alone) {
  const auto guided = generate({.guidance = 3}), unguided = generate({.guidance = 1});
  EXPECT_FALSE(equal(guided[0].views, unguided[0].views));
  EXPECT_TRUE(equal(unguided[0].views, generate({.guidance = 3, .guidance_interval = {0, 0}})[0].views));
}

TEST_F(ViewGeneratorTest, decomposed_guidance_takes_the_place_of_guidance) {
  const auto decomposed = generate({.guidance = 3, .decomposed_guidance = {2, 1}});
  EXPECT_FALSE(equal(decomposed[0].views, generate({.guidance = 3})[0].views));
  EXPECT_TRUE(equal(decomposed[0].views, generate({.guidance = 1, .decomposed_guidance = {2, 1}})[0].views));
  MultiviewDiffusionOptions independent = model_->options();
  independent.synchronized = false;
  const MultiviewDiffusion zero123(independent);
  EXPECT_THAT(refusal_of([&] {
                settled_options(zero123, {.decomposed_guidance = {2, 1}});
              }),
              HasSubstr("--decomposed-guidance: the model's views are independent"));
}

TEST_F(ViewGeneratorTest, volumes_are_shared_by_as_many_steps_as_asked_for) {
  EXPECT_FALSE(equal(generate({})[0].views, generate({.volume_interval = 2})[0].views));
}

TEST_F(ViewGeneratorTest, views_at_once_change_memory_and_not_pictures) {
  const auto together = generate({.views_per_batch = 16}), apart = generate({.views_per_batch = 5});
  EXPECT_LE(largest_difference(together[0].views, apart[0].views), 1);
}

TEST_F(ViewGeneratorTest, a_model_without_a_lifted_volume_draws_no_drafts) {
  const auto plain = std::make_shared<MultiviewDiffusion>(smallest_plain_model_options());
  fill_with_noise(*plain, 1);
  GenerateOptions options;
  options.sampling.num_steps = 1;
  const auto samples = ViewGenerator(plain).generate(prepared_, options, {});
  EXPECT_EQ(samples->front().views.size(), 16U);
  EXPECT_TRUE(samples->front().drafts.empty());
  EXPECT_EQ(samples->front().occupancy.size, 0);
}

TEST_F(ViewGeneratorTest, reports_every_step_and_stops_when_asked_to) {
  std::vector<std::int64_t> steps;
  Reporter reporter{.on_progress = [&](std::string_view, std::int64_t done, std::int64_t total) {
    steps.push_back(10 * done + total);
  }};
  GenerateOptions options;
  options.sampling.num_steps = 3;
  EXPECT_TRUE(generator_.generate(prepared_, options, reporter).has_value());
  EXPECT_THAT(steps, testing::ElementsAre(13, 23, 33));
  steps.clear();
  reporter.should_stop = [&] { return steps.size() == 2; };
  EXPECT_FALSE(generator_.generate(prepared_, options, reporter).has_value());
  EXPECT_EQ(steps.size(), 2U);
}

TEST_F(ViewGeneratorTest, previews_come_as_often_as_asked_for_and_change_nothing) {
  GenerateOptions options;
  options.sampling.num_steps = 5;
  options.sampling.last_timestep = 0;
  std::vector<std::vector<GeneratedViews>> previews;
  const GenerationWatch watch{.preview_interval = 2,
                              .on_preview = [&](const auto& views) { previews.push_back(views); }};
  const auto watched = generator_.generate(prepared_, options, {}, watch).value();
  ASSERT_EQ(previews.size(), 2U) << "after steps 2 and 4";
  EXPECT_EQ(previews[0][0].views.size(), 16U);
  EXPECT_EQ(previews[0][0].viewpoints.size(), 16U);
  EXPECT_FALSE(equal(previews[0][0].views, previews[1][0].views));
  EXPECT_TRUE(equal(watched[0].views, generator_.generate(prepared_, options, {}).value()[0].views));
}

TEST_F(ViewGeneratorTest, a_forecast_comes_once_and_changes_nothing) {
  int num_forecasts = 0;
  const GenerationWatch watch{.on_forecast = [&](double seconds) {
    ++num_forecasts;
    EXPECT_GT(seconds, 0);
  }};
  GenerateOptions options;
  options.sampling.num_steps = 2;
  const auto watched = generator_.generate(prepared_, options, {}, watch).value();
  EXPECT_EQ(num_forecasts, 1);
  EXPECT_TRUE(equal(watched[0].views, generate({})[0].views));
}

/// What is said of options: the error, or the warnings.
std::string verdict(const GenerateOptions& options) {
  std::string warnings;
  const Reporter reporter{.on_progress = {}, .on_warning = [&](std::string_view text) { warnings += text; }};
  try {
    options.check_ranges(reporter);
  } catch (const InputError& error) {
    return std::string("error: ") + error.what();
  }
  return warnings;
}

TEST(GenerateOptions, values_out_of_range_are_refused_by_the_name_of_their_flag) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double elevation : {-90.5, 90.5, nan}) {
    EXPECT_THAT(verdict({.elevation_deg = elevation}), HasSubstr("error: --elevation"));
  }
  for (const std::int64_t steps : {-1, 0, 1001}) {
    EXPECT_THAT(verdict({.sampling = {.num_steps = steps}}), HasSubstr("error: --steps"));
  }
  for (const double eta : {-0.1, 1.1, nan}) EXPECT_THAT(verdict({.sampling = {.eta = eta}}), HasSubstr("error: --eta"));
  for (const int last : {-2, 1000})
    EXPECT_THAT(verdict({.sampling = {.last_timestep = last}}), HasSubstr("error: --last-timestep"));
  for (const int samples : {0, 1025}) EXPECT_THAT(verdict({.num_samples = samples}), HasSubstr("error: --samples"));
  for (const int crop : {-2, 0, 257}) EXPECT_THAT(verdict({.crop_size = crop}), HasSubstr("error: --crop-size"));
  for (const double guidance : {-2.0, 101.0, nan}) {
    EXPECT_THAT(verdict({.guidance = guidance}), HasSubstr("error: --guidance"));
  }
  EXPECT_THAT(verdict({.decomposed_guidance = {2, -1}}), HasSubstr("error: --decomposed-guidance"));
  for (const double temperature : {-0.5, 2.5, nan}) {
    EXPECT_THAT(verdict({.temperature = temperature}), HasSubstr("error: --temperature"));
  }
  EXPECT_THAT(verdict({.guidance_interval = {500, 400}}), HasSubstr("error: --guidance-interval"));
  EXPECT_THAT(verdict({.guidance_interval = {-1, 400}}), HasSubstr("error: --guidance-interval"));
  EXPECT_THAT(verdict({.volume_interval = 0}), HasSubstr("error: --volume-interval"));
  EXPECT_THAT(verdict({.views_per_batch = 0}), HasSubstr("error: --views-per-batch"));
  EXPECT_THAT(verdict({.decoded_per_batch = 0}), HasSubstr("error: --decoded-per-batch"));
}

TEST(GenerateOptions, values_the_model_was_not_trained_for_are_warned_of) {
  for (const double elevation : {-90.0, -10.5, 40.5, 90.0}) {
    EXPECT_THAT(verdict({.elevation_deg = elevation}), testing::StartsWith("the model was trained on elevations"));
  }
  for (const double guidance : {0.0, 0.9, 3.1, 100.0}) {
    EXPECT_THAT(verdict({.guidance = guidance}), testing::StartsWith("guidance far from 1 to 3"));
    EXPECT_THAT(verdict({.sampling = {.num_steps = 1}}), HasSubstr("--spacing trailing"));
  }
  for (const int crop : {1, 99, 240, 256})
    EXPECT_THAT(verdict({.crop_size = crop}), HasSubstr("; usual is 200")) << crop;
}

TEST(GenerateOptions, usual_values_pass_in_silence) {
  for (const double elevation : {-10.0, 0.0, 40.0}) EXPECT_EQ(verdict({.elevation_deg = elevation}), "");
  for (const double guidance : {kModelGuidance, 1.0, 2.0, 3.0}) EXPECT_EQ(verdict({.guidance = guidance}), "");
  for (const double temperature : {kModelTemperature, 0.0, 1.0, 2.0})
    EXPECT_EQ(verdict({.temperature = temperature}), "");
  for (const std::int64_t steps : {2, 1000}) EXPECT_EQ(verdict({.sampling = {.num_steps = steps}}), "");
  EXPECT_EQ(verdict({.sampling = {.num_steps = 1, .spacing = TimestepSpacing::trailing}}), "");
  for (const int crop : {-1, 100, 239}) EXPECT_EQ(verdict({.crop_size = crop}), "");
}

TEST_F(ViewGeneratorTest, on_another_device_makes_the_same_views) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const auto expected = generate({});
  model_->place(pretend_device());
  double seconds = 0;
  GenerateOptions options;
  options.sampling.num_steps = 2;
  const GenerationWatch watch{.on_forecast = [&](double forecast) { seconds = forecast; }};
  const auto found = generator_.generate(prepared_, options, {}, watch).value();
  EXPECT_LE(largest_difference(found[0].views, expected[0].views), 2);
  EXPECT_LE(largest_difference(found[0].drafts, expected[0].drafts), 2);
  EXPECT_GT(seconds, 0);
}

}  // namespace
}  // namespace syncdreamer
