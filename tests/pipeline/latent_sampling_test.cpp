#include "pipeline/latent_sampling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "model/lifted_condition.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"

namespace syncdreamer {
namespace {

class LatentSamplingTest : public testing::Test {
 protected:
  at::Tensor sample(double temperature, const NoiseSource& noise, double default_temperature = 1) const {
    const at::NoGradGuard no_grad;
    MultiviewDiffusionOptions options = smallest_model_options();
    options.draft_deviation = 0.7;
    options.default_temperature = default_temperature;
    MultiviewDiffusion model(options);
    fill_with_noise(model, 1);
    const at::Tensor picture = at::rand({1, 4, 16, 16}, at::detail::createCPUGenerator(2));
    const PictureCondition input =
        condition_on(model, {picture, at::full({1}, 0.3)}, model.target_views(model.ring_cameras()), gaussian_noise(3));
    const LatentSampling how{
        .sampling = {.num_steps = 3}, .temperature = temperature, .denoise = {.guidance = {1}, .views_per_batch = 16}};
    return sample_latents(model, input.condition, how, noise).value();
  }

  static NoiseSource times(double factor, std::uint64_t seed) {
    return [noise = gaussian_noise(seed), factor](at::IntArrayRef shape) { return noise(shape) * factor; };
  }
};

TEST_F(LatentSamplingTest, the_temperature_scales_all_noise_that_is_drawn) {
  const at::Tensor cool = sample(0.5, gaussian_noise(4)), usual = sample(1, gaussian_noise(4));
  EXPECT_TRUE(cool.equal(sample(1, times(0.5, 4))));
  EXPECT_FALSE(cool.equal(usual));
}

TEST_F(LatentSamplingTest, without_temperature_nothing_is_left_to_chance) {
  EXPECT_TRUE(sample(0, gaussian_noise(4)).equal(sample(0, gaussian_noise(5))));
  EXPECT_FALSE(sample(1, gaussian_noise(4)).equal(sample(1, gaussian_noise(5))));
}

TEST_F(LatentSamplingTest, the_temperature_is_the_model_s_own_unless_named) {
  EXPECT_TRUE(sample(kModelTemperature, gaussian_noise(4), 0.5).equal(sample(0.5, gaussian_noise(4))));
  EXPECT_TRUE(sample(1, gaussian_noise(4), 0.5).equal(sample(1, gaussian_noise(4))));
}

TEST_F(LatentSamplingTest, the_observer_may_stop_it) {
  const at::NoGradGuard no_grad;
  MultiviewDiffusion model(smallest_plain_model_options());
  fill_with_noise(model, 1);
  const PictureCondition input = condition_on(model, {at::zeros({2, 4, 16, 16}), at::full({2}, 0.3)},
                                              model.target_views(model.ring_cameras()), gaussian_noise(3));
  std::vector<std::int64_t> shape;
  const SamplingObserver stop = [&](const SamplingProgress& progress) {
    shape = progress.x.sizes().vec();
    return false;
  };
  EXPECT_FALSE(
      sample_latents(model, input.condition, {.sampling = {.num_steps = 3}, .denoise = {}}, gaussian_noise(4), stop));
  EXPECT_EQ(shape, (std::vector<std::int64_t>{2, 16, 4, 4, 4})) << "two objects of sixteen views";
}

TEST(SamplingOf, the_last_timestep_is_the_model_s_own_unless_named) {
  MultiviewDiffusionOptions options = smallest_plain_model_options();
  options.default_last_timestep = 930;
  const MultiviewDiffusion model(options);
  EXPECT_EQ(sampling_of(model, {.num_steps = 20}).last_timestep, 930);
  EXPECT_EQ(sampling_of(model, {.last_timestep = 0}).last_timestep, 0);
  const SamplingOptions one_step{.num_steps = 1};
  EXPECT_EQ(sampling_of(model, one_step).last_timestep, 1) << "the only timestep that it has";
}

TEST(GuidanceOf, the_scale_is_the_model_s_own_unless_named) {
  MultiviewDiffusionOptions options;
  options.default_guidance = 1.5;
  EXPECT_EQ(guidance_of(options, kModelGuidance), 1.5);
  EXPECT_EQ(guidance_of(options, 0), 0);
}

TEST(TemperatureOfAModel, is_checked_with_its_other_options) {
  MultiviewDiffusionOptions options = smallest_plain_model_options();
  for (const double bad : {-0.1, 2.1}) {
    options.default_temperature = bad;
    EXPECT_THROW(MultiviewDiffusion{options}, InputError) << bad;
  }
}

}  // namespace
}  // namespace syncdreamer
