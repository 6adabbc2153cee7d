#include "reconstruct/field_grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/random.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

double linear(Vec3 p) {
  return 0.3 + 0.5 * p.x - 0.7 * p.y + 0.2 * p.z;
}

double trilinear(Vec3 p) {
  return linear(p) + 0.4 * p.x * p.y - 0.6 * p.y * p.z + 0.3 * p.x * p.z + 0.8 * p.x * p.y * p.z;
}

std::array<float, 3> random_point(Random& random, double last) {
  return {static_cast<float>(random.uniform(0, last)), static_cast<float>(random.uniform(0, last)),
          static_cast<float>(random.uniform(0, last))};
}

TEST(FieldGrid, starts_with_the_distance_and_one_color) {
  const ScalarGrid distance = sample_field(5, sphere_field(0.6));
  const FieldGrid grid(distance, kEverywhere, {0.1F, 0.2F, 0.3F});
  EXPECT_EQ(grid.size, 5);
  EXPECT_DOUBLE_EQ(grid.spacing(), 0.5);
  EXPECT_EQ(grid.active().size(), 125U);
  EXPECT_EQ(grid.distance().values, distance.values);
  EXPECT_EQ(grid.values[77], (FieldValue{distance.values[77], 0.1F, 0.2F, 0.3F}));
}

TEST(FieldGrid, samples_are_active_up_to_the_band) {
  const ScalarGrid distance = sample_field(9, sphere_field(0.5));
  const FieldGrid grid(distance, 0.2, {});
  std::size_t expected = 0;
  for (std::size_t i = 0; i < distance.values.size(); ++i) {
    expected += distance.values[i] <= 0.2;
    EXPECT_EQ(grid.is_active(i), distance.values[i] <= 0.2) << "sample " << i;
  }
  EXPECT_EQ(grid.active().size(), expected);
  EXPECT_TRUE(std::is_sorted(grid.active().begin(), grid.active().end()));
}

TEST(FieldGrid, a_sample_right_at_the_band_is_active) {
  EXPECT_EQ(FieldGrid(ScalarGrid(2, 1.0, 0.5F), 0.5, {}).active().size(), 8U);
}

TEST(FieldGrid, interpolation_is_exact_for_trilinear_functions) {
  FieldGrid grid(sample_field(7, trilinear), kEverywhere, {});
  for (std::size_t i = 0; i < grid.values.size(); ++i) grid.values[i][2] = 2 * grid.values[i][0];
  Random random(3);
  for (int trial = 0; trial < 200; ++trial) {
    const auto at = random_point(random, 6);
    const auto cell = grid.find_cell(at);
    ASSERT_TRUE(cell);
    const Vec3 point = grid.distance().position(at[0], at[1], at[2]);
    // A product of coordinates is bilinear in every cell: the interpolation keeps it.
    EXPECT_NEAR(value_in(grid, *cell)[0], trilinear(point), 2e-6);
    EXPECT_NEAR(value_in(grid, *cell)[2], 2 * trilinear(point), 4e-6);
    EXPECT_EQ(value_in(grid, *cell)[1], 0);
  }
}

TEST(FieldGrid, scatter_is_the_transpose_of_interpolate) {
  Random random(4);
  FieldGrid grid(sample_field(5, linear), kEverywhere, {});
  for (FieldValue& value : grid.values) {
    for (float& channel : value) channel = static_cast<float>(random.uniform(-1, 1));
  }
  for (int trial = 0; trial < 50; ++trial) {
    const auto cell = grid.find_cell(random_point(random, 4));
    ASSERT_TRUE(cell);
    const FieldValue derivative{0.5F, -1, 2, 0.25F};
    std::vector<FieldValue> samples(grid.values.size());
    grid.scatter(*cell, derivative, samples);
    double forward = 0, transposed = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      forward += derivative[c] * value_in(grid, *cell)[c];
      for (std::size_t i = 0; i < samples.size(); ++i) transposed += samples[i][c] * grid.values[i][c];
    }
    EXPECT_NEAR(forward, transposed, 1e-5);
  }
}

TEST(FieldGrid, scatter_adds_to_what_is_there) {
  const FieldGrid grid(sample_field(3, linear), kEverywhere, {});
  const auto cell = grid.find_cell({1, 1, 1});
  ASSERT_TRUE(cell);
  std::vector<FieldValue> samples(grid.values.size(), FieldValue{1, 1, 1, 1});
  grid.scatter(*cell, {2, 0, 0, 0}, samples);
  EXPECT_EQ(samples[13], (FieldValue{3, 1, 1, 1})) << "the sample in the middle";
  EXPECT_EQ(samples[14], (FieldValue{1, 1, 1, 1}));
}

TEST(FieldGrid, no_cell_is_found_outside_of_the_cube) {
  const FieldGrid grid(sample_field(4, linear), kEverywhere, {});
  EXPECT_TRUE(grid.find_cell({0, 0, 0}));
  EXPECT_TRUE(grid.find_cell({2.99F, 2.99F, 2.99F}));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const float outside : {-0.01F, 3.0F, 3.5F, 1e30F, -1e30F, std::numeric_limits<float>::quiet_NaN(),
                                std::numeric_limits<float>::infinity()}) {
      std::array<float, 3> point{1, 1, 1};
      point[axis] = outside;
      EXPECT_FALSE(grid.find_cell(point)) << outside << " along axis " << axis;
    }
  }
}

TEST(FieldGrid, a_cell_with_one_inactive_corner_is_not_found) {
  for (std::size_t corner = 0; corner < 8; ++corner) {
    ScalarGrid distance(3, 1.0, 0.0F);
    const bool x = corner & 1, y = corner & 2, z = corner & 4;
    distance.at(x, y, z) = 1;
    const FieldGrid grid(distance, 0.5, {});
    EXPECT_FALSE(grid.find_cell({0.5F, 0.5F, 0.5F})) << "corner " << corner;
    EXPECT_EQ(grid.find_cell({1.5F, 0.5F, 0.5F}).has_value(), !x) << "the next cell along x; corner " << corner;
  }
}

}  // namespace
}  // namespace syncdreamer
