#include "reconstruct/ground_cut.h"

#include <gtest/gtest.h>

#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

constexpr double kBottom = -0.25;
constexpr int kGridSize = 64;

SeenBody standing_box() {
  return box_body({-0.25, -0.2, kBottom}, {0.25, 0.2, 0.2});
}

VisualHull hull_of(const std::vector<ReconstructionView>& views) {
  return carve_visual_hull(views, {.size = kGridSize});
}

/// Heights of the lowest and the highest layer that has a voxel inside.
std::pair<double, double> extent(const VisualHull& hull) {
  double low = 1e9, high = -1e9;
  for (int z = 0; z < hull.coverage.size; ++z) {
    for (int y = 0; y < hull.coverage.size; ++y) {
      for (int x = 0; x < hull.coverage.size; ++x) {
        if (!hull.inside(hull.coverage.index(x, y, z))) continue;
        const double height = hull.coverage.position(x, y, z).z;
        low = std::min(low, height);
        high = std::max(high, height);
      }
    }
  }
  return {low, high};
}

double volume_share(const VisualHull& hull) {
  std::size_t inside = 0;
  for (std::size_t i = 0; i < hull.coverage.values.size(); ++i) inside += hull.inside(i);
  return static_cast<double>(inside) / static_cast<double>(hull.coverage.values.size());
}

TEST(GroundCut, takes_away_what_views_from_above_leave_under_a_standing_body) {
  const auto views = draw_views(ring_cameras(16, 64), standing_box());
  VisualHull hull = hull_of(views);
  const double voxel = hull.coverage.spacing();
  const auto [low_before, high_before] = extent(hull);
  ASSERT_LT(low_before, kBottom - 4 * voxel) << "there is a cone under the body";
  EXPECT_NEAR(lowest_seen_height(hull, views), kBottom, 2 * voxel);
  cut_at_ground(hull, views);
  const auto [low, high] = extent(hull);
  EXPECT_NEAR(low, kBottom, 2 * voxel);
  EXPECT_EQ(high, high_before);
}

TEST(GroundCut, changes_nothing_above_the_ground) {
  const auto views = draw_views(ring_cameras(16, 64), standing_box());
  const VisualHull before = hull_of(views);
  VisualHull after = before;
  cut_at_ground(after, views);
  const double ground = lowest_seen_height(before, views);
  for (int z = 0; z < kGridSize; ++z) {
    for (int y = 0; y < kGridSize; ++y) {
      for (int x = 0; x < kGridSize; ++x) {
        const bool kept = before.coverage.position(x, y, z).z >= ground;
        ASSERT_EQ(after.coverage.at(x, y, z), kept ? before.coverage.at(x, y, z) : 0);
      }
    }
  }
}

TEST(GroundCut, with_views_from_below_nothing_is_cut) {
  auto cameras = ring_cameras(12, 64);
  for (const double elevation : {-30.0, -60.0}) {
    const auto below = ring_cameras(8, 64, elevation);
    cameras.insert(cameras.end(), below.begin(), below.end());
  }
  const auto views = draw_views(cameras, standing_box());
  const VisualHull before = hull_of(views);
  VisualHull after = before;
  cut_at_ground(after, views);
  EXPECT_NEAR(extent(after).first, extent(before).first, 1.01 * before.coverage.spacing());
  EXPECT_GT(volume_share(after), 0.995 * volume_share(before));
}

TEST(GroundCut, leaves_an_empty_hull_alone) {
  VisualHull hull{ScalarGrid(16, 0.55), 0, {}};
  const auto views = draw_views(ring_cameras(3, 16), standing_box());
  EXPECT_DOUBLE_EQ(lowest_seen_height(hull, views), -0.55);
  cut_at_ground(hull, views);
  EXPECT_EQ(volume_share(hull), 0);
}

}  // namespace
}  // namespace syncdreamer
