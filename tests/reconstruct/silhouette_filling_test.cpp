#include "reconstruct/silhouette_filling.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reconstruct/grid_sampling.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

constexpr double kRodY = 0.3, kRodHalfWidth = 0.05;
const SeenBody kRod = box_body({-0.02, kRodY - kRodHalfWidth, -0.3}, {0.02, kRodY + kRodHalfWidth, 0.3});

/// Upright rods at either side, spread along x, `certainty` where they are likeliest, at x = -0.1; and a certain ball.
ScalarGrid ball_and_uncertain_rods(double certainty) {
  return sample_field(65, [=](Vec3 p) {
    if (length(p) < 0.15) return 1.0;
    if (std::abs(std::abs(p.y) - kRodY) > kRodHalfWidth || std::abs(p.z) > 0.3) return 0.0;
    return certainty * std::exp(-std::pow((p.x + 0.1) / 0.1, 2));
  });
}

double value_at(const ScalarGrid& grid, Vec3 position) {
  return interpolated(grid, grid.samples_of(position));
}

/// The rod at the right and the ball within its edge, from the front.
ReconstructionView picture() {
  return draw_view(ring_cameras(1, 128, 0).front(), all_of({sphere_body(0.1), kRod}));
}

TEST(SilhouetteFilling, a_thin_part_that_the_picture_shows_is_where_the_volume_has_most_of_it) {
  ScalarGrid grid = ball_and_uncertain_rods(0.2);
  fill_silhouette(grid, picture());
  for (const double z : {-0.2, 0.0, 0.2}) {
    EXPECT_GT(value_at(grid, {-0.1, kRodY, z}), 0.5) << z;
    EXPECT_LT(value_at(grid, {0.0, kRodY, z}), 0.5) << z;
    EXPECT_LT(value_at(grid, {-0.2, kRodY, z}), 0.5) << z;
  }
}

TEST(SilhouetteFilling, what_lies_outside_of_the_picture_stays) {
  Camera camera = ring_cameras(1, 64, 0).front();
  camera.fx = camera.fy *= 2;  // it shows the middle alone
  const ReconstructionView close_up{camera, Image(64, 64, 3), std::vector<float>(std::size_t{64} * 64, 1.0F)};
  ScalarGrid grid(33, 0.5, 0.1F);
  fill_silhouette(grid, close_up);
  EXPECT_GT(value_at(grid, {0, 0, 0}), 0.4);
  for (const Vec3 outside : {Vec3{0, 0.45, 0}, Vec3{0, -0.45, 0}, Vec3{0, 0, 0.45}, Vec3{0, 0, -0.45}})
    EXPECT_NEAR(value_at(grid, outside), 0.1, 1e-6);
}

TEST(SilhouetteFilling, what_the_volume_has_and_what_the_picture_does_not_show_stays) {
  const ScalarGrid before = ball_and_uncertain_rods(0.2);
  ScalarGrid grid = before;
  fill_silhouette(grid, picture());
  int num_changed = 0;
  for (int z = 0; z < grid.size; ++z) {
    for (int y = 0; y < grid.size; ++y) {
      for (int x = 0; x < grid.size; ++x) {
        const Vec3 place = grid.position(x, y, z);
        if (grid.at(x, y, z) == before.at(x, y, z)) continue;
        ++num_changed;
        ASSERT_GT(place.y, 0.2) << "only the rod at the right; " << place.x << ", " << place.z;
        ASSERT_LT(grid.at(x, y, z), 0.65F);
      }
    }
  }
  EXPECT_GT(num_changed, 0);
}

TEST(SilhouetteFilling, where_the_volume_has_next_to_nothing_the_picture_does_not_help) {
  const ScalarGrid before = ball_and_uncertain_rods(0.06);
  ScalarGrid grid = before;
  fill_silhouette(grid, picture());
  EXPECT_EQ(grid.values, before.values);
}

TEST(SilhouetteFilling, a_picture_of_nothing_changes_nothing) {
  const ScalarGrid before = ball_and_uncertain_rods(0.2);
  ScalarGrid grid = before;
  ReconstructionView white = picture();
  std::fill(white.mask.begin(), white.mask.end(), 0.0F);
  fill_silhouette(grid, white);
  EXPECT_EQ(grid.values, before.values);
}

}  // namespace
}  // namespace syncdreamer
