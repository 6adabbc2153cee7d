#include "reconstruct/grid_sampling.h"

#include <gtest/gtest.h>

#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

double ramp(Vec3 p) {
  return 0.3 + 0.5 * p.x - 0.7 * p.y + 0.2 * p.z;
}

TEST(GridSampling, resampling_is_exact_on_linear_functions) {
  for (const int size : {4, 9, 12, 30}) {
    const ScalarGrid coarse = sample_field(9, ramp), fine = resampled(coarse, size);
    ASSERT_EQ(fine.size, size);
    EXPECT_DOUBLE_EQ(fine.half_side, 1);
    for (int z = 0; z < size; ++z) {
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x)
          ASSERT_NEAR(fine.at(x, y, z), ramp(fine.position(x, y, z)), 2e-6) << x << ' ' << y << ' ' << z;
      }
    }
  }
}

TEST(GridSampling, outside_of_a_grid_its_border_counts) {
  const ScalarGrid grid = sample_field(5, ramp);
  EXPECT_NEAR(interpolated(grid, {-3, 1.5, 9}), ramp(grid.position(0, 1.5, 4)), 1e-6);
  const Vec3 place{0.3, -0.8, 0.1};
  EXPECT_NEAR(interpolated(grid, grid.samples_of(place)), ramp(place), 1e-6);
}

TEST(GridSampling, resampling_to_the_same_size_changes_nothing) {
  const ScalarGrid grid = sample_field(8, sphere_field(0.7));
  const ScalarGrid same = resampled(grid, 8);
  for (std::size_t i = 0; i < grid.values.size(); ++i) EXPECT_NEAR(same.values[i], grid.values[i], 1e-6);
}

TEST(GridSampling, channels_are_resampled_each_for_itself) {
  const ScalarGrid first = sample_field(5, ramp), second = sample_field(5, sphere_field(0.5));
  Grid<std::array<float, 2>> both(5, 1.0);
  for (std::size_t i = 0; i < both.values.size(); ++i) both.values[i] = {first.values[i], second.values[i]};
  const auto fine = resampled(both, 8);
  const ScalarGrid fine_first = resampled(first, 8), fine_second = resampled(second, 8);
  ASSERT_EQ(fine.values.size(), 512U);
  for (std::size_t i = 0; i < fine.values.size(); ++i) {
    EXPECT_EQ(fine.values[i][0], fine_first.values[i]);
    EXPECT_EQ(fine.values[i][1], fine_second.values[i]);
  }
}

}  // namespace
}  // namespace syncdreamer
