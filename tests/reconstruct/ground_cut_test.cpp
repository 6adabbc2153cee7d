#include "reconstruct/ground_cut.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <tuple>

#include "tests/reconstruct/drawn_views.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

constexpr double kBottom = -0.25;
constexpr int kGridSize = 64;

SeenBody standing_box() {
  return box_body({-0.25, -0.2, kBottom}, {0.25, 0.2, 0.2});
}

VisualHull hull_of(const std::vector<ReconstructionView>& views) {
  return carve_visual_hull(views, kGridSize);
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
  EXPECT_NEAR(underside_height(hull, views), kBottom, 2 * voxel);
  cut_at_ground(hull, views);
  const auto [low, high] = extent(hull);
  EXPECT_NEAR(low, kBottom, 2 * voxel);
  EXPECT_EQ(high, high_before);
}

// The cone under it reaches the lower side of the grid.
TEST(GroundCut, a_low_box_with_a_square_foot_ends_where_it_stands) {
  for (const double bottom : {-0.4, -0.49}) {
    const auto views = draw_views(ring_cameras(16, 128), box_body({-0.3, -0.2, bottom}, {0.3, 0.2, 0}));
    VisualHull hull = carve_visual_hull(views);
    const double voxel = hull.coverage.spacing();
    ASSERT_LT(extent(hull).first, -0.54);
    EXPECT_NEAR(underside_height(hull, views), bottom, 2 * voxel);
    cut_at_ground(hull, views);
    EXPECT_NEAR(extent(hull).first, bottom, 2 * voxel);
  }
}

// Steps between voxels in some layers of that cone seem to face a camera.
TEST(GroundCut, a_deep_box_ends_where_it_stands) {
  for (const auto& [width, depth, bottom] : {std::tuple{0.2, 0.25, -0.34}, {0.3, 0.17, -0.46}, {0.4, 0.25, -0.34}}) {
    const auto views =
        draw_views(ring_cameras(16, 128), box_body({-width, -depth, bottom}, {width, depth, bottom + 0.5}));
    const VisualHull hull = carve_visual_hull(views);
    EXPECT_NEAR(underside_height(hull, views), bottom, 2 * hull.coverage.spacing()) << width << " " << depth;
  }
}

// Its layers are few and below what the shade hides.
TEST(GroundCut, a_thin_plate_below_what_is_hidden_stays) {
  const auto views = draw_views(ring_cameras(16, 128), all_of({box_body({-0.25, -0.25, 0.1}, {0.25, 0.25, 0.4}),
                                                               box_body({-0.03, -0.03, -0.4}, {0.03, 0.03, 0.1}),
                                                               box_body({-0.2, -0.2, -0.42}, {0.2, 0.2, -0.41})}));
  const VisualHull hull = carve_visual_hull(views);
  EXPECT_NEAR(underside_height(hull, views), -0.42, 2 * hull.coverage.spacing());
}

SeenBody chair() {
  std::vector<SeenBody> parts{box_body({-0.25, -0.25, 0}, {0.25, 0.25, 0.06}),
                              box_body({-0.25, 0.2, 0}, {0.25, 0.25, 0.45})};
  for (const double x : {-0.25, 0.19}) {
    for (const double y : {-0.25, 0.19}) parts.push_back(box_body({x, y, -0.45}, {x + 0.06, y + 0.06, 0}));
  }
  return all_of(parts);
}

TEST(GroundCut, a_chair_ends_where_its_legs_end) {
  const auto views = draw_views(ring_cameras(16, 128), chair());
  VisualHull hull = carve_visual_hull(views);
  cut_at_ground(hull, views);
  EXPECT_NEAR(extent(hull).first, -0.45, 2 * hull.coverage.spacing());
}

TEST(GroundCut, what_stands_on_several_round_feet_ends_at_their_seen_ends) {
  std::vector<SeenBody> parts{box_body({-0.3, -0.3, 0}, {0.3, 0.3, 0.1})};
  for (const double x : {-0.2, 0.2}) {
    for (const double y : {-0.2, 0.2}) parts.push_back(moved(sphere_body(0.1), {x, y, -0.1}));
  }
  const auto views = draw_views(ring_cameras(16, 128), all_of(parts));
  const VisualHull hull = carve_visual_hull(views);
  const double lowest_seen = -0.1 - 0.1 * std::sin(radians(53));  // where they face a camera by 7 degrees
  EXPECT_NEAR(underside_height(hull, views), lowest_seen, hull.coverage.spacing());
}

struct Ellipsoid {
  const char* name;
  Vec3 radii;
};

class RoundBody : public testing::TestWithParam<Ellipsoid> {};

TEST_P(RoundBody, is_left_most_of_its_underside) {
  const Vec3 radii = GetParam().radii;
  const auto scaled = [&](Vec3 v) { return Vec3{v.x / radii.x, v.y / radii.y, v.z / radii.z}; };
  const SeenBody body = [&](Vec3 origin, Vec3 direction) {
    return sphere_body(1)(scaled(origin), normalized(scaled(direction)));
  };
  const auto views = draw_views(ring_cameras(16, 128), body);
  VisualHull hull = carve_visual_hull(views);
  cut_at_ground(hull, views);
  EXPECT_NEAR(extent(hull).first, -radii.z, 0.2 * radii.z);
}

INSTANTIATE_TEST_SUITE_P(Ellipsoids, RoundBody,
                         testing::Values(Ellipsoid{"egg", {0.32, 0.32, 0.45}}, Ellipsoid{"loaf", {0.5, 0.25, 0.2}},
                                         Ellipsoid{"cushion", {0.45, 0.35, 0.25}}),
                         [](const auto& parameter) { return parameter.param.name; });

class Ball : public testing::TestWithParam<double> {};

TEST_P(Ball, is_left_its_round_underside) {
  const double radius = GetParam(), raised = 0.05;
  const auto views = draw_views(ring_cameras(16, 128), moved(sphere_body(radius), {0, 0, raised}));
  VisualHull hull = carve_visual_hull(views);
  const double voxel = hull.coverage.spacing();
  EXPECT_LT(extent(hull).first, raised - 1.08 * radius) << "there is a cone under the ball";
  cut_at_ground(hull, views);
  EXPECT_NEAR(extent(hull).first, raised - radius, 0.06 * radius + voxel);

  std::size_t both = 0, either = 0;
  for (std::size_t i = 0; i < hull.coverage.values.size(); ++i) {
    const int side = hull.coverage.size, number = static_cast<int>(i);
    const Vec3 point = hull.coverage.position(number % side, number / side % side, number / side / side);
    const bool truth = length(point - Vec3{0, 0, raised}) < radius;
    both += truth && hull.inside(i);
    either += truth || hull.inside(i);
  }
  EXPECT_GT(static_cast<double>(both) / static_cast<double>(either), 0.96);
}

INSTANTIATE_TEST_SUITE_P(Radii, Ball, testing::Values(0.2, 0.3, 0.4),
                         [](const auto& parameter) { return std::to_string(std::lround(100 * parameter.param)); });

TEST(GroundCut, a_box_with_round_edges_ends_flat) {
  // A disc of radius 0.3 whose rim is half a circle of radius 0.05: the cone under it is 0.17 deep.
  const SeenBody disc = [](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    double along = 0;
    for (int step = 0; step < 60; ++step) {
      const Vec3 point = origin + direction * along;
      const double outside = std::max(0.0, std::hypot(point.x, point.y) - 0.3);
      const double distance = std::hypot(outside, point.z) - 0.05;
      if (distance < 1e-4) return Vec3{0.4, 0.4, 0.4};
      along += distance;
      if (along > 3) break;
    }
    return std::nullopt;
  };
  const auto views = draw_views(ring_cameras(16, 128), disc);
  VisualHull hull = carve_visual_hull(views);
  EXPECT_LT(extent(hull).first, -0.15) << "there is a cone under the disc";
  cut_at_ground(hull, views);
  EXPECT_NEAR(extent(hull).first, -0.05, 2.5 * hull.coverage.spacing());
}

TEST(GroundCut, changes_nothing_above_the_ground) {
  const auto views = draw_views(ring_cameras(16, 64), standing_box());
  const VisualHull before = hull_of(views);
  VisualHull after = before;
  cut_at_ground(after, views);
  const double ground = underside_height(before, views);
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
  EXPECT_DOUBLE_EQ(underside_height(hull, views), -0.55);
  cut_at_ground(hull, views);
  EXPECT_EQ(volume_share(hull), 0);
}

}  // namespace
}  // namespace syncdreamer
