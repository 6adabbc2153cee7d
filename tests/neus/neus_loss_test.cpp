#include "neus/neus_loss.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

RenderedRays rendered_rays(std::int64_t count) {
  return {.colors = rule_tensor("colors", {count, 3}),
          .masks = rule_tensor("masks", {count, 1}),
          .gradient_errors = rule_tensor("errors", {count, 4}).abs()};
}

RayBatch targets_of(std::int64_t count) {
  return {at::zeros({count, 3}), at::zeros({count, 3}), rule_tensor("target", {count, 3}), at::zeros({count, 1})};
}

TEST(NeusLoss, is_what_its_formula_says) {
  RenderedRays rendered = rendered_rays(1);
  rendered.colors = at::tensor({0.3F, 0.4F, 0.0F}).unsqueeze(0);
  rendered.masks = at::full({1, 1}, 0.75);
  rendered.gradient_errors = at::tensor({1.0F, 0.0F, 0.5F, 0.0F}).unsqueeze(0);
  RayBatch targets = targets_of(1);
  targets.colors.zero_();
  targets.masks.fill_(1);
  const NeusLosses losses = neus_losses(rendered, targets, {.num_rays = 1, .num_inside = 3});
  EXPECT_NEAR(losses.rendering.item<double>(), std::sqrt(0.251), 1e-6);
  EXPECT_NEAR(losses.mask.item<double>(), 0.0625, 1e-6);
  EXPECT_NEAR(losses.eikonal.item<double>(), 0.5, 1e-6);
  EXPECT_NEAR(losses.total({.rendering = 2, .mask = 4, .eikonal = 8}).item<double>(), 2 * std::sqrt(0.251) + 0.25 + 4,
              1e-5);
}

TEST(NeusLoss, of_the_parts_of_a_batch_adds_up_to_that_of_all) {
  const RenderedRays all = rendered_rays(6);
  const RayBatch targets = targets_of(6);
  const NeusLossTotals totals{.num_rays = 6, .num_inside = 24};
  double sum = 0;
  for (const std::int64_t first : {0, 4}) {
    const std::int64_t count = first == 0 ? 4 : 2;
    const RenderedRays part{all.colors.narrow(0, first, count), all.masks.narrow(0, first, count),
                            all.gradient_errors.narrow(0, first, count)};
    sum += neus_losses(part, targets.part(first, count), totals).total({}).item<double>();
  }
  EXPECT_NEAR(sum, neus_losses(all, targets, totals).total({}).item<double>(), 1e-6);
}

TEST(NeusLoss, totals_count_rays_and_samples_in_the_cube) {
  const at::Tensor inside = at::tensor({1, 0, 1, 1, 0, 0}, at::kLong).to(at::kBool).view({2, 3});
  const NeusLossTotals totals = loss_totals({at::zeros({2, 3, 3}), at::zeros({2, 3}), inside});
  EXPECT_EQ(totals.num_rays, 2);
  EXPECT_NEAR(totals.num_inside, 3, 1e-3);
}

}  // namespace
}  // namespace syncdreamer
