#include "neus/neus_fit.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"
#include "tests/neus/sphere_views.h"
#include "tests/support/golden_case.h"
#include "tests/support/pretend_device.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

constexpr double kRadius = 0.35;

NeusOptions small_options() {
  return {.sdf = {.num_layers = 3, .width = 64, .skip_layer = 0, .num_frequencies = 4, .num_features = 32},
          .color = {.num_layers = 2, .width = 32, .num_frequencies = 2},
          .num_coarse_samples = 24,
          .num_fine_samples = 16,
          .num_refinements = 2};
}

NeusFitOptions few_rays() {
  return {.num_steps = 60,
          .num_random_rays = 96,
          .num_object_rays = 64,
          .learning_rate = 5e-3,
          .warmup_steps = 10,
          .decay_every = 40,
          .sharpening_steps = 30};
}

// How far the network's distance is from that to the sphere, on average over the points near it.
double distance_error(const NeusRenderer& renderer) {
  const at::NoGradGuard no_grad;
  const at::Tensor points = rule_tensor("points", {2000, 3}, 0.5F);
  const at::Tensor expected = points.norm(2, {1}) - kRadius;
  return (renderer.sdf_network->distances(points).squeeze(1) - expected).abs().mean().item<double>();
}

TEST(NeusFit, learns_a_sphere_from_its_pictures) {
  NeusRenderer renderer(small_options());
  initialize(renderer, 1);
  const double error_before = distance_error(renderer);
  NeusFit fit(renderer, sphere_views(kRadius, 8, 48), few_rays());
  const double loss_before = *fit.step();
  std::int64_t last_step = 0;
  fit.run({.on_progress = [&](std::string_view, std::int64_t done, std::int64_t) { last_step = done; }});
  const double loss_after = *fit.step();
  EXPECT_EQ(last_step, 60);
  EXPECT_LT(loss_after, 0.5 * loss_before);
  EXPECT_LT(distance_error(renderer), 0.4 * error_before);
}

TEST(NeusFit, rays_at_once_do_not_change_the_result) {
  const auto views = sphere_views(kRadius, 4, 16);
  std::vector<double> losses;
  std::vector<at::Tensor> weights;
  for (const std::int64_t rays_at_once : {1000, 50}) {
    NeusRenderer renderer(small_options());
    initialize(renderer, 1);
    NeusFitOptions options = few_rays();
    options.rays_at_once = rays_at_once;
    NeusFit fit(renderer, views, options);
    fit.step();
    losses.push_back(*fit.step());
    weights.push_back(renderer.sdf_network->lin[1]->weight_v.detach());
  }
  EXPECT_NEAR(losses[0], losses[1], 1e-4 * losses[0]);
  EXPECT_LT((weights[0] - weights[1]).abs().mean().item<double>(), 1e-5);
}

TEST(NeusFit, same_seed_gives_the_same_losses_and_another_seed_others) {
  const auto views = sphere_views(kRadius, 4, 16);
  const auto second_loss = [&](std::int64_t seed) {
    NeusRenderer renderer(small_options());
    initialize(renderer, 1);
    NeusFitOptions options = few_rays();
    options.seed = seed;
    NeusFit fit(renderer, views, options);
    fit.step();
    return *fit.step();
  };
  EXPECT_EQ(second_loss(1), second_loss(1));
  EXPECT_NE(second_loss(1), second_loss(2));
}

TEST(NeusFit, a_step_after_which_the_loss_is_not_finite_is_undone) {
  NeusRenderer renderer(small_options());
  initialize(renderer, 1);
  NeusFit fit(renderer, sphere_views(kRadius, 4, 16), few_rays());
  fit.step();
  const at::Tensor before = renderer.color_network->lin[0]->bias.detach().clone();
  fit.step();
  for (int attempt = 0; attempt < 2; ++attempt) {
    {
      const at::NoGradGuard no_grad;
      renderer.color_network->lin[0]->bias.fill_(std::numeric_limits<float>::quiet_NaN());
    }
    EXPECT_FALSE(std::isfinite(*fit.step()));
    EXPECT_TRUE(at::equal(renderer.color_network->lin[0]->bias, before));
  }
  EXPECT_TRUE(std::isfinite(*fit.step()));
  std::int64_t next_step = 0;
  fit.run({.on_progress = [&](std::string_view, std::int64_t done, std::int64_t) { next_step = done; },
           .should_stop = [&] { return next_step > 0; }});
  EXPECT_EQ(next_step, 3) << "the step that was undone does not count";
}

TEST(NeusFit, is_stopped_in_the_middle_of_a_step_which_then_does_not_count) {
  NeusRenderer renderer(small_options());
  initialize(renderer, 1);
  NeusFitOptions options = few_rays();
  options.rays_at_once = (options.num_random_rays + options.num_object_rays) / 4;
  NeusFit fit(renderer, sphere_views(kRadius, 4, 16), options);
  const at::Tensor before = renderer.color_network->lin[0]->bias.detach().clone();
  int num_asked = 0;
  EXPECT_FALSE(fit.step({.should_stop = [&] { return ++num_asked == 2; }}));
  EXPECT_EQ(num_asked, 2);
  EXPECT_TRUE(at::equal(renderer.color_network->lin[0]->bias, before));
}

TEST(NeusFit, gives_up_with_a_clear_sentence_if_the_loss_never_is_finite) {
  auto views = sphere_views(kRadius, 4, 16);
  for (auto& view : views) view.mask.assign(view.mask.size(), std::numeric_limits<float>::infinity());
  NeusRenderer renderer(small_options());
  initialize(renderer, 1);
  NeusFit fit(renderer, views, few_rays());
  EXPECT_THROW(fit.run(), InputError);
}

TEST(NeusFit, white_pictures_are_refused_unless_masks_show_an_object) {
  auto views = sphere_views(kRadius, 2, 8);
  for (auto& view : views) view.image = Image(8, 8, 3, 255);
  NeusRenderer renderer(small_options());
  EXPECT_NO_THROW(NeusFit(renderer, views)) << "the masks show a white object";
  for (auto& view : views) view.mask.assign(view.mask.size(), 0);
  EXPECT_THROW(NeusFit(renderer, views), InputError);
}

TEST(NeusFit, options_that_make_no_step_are_refused) {
  const auto views = sphere_views(kRadius, 2, 8);
  NeusRenderer renderer(small_options());
  EXPECT_THROW(NeusFit(renderer, views, {.num_random_rays = 0, .num_object_rays = 0}), std::logic_error);
  EXPECT_THROW(NeusFit(renderer, views, {.rays_at_once = 0}), std::logic_error);
  EXPECT_THROW(NeusFit(renderer, views, {.decay_every = 0}), std::logic_error);
}

TEST(NeusFit, many_steps_are_estimated_to_take_long) {
  const auto estimate = [](std::int64_t num_steps) {
    NeusRenderer renderer(small_options());
    initialize(renderer, 1);
    NeusFitOptions options = few_rays();
    options.num_steps = num_steps;
    return NeusFit(renderer, sphere_views(kRadius, 4, 16), options).estimate_seconds();
  };
  const double of_one = estimate(1);
  EXPECT_GT(of_one, 0);
  EXPECT_GT(estimate(1000000), 10000 * of_one) << "a million times as much, however busy the machine";
}

TEST(NeusFit, estimate_does_not_change_what_the_fit_does) {
  const auto losses = [](bool estimates) {
    NeusRenderer renderer(small_options());
    initialize(renderer, 1);
    NeusFit fit(renderer, sphere_views(kRadius, 4, 16), few_rays());
    if (estimates) fit.estimate_seconds();
    const double first = *fit.step();
    return std::pair(first, *fit.step());
  };
  EXPECT_EQ(losses(true), losses(false));
}

TEST(NeusFit, learning_rate_warms_up_and_falls_every_1000_steps) {
  const NeusFitOptions options;
  EXPECT_NEAR(neus_learning_rate(options, 0), 1e-5, 1e-12);
  EXPECT_NEAR(neus_learning_rate(options, 50), 5e-4 * 0.51, 1e-12);
  EXPECT_NEAR(neus_learning_rate(options, 100), 5e-4, 1e-12);
  EXPECT_NEAR(neus_learning_rate(options, 999), 5e-4, 1e-12);
  EXPECT_NEAR(neus_learning_rate(options, 1000), 5e-4 * std::sqrt(0.02), 1e-12);
  EXPECT_NEAR(neus_learning_rate(options, 2000), 1e-5, 1e-12);
}

TEST(NeusFit, on_another_device_makes_the_same_steps) {
  if (test_device().is_cpu() && !has_pretend_device()) {
    GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  }
  const at::Device device = test_device().is_cpu() ? pretend_device() : test_device();
  NeusRenderer here(small_options()), there(small_options());
  initialize(here, 1);
  initialize(there, 1);
  there.to(device);
  const auto views = sphere_views(kRadius, 4, 16);
  NeusFit fit(here, views, few_rays()), other(there, views, few_rays());
  for (int i = 0; i < 3; ++i) {
    const double loss = *fit.step();
    EXPECT_NEAR(*other.step(), loss, 1e-3 * loss) << i;
  }
  EXPECT_EQ(there.deviation_network->variance.device(), device);
}

}  // namespace
}  // namespace syncdreamer
