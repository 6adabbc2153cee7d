#include "reconstruct/ray_losses.h"

#include <gtest/gtest.h>

#include <cmath>

namespace syncdreamer {
namespace {

constexpr RayLossWeights kRayWeights{.color = 5, .mask = 0.75};

/// A pixel at the object's edge; its numbers and the rays' are exact in binary.
ViewRay edge_pixel() {
  return {.ray = {}, .color = {0.25F, 0.5F, 0.875F}, .mask = 0.375F};
}

double total_loss(const SeenByRay& rendered) {
  const RayLosses losses = ray_losses(edge_pixel(), rendered, kRayWeights);
  return losses.color + losses.mask;
}

/// Compares the derivative by one number of `rendered` with a central difference, whose error here is below 1e-4: the
/// third derivative of sqrt(x^2 + 0.001) is at most 900.
void expect_true_derivative(SeenByRay& rendered, float& number, float derivative) {
  const float kept = number, step = 1 / 4096.0F;
  number = kept + step;
  const double above = total_loss(rendered);
  number = kept - step;
  const double below = total_loss(rendered);
  number = kept;
  EXPECT_NEAR((above - below) / (2 * step), derivative, 1e-4);
}

TEST(RayLosses, are_those_of_neus) {
  const SeenByRay rendered{.color = {0.5F, 0.25F, 0.75F}, .opacity = 0.875F};
  const RayLosses losses = ray_losses(edge_pixel(), rendered, kRayWeights);
  EXPECT_NEAR(losses.color, 5 * std::sqrt(0.25 * 0.25 + 0.25 * 0.25 + 0.125 * 0.125 + 0.001), 1e-12);
  EXPECT_NEAR(losses.mask, 0.75 * 0.5 * 0.5, 1e-12);
}

TEST(RayLosses, the_derivatives_of_color_and_opacity_are_true) {
  for (SeenByRay rendered : {SeenByRay{.color = {0.5F, 0.25F, 0.75F}, .opacity = 0.875F},
                             SeenByRay{.color = {0.265625F, 0.5F, 0.859375F}, .opacity = 0.25F},
                             SeenByRay{.color = {1, 1, 1}, .opacity = 0}}) {
    const SeenByRay derivative = ray_losses(edge_pixel(), rendered, kRayWeights).derivative;
    for (std::size_t c = 0; c < 3; ++c) expect_true_derivative(rendered, rendered.color[c], derivative.color[c]);
    expect_true_derivative(rendered, rendered.opacity, derivative.opacity);
  }
}

TEST(RayLosses, have_no_derivative_where_all_is_as_in_the_picture) {
  const ViewRay pixel = edge_pixel();
  const SeenByRay derivative = ray_losses(pixel, {pixel.color, pixel.mask}, kRayWeights).derivative;
  for (const float channel : derivative.color) EXPECT_EQ(channel, 0);
  EXPECT_EQ(derivative.opacity, 0);
}

TEST(RayLosses, a_weight_of_zero_leaves_a_term_out) {
  const SeenByRay rendered{.color = {0.5F, 0.25F, 0.75F}, .opacity = 0.875F};
  const RayLosses color_only = ray_losses(edge_pixel(), rendered, {.color = 1, .mask = 0});
  EXPECT_EQ(color_only.mask, 0);
  EXPECT_EQ(color_only.derivative.opacity, 0);
  const RayLosses mask_only = ray_losses(edge_pixel(), rendered, {.color = 0, .mask = 1});
  EXPECT_EQ(mask_only.color, 0);
  EXPECT_EQ(mask_only.derivative.color[0], 0);
}

}  // namespace
}  // namespace syncdreamer
