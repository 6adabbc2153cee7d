#include "geometry/camera.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace syncdreamer {
namespace {

void expect_near(Vec3 a, Vec3 b, double tolerance = 1e-12) {
  EXPECT_LT(length(a - b), tolerance);
}

TEST(Camera, ring_has_the_papers_viewpoints) {
  const auto ring = viewpoint_ring();
  ASSERT_EQ(ring.size(), 16u);
  EXPECT_DOUBLE_EQ(degrees(ring[3].azimuth), 67.5);
  EXPECT_DOUBLE_EQ(degrees(ring[3].elevation), 30);
  EXPECT_DOUBLE_EQ(ring[3].distance, 1.5);
}

TEST(Camera, looks_at_the_origin_from_its_viewpoint) {
  for (const Viewpoint& viewpoint : viewpoint_ring()) {
    const Camera camera = camera_at(viewpoint, 256);
    expect_near(camera.centre(),
                1.5 * Vec3{std::cos(viewpoint.azimuth) * std::cos(viewpoint.elevation),
                           std::sin(viewpoint.azimuth) * std::cos(viewpoint.elevation), std::sin(viewpoint.elevation)});
    const auto pixel = camera.project({});
    ASSERT_TRUE(pixel);
    EXPECT_NEAR((*pixel)[0], 128, 1e-9);
    EXPECT_NEAR((*pixel)[1], 128, 1e-9);
  }
}

TEST(Camera, a_zoomed_camera_shows_what_lies_at_the_origin_s_depth_as_large_from_everywhere) {
  const auto pixels_above = [](double distance, double depth) {
    const Camera camera = zoomed_camera_at({.distance = distance}, 256);
    const double above = 128 - (*camera.project({-depth, 0, 0.5}))[1];
    EXPECT_NEAR((*camera.project({-depth, 0.5, 0}))[0] - 128, above, 1e-9) << "as far to the right";
    return above;
  };
  EXPECT_DOUBLE_EQ(pixels_above(1.5, 0), 280 * 0.5 / 1.5);
  EXPECT_DOUBLE_EQ(pixels_above(30, 0), 280 * 0.5 / 1.5);
  EXPECT_DOUBLE_EQ(pixels_above(1.5, 0.5), 280 * 0.5 / 2) << "as camera_at";
  EXPECT_NEAR(pixels_above(1000, 0.5), 280 * 0.5 / 1.5, 0.1) << "no perspective is left";
}

TEST(Camera, world_up_is_picture_up_and_azimuth_turns_counterclockwise) {
  const Camera camera = camera_at({0, radians(20), 1.5}, 256);
  EXPECT_LT((*camera.project({0, 0, 0.3}))[1], 128);
  EXPECT_GT((*camera.project({0, 0.3, 0}))[0], 128);  // from +x, +y lies to the right
}

TEST(Camera, rays_pass_through_the_points_that_project_to_them) {
  const Camera camera = camera_at({1.1, 0.4, 1.5}, 64).resized(80, 48);  // pixels that are not square
  const Vec3 point{0.2, -0.1, 0.3};
  const auto pixel = camera.project(point);
  ASSERT_TRUE(pixel);
  const Vec3 direction = camera.ray_direction((*pixel)[0], (*pixel)[1]);
  expect_near(direction, normalized(point - camera.centre()), 1e-9);
  expect_near(camera.world_from_cam(camera.cam_from_world(point)), point);
}

TEST(Camera, points_behind_have_no_pixel) {
  EXPECT_FALSE(camera_at({0, 0, 1.5}, 256).project({2, 0, 0}));
  EXPECT_FALSE(Camera().project({1, 0, 0})) << "beside its centre";
}

TEST(Camera, a_pose_in_opengl_s_axes_is_the_same_camera) {
  const Camera camera = camera_at({0.7, 0.4, 2}, 64);
  const Mat3 world_from_cam = camera.rotation.transposed();
  Mat3 axes = world_from_cam;
  for (Vec3& row : axes.rows) row = {row.x, -row.y, -row.z};  // right, up, backwards
  Camera plain = camera;
  plain.rotation = Mat3();
  plain.translation = {};
  const Camera found = with_opengl_pose(plain, axes, camera.centre());
  for (std::size_t r = 0; r < 3; ++r) EXPECT_NEAR(length(found.rotation.rows[r] - camera.rotation.rows[r]), 0, 1e-12);
  EXPECT_NEAR(length(found.translation - camera.translation), 0, 1e-12);
  Mat3 rounded = axes;
  for (Vec3& row : rounded.rows) row = row * 1.009;
  EXPECT_NEAR(length(with_opengl_pose(plain, rounded, camera.centre()).centre() - camera.centre()), 0, 1e-12);
  for (Vec3& row : axes.rows) row = row * 2;
  EXPECT_THROW(with_opengl_pose(plain, axes, camera.centre()), std::logic_error) << "a scale";
  const Viewpoint viewpoint = viewpoint_of(found);
  EXPECT_NEAR(viewpoint.azimuth, 0.7, 1e-12);
  EXPECT_NEAR(viewpoint.elevation, 0.4, 1e-12);
  EXPECT_NEAR(viewpoint.distance, 2, 1e-12);
}

TEST(Camera, of_larger_pixels_sees_points_in_the_pixels_that_hold_theirs) {
  Camera camera = camera_at({0.7, 0.4, 2}, 65);
  camera.cx += 3;
  const Camera coarse = camera.divided_by(4);
  EXPECT_EQ(coarse.width, 16);
  const auto fine = camera.project({0.1, 0.2, 0.3}), found = coarse.project({0.1, 0.2, 0.3});
  EXPECT_NEAR((*found)[0], (*fine)[0] / 4, 1e-12);
  EXPECT_NEAR((*found)[1], (*fine)[1] / 4, 1e-12);
}

TEST(Camera, that_stands_nowhere_or_sees_nothing_is_a_mistake_of_the_caller) {
  EXPECT_THROW(camera_at({.azimuth = std::nan("")}, 64), std::logic_error);
  EXPECT_THROW(zoomed_camera_at({.distance = INFINITY}, 64), std::logic_error);
  EXPECT_THROW(camera_at({}, 0), std::logic_error);
  EXPECT_THROW(Camera().resized(64, 0), std::logic_error);
}

TEST(Camera, intrinsics_scale_with_the_picture) {
  const Camera camera = camera_at({}, 256).resized(64, 32);
  EXPECT_DOUBLE_EQ(camera.fx, 70);
  EXPECT_DOUBLE_EQ(camera.cx, 32);
  EXPECT_DOUBLE_EQ(camera.fy, 35);
  EXPECT_DOUBLE_EQ(camera.cy, 16);
}

}  // namespace
}  // namespace syncdreamer
