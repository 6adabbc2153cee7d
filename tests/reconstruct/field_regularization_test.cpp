#include "reconstruct/field_regularization.h"

#include <gtest/gtest.h>

#include <numbers>

#include "core/random.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

constexpr float kSharpness = 6;

double plane(Vec3 p) {
  return dot(p, Vec3{2, -1, 2} / 3) - 0.1;
}

double loss_of(const FieldGrid& grid, const RegularizationWeights& weights, float sharpness = kSharpness) {
  const FieldRegularizer regularizer(grid, weights);
  std::vector<FieldValue> derivatives(grid.values.size());
  return regularizer.add(0, regularizer.num_samples(), sharpness, derivatives);
}

void expect_true_loss_derivatives(const RegularizationWeights& weights) {
  FieldGrid grid = uneven_grid(7, plane, 0.1, 0.4);
  const FieldRegularizer regularizer(grid, weights);
  std::vector<FieldValue> derivatives(grid.values.size());
  regularizer.add(0, regularizer.num_samples(), kSharpness, derivatives);
  double largest = 0;
  for (const FieldValue& derivative : derivatives) {
    for (const float channel : derivative) largest = std::max<double>(largest, std::abs(channel));
  }
  EXPECT_GT(largest, 0);
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) {
      const float kept = grid.values[i][c], step = 1e-3F;
      grid.values[i][c] = kept + step;
      const double above = loss_of(grid, weights);
      grid.values[i][c] = kept - step;
      const double below = loss_of(grid, weights);
      grid.values[i][c] = kept;
      ASSERT_NEAR((above - below) / (2 * step), derivatives[i][c], 0.01 * largest) << "sample " << i << ", value " << c;
    }
  }
}

TEST(FieldRegularization, the_derivatives_of_the_eikonal_term_are_true) {
  expect_true_loss_derivatives({.eikonal = 2});
}

TEST(FieldRegularization, the_derivatives_of_the_curvature_are_true) {
  expect_true_loss_derivatives({.curvature = 0.5F});
}

TEST(FieldRegularization, the_derivatives_of_the_area_are_true) {
  expect_true_loss_derivatives({.area = 3});
}

TEST(FieldRegularization, the_derivatives_of_the_color_differences_are_true) {
  expect_true_loss_derivatives({.smooth_color = 2});
}

TEST(FieldRegularization, the_eikonal_term_is_zero_for_a_true_distance) {
  const FieldGrid grid(sample_field(9, plane), kEverywhere, {});
  EXPECT_EQ(FieldRegularizer(grid, {}).num_samples(), 7U * 7 * 7);
  EXPECT_NEAR(loss_of(grid, {.eikonal = 1}), 0, 1e-10);
}

TEST(FieldRegularization, the_eikonal_term_is_the_mean_squared_excess_of_the_slope) {
  const FieldGrid steep(sample_field(9, [](Vec3 p) { return 3 * plane(p); }), kEverywhere, {});
  EXPECT_NEAR(loss_of(steep, {.eikonal = 0.5F}), 0.5 * (3 - 1) * (3 - 1), 1e-4);
  const FieldGrid flat(sample_field(9, [](Vec3) { return 0.1; }), kEverywhere, {});
  EXPECT_NEAR(loss_of(flat, {.eikonal = 1}), 1, 1e-6);
}

TEST(FieldRegularization, the_curvature_of_a_plane_is_zero) {
  EXPECT_NEAR(loss_of(FieldGrid(sample_field(9, plane), kEverywhere, {}), {.curvature = 1}), 0, 1e-9);
}

TEST(FieldRegularization, the_curvature_is_the_squared_laplacian_times_the_spacing) {
  // The Laplacian of x^2 + 2 y^2 - z^2 is 4 everywhere; the samples are 1/4 apart.
  const FieldGrid grid(sample_field(9, [](Vec3 p) { return p.x * p.x + 2 * p.y * p.y - p.z * p.z; }), kEverywhere, {});
  EXPECT_NEAR(loss_of(grid, {.curvature = 1}), 4 * 4 * 0.25 * 0.25, 1e-4);
}

TEST(FieldRegularization, the_area_of_a_sphere_is_true) {
  const double radius = 0.6, exact = 4 * std::numbers::pi * radius * radius;
  const FieldGrid grid(sample_field(48, sphere_field(radius)), 0.35, {});
  const double sharpness = 1 / grid.spacing();
  EXPECT_NEAR(loss_of(grid, {.area = 1}, static_cast<float>(sharpness)), exact, 0.03 * exact);
  // The shells of a soft surface: the mean of 4 pi (radius + t)^2, t with the variance of the logistic density.
  const double soft = exact * (1 + std::pow(std::numbers::pi / (sharpness * radius), 2) / 3);
  EXPECT_NEAR(loss_of(grid, {.area = 1}, static_cast<float>(sharpness)), soft, 0.005 * exact);
  EXPECT_NEAR(loss_of(grid, {.area = 7}, static_cast<float>(sharpness)), 7 * soft, 7 * 0.005 * exact);
}

TEST(FieldRegularization, the_color_difference_is_the_mean_over_samples_summed_over_axes_and_channels) {
  FieldGrid grid(sample_field(9, plane), kEverywhere, {0.5F, 0.5F, 0.5F});
  EXPECT_EQ(loss_of(grid, {.smooth_color = 1}), 0);
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    grid.values[i][1] = 0.1F * static_cast<float>(i % 9);       // along x
    grid.values[i][3] = 0.2F * static_cast<float>(i / 81);      // along z
    grid.values[i][2] = -0.1F * static_cast<float>(i / 9 % 9);  // along y
  }
  EXPECT_NEAR(loss_of(grid, {.smooth_color = 1}), 0.01 + 0.04 + 0.01, 1e-6);
}

TEST(FieldRegularization, terms_add_up_over_samples_and_kinds) {
  const FieldGrid grid = uneven_grid(7, plane, 0.1, 0.4);
  const RegularizationWeights all{.eikonal = 1, .curvature = 2, .area = 3, .smooth_color = 4};
  const FieldRegularizer regularizer(grid, all);
  std::vector<FieldValue> whole(grid.values.size()), parts(grid.values.size());
  const std::size_t count = regularizer.num_samples(), half = count / 2;
  ASSERT_GT(half, 5U);
  const double sum = regularizer.add(0, count, kSharpness, whole);
  EXPECT_NEAR(regularizer.add(0, half, kSharpness, parts) + regularizer.add(half, count, kSharpness, parts), sum, 1e-5);
  EXPECT_NEAR(loss_of(grid, {.eikonal = 1}) + loss_of(grid, {.curvature = 2}) + loss_of(grid, {.area = 3}) +
                  loss_of(grid, {.smooth_color = 4}),
              sum, 1e-5);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) ASSERT_NEAR(whole[i][c], parts[i][c], 1e-4);
  }
}

TEST(FieldRegularization, only_samples_with_six_active_neighbours_count) {
  const FieldGrid nothing(sample_field(5, plane), -100, {});
  EXPECT_EQ(FieldRegularizer(nothing, {.eikonal = 1}).num_samples(), 0U);
  EXPECT_EQ(loss_of(nothing, {.eikonal = 1, .curvature = 1, .area = 1, .smooth_color = 1}), 0);

  ScalarGrid cross_shaped(5, 1.0, 1.0F);
  for (int i = 1; i < 4; ++i) cross_shaped.at(i, 2, 2) = cross_shaped.at(2, i, 2) = cross_shaped.at(2, 2, i) = 0;
  EXPECT_EQ(FieldRegularizer(FieldGrid(cross_shaped, 0.5, {}), {}).num_samples(), 1U);
  cross_shaped.at(2, 2, 3) = 1;
  EXPECT_EQ(FieldRegularizer(FieldGrid(cross_shaped, 0.5, {}), {}).num_samples(), 0U);
}

}  // namespace
}  // namespace syncdreamer
