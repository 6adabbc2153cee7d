#include "model/multiview_diffusion.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "diffusion/ddim_sampler.h"
#include "nn/autocast.h"
#include "tests/model/small_model.h"
#include "tests/support/roundings.h"

namespace syncdreamer {
namespace {

class TinyModel : public testing::Test {
 protected:
  TinyModel() : model_(tiny_model_options()), random_(gaussian_noise(1)) {
    initialize(model_, 1);
    // Layers that start at zero would hide what flows into them.
    const at::NoGradGuard no_grad;
    for (auto& parameter : model_.parameters()) parameter.add_(random_(parameter.sizes()), 0.05);
  }

  MultiviewCondition condition(std::int64_t batch, std::int64_t num_views = 4) {
    const at::NoGradGuard no_grad;
    const InputCondition input = model_.encode_input(random_({batch, 3, 32, 32}).clamp(-1, 1), at::full({batch}, 0.3),
                                                     random_({batch, 4, 4, 4}));
    const TargetViews views = model_.target_views(view_cameras(viewpoint_ring(static_cast<int>(num_views)), 32));
    return model_.condition(input, views, random_({batch, 3, 8, 8, 8}), random_({batch, num_views, 5, 4, 4}));
  }

  at::Tensor denoise(const MultiviewCondition& given, const at::Tensor& x, const DenoiseOptions& options = {}) {
    return model_.denoise_all_views(x, at::full({x.size(0)}, 300, at::kLong), given, options);
  }

  MultiviewTrainingBatch training_batch() {
    MultiviewCondition given = condition(2);
    given.drafts = given.drafts.slice(1, 0, 1);  // of the one target view
    return {.latents = random_({2, 4, 4, 4, 4}),
            .condition = given,
            .timesteps = at::tensor({100, 900}, at::kLong),
            .noise = random_({2, 4, 4, 4, 4}),
            .target_indices = at::tensor({3, 1}, at::kLong).view({2, 1}),
            .drop = {}};
  }

  static double distance(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

  MultiviewDiffusion model_;
  NoiseSource random_;
};

TEST_F(TinyModel, places_are_as_exact_where_networks_compute_in_smaller_numbers) {
  const ViewCameras cameras = view_cameras(viewpoint_ring(4, 10), 32);
  const ProjectionGrids expected = model_.target_views(cameras).grids;
  const Autocast autocast(autocast_to(at::kCPU, at::kBFloat16));
  const ProjectionGrids found = model_.target_views(cameras).grids;
  EXPECT_TRUE(found.warp.equal(expected.warp));
  EXPECT_TRUE(found.frustum.equal(expected.frustum));
}

TEST_F(TinyModel, predictions_do_not_depend_on_how_views_are_batched) {
  const MultiviewCondition given = condition(2);
  const at::Tensor x = random_({2, 4, 4, 4, 4});
  const at::Tensor together = denoise(given, x, {.views_per_batch = 16});
  EXPECT_EQ(together.sizes(), x.sizes());
  // Norms over a single value, as so small a network has them, multiply roundings by hundreds.
  double of_rounding = 0;
  for (int rounding = 1; rounding <= 4; ++rounding)
    of_rounding = std::max(of_rounding, distance(together, denoise(given, moved_within_rounding(x, rounding))));
  EXPECT_LT(of_rounding, 5e-3);
  EXPECT_LT(distance(together, denoise(given, x, {.views_per_batch = 3})), 4 * of_rounding);
  EXPECT_THROW(denoise(given, x, {.views_per_batch = 0}), InputError);
}

TEST_F(TinyModel, every_view_depends_on_every_other_unless_independent) {
  const MultiviewCondition given = condition(1);
  const at::Tensor x = random_({1, 4, 4, 4, 4});
  at::Tensor changed = x.clone();
  changed.select(1, 2) += 1;
  const auto change_of_view_0 = [&](const DenoiseOptions& options) {
    return distance(denoise(given, x, options).select(1, 0), denoise(given, changed, options).select(1, 0));
  };
  EXPECT_GT(change_of_view_0({}), 1e-5);
  EXPECT_EQ(change_of_view_0({.independent = true}), 0);
}

TEST_F(TinyModel, guidance_of_one_is_the_conditional_prediction) {
  const MultiviewCondition given = condition(1);
  const at::Tensor x = random_({1, 4, 4, 4, 4});
  EXPECT_LT(distance(denoise(given, x, {.guidance = {1}}), denoise(given, x, {.guidance = {1 + 1e-7}})), 1e-4);
  EXPECT_GT(distance(denoise(given, x, {.guidance = {1}}), denoise(given, x, {.guidance = {3}})), 1e-3);
}

TEST_F(TinyModel, decomposed_guidance_leads_away_from_views_without_the_picture_and_without_each_other) {
  const at::NoGradGuard no_grad;
  const MultiviewCondition given = condition(2);
  const at::Tensor x = random_({2, 4, 4, 4, 4}), timesteps = at::full({2}, 300, at::kLong);
  const at::Tensor t_embed = model_.embed_time(timesteps);
  const at::Tensor indices = at::arange(4).expand({2, 4});
  NoisyViews views = model_.noisy_views(x, timesteps, given, 0, 4);
  views.volumes = model_.frustum_volumes(model_.build_volume(x, t_embed, given), t_embed, indices, given);
  NoisyViews without_picture = views, without_views = views;
  for (at::Tensor* part : {&without_picture.context, &without_picture.input_latent, &without_picture.drafts})
    *part = at::zeros_like(*part);
  without_views.input_latent = 4 * views.input_latent;
  for (at::Tensor& level : *without_views.volumes) level = at::zeros_like(level);
  const at::Tensor c = model_.predict_views(views), p = model_.predict_views(without_picture),
                   v = model_.predict_views(without_views);
  const at::Tensor found = model_.predict_views(views, {.decomposed = {2, 0.5}});
  EXPECT_LT(distance(found, c + 2 * (c - p) + 0.5 * (c - v)), 1e-4);
  EXPECT_GT(distance(c, p), 1e-3);
  EXPECT_GT(distance(c, v), 1e-3);
}

TEST_F(TinyModel, guidance_holds_in_its_interval_of_timesteps_alone) {
  const MultiviewCondition given = condition(1);
  const at::Tensor x = random_({1, 4, 4, 4, 4});
  const Denoiser denoiser = model_.denoiser(given, {.guidance = {3}, .guidance_interval = {200, 300}});
  const Denoiser always = model_.denoiser(given, {.guidance = {3}}), never = model_.denoiser(given, {.guidance = {1}});
  for (const std::int64_t inside : {200, 250, 300}) {
    EXPECT_TRUE(denoiser(x, inside, 0).equal(always(x, inside, 0))) << inside;
  }
  for (const std::int64_t outside : {0, 199, 301, 999}) {
    EXPECT_TRUE(denoiser(x, outside, 0).equal(never(x, outside, 0))) << outside;
  }
}

TEST_F(TinyModel, volumes_are_kept_for_as_many_steps_as_asked_for) {
  const MultiviewCondition given = condition(1);
  const at::Tensor x = random_({1, 4, 4, 4, 4});
  at::Tensor changed = x.clone();
  changed.select(1, 2) += 1;
  const DenoiseOptions options{.volume_interval = 2, .views_per_batch = 3};
  const Denoiser denoiser = model_.denoiser(given, options);
  const at::Tensor first = denoiser(x, 300, 0), second = denoiser(changed, 300, 1), third = denoiser(changed, 300, 2);
  EXPECT_TRUE(first.equal(denoise(given, x, {.views_per_batch = 3})));
  EXPECT_TRUE(second.select(1, 0).equal(first.select(1, 0))) << "view 0 sees the others through the volume alone";
  EXPECT_FALSE(second.select(1, 2).equal(first.select(1, 2)));
  EXPECT_TRUE(third.equal(denoise(given, changed, {.views_per_batch = 3})));
  EXPECT_THROW(model_.denoiser(given, {.volume_interval = 0}), InputError);
}

TEST_F(TinyModel, denoises_other_rings_than_it_was_made_for) {
  EXPECT_EQ(denoise(condition(1, 7), random_({1, 7, 4, 4, 4})).size(1), 7);
}

TEST_F(TinyModel, samples_and_decodes) {
  const DdimSampler sampler(model_.schedule(), {.num_steps = 3}, model_.options().prediction);
  const auto latents = sampler.sample(random_({1, 4, 4, 4, 4}), model_.denoiser(condition(1)), random_);
  ASSERT_TRUE(latents.has_value());
  const at::Tensor pictures = model_.decode_views(*latents, 3);
  EXPECT_EQ(pictures.sizes(), at::IntArrayRef({1, 4, 3, 32, 32}));
  EXPECT_TRUE(pictures.isfinite().all().item<bool>());
}

TEST_F(TinyModel, loss_reaches_the_parameters_of_every_part) {
  model_.training_loss(training_batch()).backward();
  for (const auto& item : model_.named_parameters()) {
    const std::string& name = item.key();
    if (name.starts_with("first_stage_model") || name.starts_with("clip_image_encoder")) continue;
    // Attention to one token (the context, or a feature map of one pixel) needs neither queries nor keys.
    const auto names = [&name](const char* part) { return name.find(part) != std::string::npos; };
    if (names("transformer_blocks") && (names("to_q") || names("to_k") || names("norm2"))) continue;
    ASSERT_TRUE(item.value().grad().defined()) << name;
    EXPECT_GT(item.value().grad().abs().max().item<float>(), 0) << name;
  }
}

TEST_F(TinyModel, loss_gradient_agrees_with_finite_differences) {
  const MultiviewTrainingBatch batch = training_batch();
  const at::Tensor weight = model_.spatial_volume->target_encoder->init_conv->weight;
  model_.training_loss(batch).backward();
  const at::Tensor direction = weight.grad() / weight.grad().norm();
  const double expected = weight.grad().norm().item<double>();
  const at::NoGradGuard no_grad;
  const double step = 3e-2;
  const auto loss_at = [&](double distance) {
    weight.add_(direction, distance);
    const double loss = model_.training_loss(batch).item<double>();
    weight.add_(direction, -distance);
    return loss;
  };
  EXPECT_NEAR((loss_at(step) - loss_at(-step)) / (2 * step), expected, 0.05 * expected);
}

TEST_F(TinyModel, loss_without_conditions_does_not_depend_on_them) {
  const at::NoGradGuard no_grad;
  MultiviewTrainingBatch batch = training_batch();
  const at::Tensor all = at::ones({2}, at::kBool);
  batch.drop = ConditionDrop{.context = all, .volume = all, .input_latent = all};
  const double loss = model_.training_loss(batch).item<double>();
  batch.condition = training_batch().condition;
  EXPECT_DOUBLE_EQ(model_.training_loss(batch).item<double>(), loss);
  batch.drop.reset();
  EXPECT_NE(model_.training_loss(batch).item<double>(), loss);
}

/// One object of a batch.
MultiviewTrainingBatch object_of(const MultiviewDiffusion& model, const MultiviewTrainingBatch& batch, std::int64_t b) {
  const auto row = [b](const at::Tensor& x) { return x.narrow(0, b, 1); };
  const MultiviewCondition& all = batch.condition;
  const InputCondition input{row(all.input.clip_embedding), row(all.input.input_latent), row(all.input.elevation)};
  const ConditionDrop& drop = batch.drop.value();
  return {.latents = row(batch.latents),
          .condition = model.condition(input, all.views, row(all.lifted), row(all.drafts)),
          .timesteps = row(batch.timesteps),
          .noise = row(batch.noise),
          .target_indices = row(batch.target_indices),
          .independent = batch.independent,
          .drop = ConditionDrop{row(drop.context), row(drop.volume), row(drop.input_latent)}};
}

TEST_F(TinyModel, the_loss_of_a_batch_is_the_mean_of_its_objects_losses) {
  const at::NoGradGuard no_grad;
  MultiviewTrainingBatch batch = training_batch();
  batch.condition = condition(2);
  batch.condition.drafts = batch.condition.drafts.narrow(1, 0, 3);  // of the three target views
  batch.target_indices = at::tensor({3, 1, 0, 2, 0, 3}, at::kLong).view({2, 3});
  const auto flags = [](bool first, bool second) { return at::tensor({int{first}, int{second}}).to(at::kBool); };
  batch.drop = ConditionDrop{flags(true, false), flags(false, true), flags(false, true)};
  const auto loss_of = [&](const MultiviewTrainingBatch& of) { return model_.training_loss(of).item<double>(); };
  const auto expect_mean = [&](double tolerance) {
    const double first = loss_of(object_of(model_, batch, 0)), second = loss_of(object_of(model_, batch, 1));
    EXPECT_GT(std::abs(first - second), 0.01) << "the objects differ";
    EXPECT_NEAR(loss_of(batch), (first + second) / 2, tolerance * (first + second) / 2);
  };
  expect_mean(1e-6);
  batch.independent = true;
  batch.latents = batch.latents.narrow(1, 0, 3);
  batch.noise = batch.noise.narrow(1, 0, 3);
  expect_mean(3e-4);  // of this model, rounding the latents in the last bit moves the loss by up to 1e-4
}

TEST_F(TinyModel, refuses_pictures_of_another_size_and_noise_for_a_part_of_a_sample) {
  EXPECT_THROW(model_.encode_input(at::zeros({2, 3, 32, 32}), at::zeros({2}), at::zeros({3, 4, 4, 4})),
               std::logic_error)
      << "noise for one and a half samples";
  EXPECT_THROW(model_.encode_input(at::zeros({1, 3, 64, 64}), at::zeros({1}), at::zeros({1, 4, 4, 4})),
               std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
