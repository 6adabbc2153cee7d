#include "reconstruct/view_maps.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/reconstruct/drawn_views.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

constexpr double kDrawnRadius = 0.35;

Scene ball() {
  return Scene(make_scene_object(sphere_mesh(kDrawnRadius, 128)));
}

/// The value from -1 to 1 that a channel stands for.
double signed_unit(std::uint8_t level) {
  return 2 * level / 255.0 - 1;
}

TEST(ViewMaps, depth_of_a_ball_is_that_of_its_analytic_surface) {
  const Camera camera = camera_at(viewpoint_ring()[3], 64);
  const ViewMaps maps = view_maps(ball(), draw_view(camera, sphere_body(kDrawnRadius)));
  EXPECT_NEAR(maps.depth.at(32, 32) * kDepthMapUnit, kRingDistance - kDrawnRadius, 2e-3);
  const Vec3 direction = camera.ray_direction(40.5, 25.5);
  const double nearest = -dot(camera.centre(), direction);
  const double gap = kDrawnRadius * kDrawnRadius - (dot(camera.centre(), camera.centre()) - nearest * nearest);
  const double depth = camera.cam_from_world(camera.centre() + direction * (nearest - std::sqrt(gap))).z;
  EXPECT_NEAR(maps.depth.at(40, 25) * kDepthMapUnit, depth, 2e-3);
  EXPECT_EQ(maps.depth.at(1, 1), 0);
}

TEST(ViewMaps, depth_beyond_sixteen_bits_stays_at_their_end) {
  const Camera camera = camera_at({.azimuth = 1, .elevation = 0.2, .distance = 80}, 64);
  ReconstructionView view = draw_view(camera, sphere_body(kDrawnRadius));
  view.camera.fx = view.camera.fy = 4000;
  EXPECT_EQ(view_maps(ball(), view).depth.at(32, 32), 65535);
}

TEST(ViewMaps, normals_look_right_up_and_at_the_camera) {
  const ViewMaps maps = view_maps(ball(), draw_view(camera_at(viewpoint_ring()[5], 64), sphere_body(kDrawnRadius)));
  const auto normal = [&](int x, int y, int channel) { return signed_unit(maps.normals.at(x, y, channel)); };
  EXPECT_NEAR(normal(32, 32, 0), 0, 0.1);
  EXPECT_NEAR(normal(32, 32, 2), 1, 0.02);
  EXPECT_GT(normal(44, 32, 0), 0.5) << "right of the middle";
  EXPECT_LT(normal(20, 32, 0), -0.5) << "left of it";
  EXPECT_GT(normal(32, 20, 1), 0.5) << "above it";
  for (const int x : {25, 32, 44})
    EXPECT_NEAR(std::hypot(normal(x, 28, 0), normal(x, 28, 1), normal(x, 28, 2)), 1, 0.02);
  EXPECT_EQ(maps.normals.at(32, 32, 3), 255);
  EXPECT_EQ(maps.normals.at(1, 1, 3), 0);
}

TEST(ViewMaps, a_cutout_has_the_objects_own_colours_where_it_covers_half_of_a_pixel) {
  ReconstructionView view{camera_at(viewpoint_ring()[0], 16), Image(16, 16, 3, 255), std::vector<float>(16 * 16)};
  const auto paint = [&](int x, float coverage) {
    view.mask[8 * 16 + x] = coverage;
    const Vec3 mixed = Vec3{0.8, 0.2, 0.4} * coverage + Vec3{1, 1, 1} * (1 - coverage);
    for (int c = 0; c < 3; ++c) view.image.at(x, 8, c) = byte_from_unit(mixed[c]);
  };
  paint(5, 1);
  paint(6, 0.5F);
  const Image cutout = view_maps(ball(), view).cutout;
  for (const int x : {5, 6}) {
    EXPECT_NEAR(cutout.at(x, 8, 0), 204, 1);
    EXPECT_NEAR(cutout.at(x, 8, 1), 51, 1);
    EXPECT_NEAR(cutout.at(x, 8, 2), 102, 1);
  }
  EXPECT_EQ(cutout.at(5, 8, 3), 255);
  EXPECT_EQ(cutout.at(6, 8, 3), 128);
  EXPECT_EQ(cutout.at(7, 8, 3), 0);
}

}  // namespace
}  // namespace syncdreamer
