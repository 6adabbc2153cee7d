#include "reconstruct/field_rendering.h"

#include <gtest/gtest.h>

#include <numbers>

#include "core/random.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

constexpr std::array<float, 3> kRed{0.8F, 0.2F, 0.1F};

double wall(Vec3 p) {
  return 0.25 - p.x;  // fills x > 0.25
}

/// Along the x axis through the whole of a grid with 17 samples a side.
GridRay ray_along_x() {
  return {.start = {0, 7.3F, 8.6F}, .step = {0.25F, 0, 0}, .num_steps = 63};
}

/// An oblique ray that starts outside of the cube.
GridRay oblique_ray() {
  return {.start = {-0.6F, 7.3F, 9.6F}, .step = {0.45F, 0.11F, -0.13F}, .num_steps = 30};
}

/// A bumpy wall with bumpy colours, opaque nowhere.
FieldGrid bumpy_wall(double band = kEverywhere) {
  return uneven_grid(17, wall, 0.08, band);
}

struct SeenPlace {
  double mean = 0, deviation = 0;  ///< x and its mean absolute difference from the wall's
};

/// Where a ray along x sees the wall: these two, taken for colours.
SeenPlace seen_place(float sharpness) {
  FieldGrid grid(sample_field(17, wall), kEverywhere, {});
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    const float x = static_cast<float>(i % 17) / 8 - 1;
    grid.values[i] = {grid.values[i][0], x, std::abs(x - 0.25F), 0};
  }
  const SeenByRay seen = FieldRenderer(grid, sharpness).render(ray_along_x());
  return {seen.color[0], seen.color[1]};
}

TEST(FieldRendering, an_opaque_wall_shows_its_color) {
  const FieldGrid grid(sample_field(17, wall), kEverywhere, kRed);
  const SeenByRay seen = FieldRenderer(grid, 60).render(ray_along_x());
  EXPECT_NEAR(seen.opacity, 1, 1e-3);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen.color[c], kRed[c], 1e-3);
}

TEST(FieldRendering, an_empty_ray_is_white) {
  for (const double band : {-1.0, kEverywhere}) {
    const FieldGrid grid(sample_field(17, [](Vec3) { return 2; }), band, kRed);
    const SeenByRay seen = FieldRenderer(grid, 20).render(ray_along_x());
    EXPECT_EQ(seen.opacity, 0);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(seen.color[c], 1);
  }
}

TEST(FieldRendering, the_opacity_is_that_of_the_deepest_point_so_far) {
  // The products of Phi(next) / Phi(this) telescope while the distance falls, and nothing is seen while it rises.
  const float sharpness = 5;
  const auto phi = [&](double distance) { return 1 / (1 + std::exp(-sharpness * distance)); };
  const FieldGrid falling(sample_field(17, wall), kEverywhere, kRed);
  EXPECT_NEAR(FieldRenderer(falling, sharpness).render(ray_along_x()).opacity,
              1 - phi(0.25 - (63 * 0.25 / 8 - 1)) / phi(1.25), 1e-5);
  const FieldGrid rising(sample_field(17, [](Vec3 p) { return p.x; }), kEverywhere, kRed);
  EXPECT_EQ(FieldRenderer(rising, sharpness).render(ray_along_x()).opacity, 0);
}

TEST(FieldRendering, a_sharper_field_approaches_the_place_of_the_wall) {
  const double step = 0.25 / 8;  // of the ray
  for (const float sharpness : {10.0F, 20.0F, 40.0F}) {
    const SeenPlace seen = seen_place(sharpness);
    EXPECT_NEAR(seen.mean, 0.25, step) << "sharpness " << sharpness;
    const double logistic = 2 * std::numbers::ln2 / sharpness;
    EXPECT_NEAR(seen.deviation, logistic, 0.15 * logistic) << "sharpness " << sharpness;
  }
  EXPECT_LT(seen_place(1000).deviation, step);
}

TEST(FieldRendering, what_starts_in_free_space_meets_a_whole_surface) {
  // Free space ends inside of the wall, where the distance is far below zero: Phi jumps from 1 to nearly 0 there.
  const FieldGrid grid(sample_field(17, [](Vec3 p) { return p.x < 0.3 ? 1.0 : -0.5; }), 0.1, kRed);
  const SeenByRay seen = FieldRenderer(grid, 30).render(ray_along_x());
  EXPECT_NEAR(seen.opacity, 1, 1e-5);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen.color[c], kRed[c], 1e-4);
}

TEST(FieldRendering, half_transparent_matter_is_blended_with_white) {
  const FieldGrid grid(sample_field(17, [](Vec3 p) { return p.x < 0.3 ? 1.0 : 0.0; }), 0.1, kRed);
  const SeenByRay seen = FieldRenderer(grid, 30).render(ray_along_x());
  EXPECT_NEAR(seen.opacity, 0.5, 1e-5);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen.color[c], 0.5 + 0.5 * kRed[c], 1e-5);
}

TEST(FieldRendering, a_ray_without_steps_sees_nothing) {
  const FieldGrid grid(sample_field(17, wall), kEverywhere, kRed);
  GridRay ray = ray_along_x();
  ray.num_steps = 0;
  FieldRenderer renderer(grid, 20);
  EXPECT_EQ(renderer.render(ray).opacity, 0);
  std::vector<FieldValue> derivatives(grid.values.size());
  renderer.backward({.color = {1, 1, 1}, .opacity = 1}, derivatives);
  for (const FieldValue& derivative : derivatives) EXPECT_EQ(derivative, FieldValue{});
}

/// Compares the derivatives of a weighted sum of a ray's colour and opacity with central differences.
void expect_true_ray_derivatives(FieldGrid grid, const GridRay& ray, const SeenByRay& weights) {
  FieldRenderer renderer(grid, 6);
  const auto sum = [&] {
    const SeenByRay seen = renderer.render(ray);
    double total = static_cast<double>(weights.opacity) * seen.opacity;
    for (std::size_t c = 0; c < 3; ++c) total += static_cast<double>(weights.color[c]) * seen.color[c];
    return total;
  };
  std::vector<FieldValue> derivatives(grid.values.size());
  sum();
  renderer.backward(weights, derivatives);
  int num_compared = 0;
  double largest[4] = {};
  for (const FieldValue& derivative : derivatives) {
    for (std::size_t c = 0; c < 4; ++c) largest[c] = std::max<double>(largest[c], std::abs(derivative[c]));
  }
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) {
      if (!grid.is_active(i)) continue;
      const float kept = grid.values[i][c], step = c == 0 ? 2e-3F : 2e-2F;
      grid.values[i][c] = kept + step;
      const double above = sum();
      grid.values[i][c] = kept - step;
      const double below = sum();
      grid.values[i][c] = kept;
      ASSERT_NEAR((above - below) / (2 * step), derivatives[i][c], 0.01 * largest[c] + 1e-5)
          << "sample " << i << ", value " << c;
      num_compared += std::abs(derivatives[i][c]) > 0.05 * largest[c];
    }
  }
  EXPECT_GT(num_compared, 4) << "the ray touches the field";
}

TEST(FieldRendering, the_derivatives_of_the_opacity_are_true) {
  expect_true_ray_derivatives(bumpy_wall(), oblique_ray(), {.color = {}, .opacity = 1});
}

TEST(FieldRendering, the_derivatives_of_the_color_are_true) {
  expect_true_ray_derivatives(bumpy_wall(), oblique_ray(), {.color = {1, -0.5F, 2}, .opacity = 0});
}

TEST(FieldRendering, the_derivatives_are_true_where_free_space_ends) {
  expect_true_ray_derivatives(bumpy_wall(0.6), oblique_ray(), {.color = {1, -0.5F, 2}, .opacity = 0.7F});
  expect_true_ray_derivatives(bumpy_wall(0.0), oblique_ray(), {.color = {1, -0.5F, 2}, .opacity = 0.7F});
}

TEST(FieldRendering, derivatives_are_added_to_those_of_other_rays) {
  const FieldGrid grid = bumpy_wall();
  const SeenByRay weights{.color = {1, 1, 1}, .opacity = 1};
  FieldRenderer renderer(grid, 6);
  std::vector<FieldValue> once(grid.values.size());
  renderer.render(oblique_ray());
  renderer.backward(weights, once);
  std::vector<FieldValue> twice = once;
  renderer.render(oblique_ray());
  renderer.backward(weights, twice);
  for (std::size_t i = 0; i < once.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) ASSERT_NEAR(twice[i][c], 2 * once[i][c], 1e-6);
  }
}

}  // namespace
}  // namespace syncdreamer
