// Whole models on devices and in types other than those in which they are built.

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "diffusion/ddim_sampler.h"
#include "model/lifted_condition.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/pretend_device.h"

namespace syncdreamer {
namespace {

/// What a model makes of one picture.
struct Made {
  at::Tensor drafts, epsilon, latents, pictures;
};

class Placement : public testing::Test {
 protected:
  Placement() {
    at::manual_seed(1);
    picture_ = at::rand({1, 4, 16, 16});
  }

  static std::unique_ptr<MultiviewDiffusion> model(
      const MultiviewDiffusionOptions& options = smallest_model_options()) {
    auto made = std::make_unique<MultiviewDiffusion>(options);
    fill_with_noise(*made, 1);
    return made;
  }

  Made make(MultiviewDiffusion& model, double guidance = 2, std::int64_t num_steps = 2) const {
    const at::NoGradGuard no_grad;
    const NoiseSource noise = gaussian_noise(1);
    const at::Tensor picture = picture_.to(model.device());
    const PictureCondition input = condition_on(model, {picture, at::full({1}, 0.3, picture.options())},
                                                model.target_views(model.ring_cameras()), noise);
    const DdimSampler sampler(model.schedule(), {.num_steps = num_steps}, model.options().prediction);
    Made made{input.drafts, {}, {}, {}};
    const std::int64_t channels = model.options().latent_channels(), side = model.options().latent_size();
    const at::Tensor start = starting_latents(model, input.condition, noise({1, 16, channels, side, side}), 999);
    made.latents =
        *sampler.sample(start, model.denoiser(input.condition, {.guidance = {guidance}, .views_per_batch = 6}), noise,
                        [&](const SamplingProgress& progress) {
                          if (progress.step == 0) made.epsilon = progress.epsilon;
                          return true;
                        });
    made.pictures = model.decode_views(made.latents);
    return made;
  }

  static double relative_error(const at::Tensor& actual, const at::Tensor& expected) {
    const at::Tensor difference = actual.to(at::kCPU, at::kFloat) - expected;
    return (difference.norm() / expected.norm()).item<double>();
  }

  at::Tensor picture_;
};

TEST_F(Placement, on_another_device_everything_is_computed_there_with_the_same_result) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const auto here = model(), there = model();
  there->place(pretend_device());
  EXPECT_EQ(there->device(), pretend_device());
  const Made expected = make(*here), found = make(*there);
  EXPECT_LT(relative_error(found.drafts, expected.drafts), 1e-3) << "renderer of operators against the CPU's kernel";
  for (const auto& [actual, wanted] : {std::pair{found.epsilon, expected.epsilon},
                                       {found.latents, expected.latents},
                                       {found.pictures, expected.pictures}}) {
    EXPECT_EQ(actual.device(), pretend_device());
    EXPECT_LT(relative_error(actual, wanted), 2e-3);
  }
}

TEST_F(Placement, without_drafts_another_device_gives_the_kernels_numbers) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const auto here = model(smallest_plain_model_options()), there = model(smallest_plain_model_options());
  there->place(pretend_device());
  const Made expected = make(*here), found = make(*there);
  EXPECT_LT(relative_error(found.epsilon, expected.epsilon), 2e-5);
  EXPECT_LT(relative_error(found.pictures, expected.pictures), 1e-4);
}

TEST_F(Placement, what_every_step_runs_takes_the_type_and_nothing_else_does) {
  const auto placed = model();
  placed->place(at::kCPU, at::kBFloat16);
  EXPECT_EQ(placed->device(), at::Device(at::kCPU));
  EXPECT_EQ(placed->step_type(), at::kBFloat16);
  for (const auto& item : placed->named_parameters()) {
    const bool every_step = item.key().starts_with("model.") || item.key().starts_with("spatial_volume.");
    EXPECT_EQ(item.value().scalar_type(), every_step ? at::kBFloat16 : at::kFloat) << item.key();
  }
  for (const auto& item : placed->named_buffers()) EXPECT_EQ(item.value().scalar_type(), at::kFloat) << item.key();
}

TEST_F(Placement, bfloat16_predicts_about_the_same_and_samples_in_single_precision) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const auto exact = model(), rounded = model();
  rounded->place(pretend_device(), at::kBFloat16);
  for (const double guidance : {1.0, 2.0}) {
    const Made expected = make(*exact, guidance), found = make(*rounded, guidance);
    EXPECT_EQ(found.latents.scalar_type(), at::kFloat);
    EXPECT_EQ(found.pictures.scalar_type(), at::kFloat);
    EXPECT_LT(relative_error(found.epsilon, expected.epsilon), 0.03) << guidance;
    EXPECT_GT(relative_error(found.epsilon, expected.epsilon), 1e-5) << guidance;
  }
}

}  // namespace
}  // namespace syncdreamer
