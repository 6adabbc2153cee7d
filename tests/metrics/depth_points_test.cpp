#include "metrics/depth_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

// A camera at the origin that looks along +z.
Camera plain_camera() {
  return Camera{};
}

Mesh tilted_plane() {
  Mesh mesh;
  mesh.vertices = {{-3, -3, 1}, {3, -3, 2}, {3, 3, 2}, {-3, 3, 1}};  // z = 1.5 + x / 6
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  return mesh;
}

// The corners at z = 1 and at z = 2 are seen at x / z = -3 and 1.5.
TEST(DepthPoints, depth_of_a_plane_is_its_own_or_runs_linearly_in_the_picture) {
  const Camera camera = plain_camera();
  const DepthMap own = rasterize_depth(tilted_plane(), camera, DepthInterpolation::perspective_correct);
  const DepthMap linear = rasterize_depth(tilted_plane(), camera, DepthInterpolation::screen_linear);
  for (int x = 0; x < 256; x += 17) {
    const double slope = (x + 0.5 - camera.cx) / camera.fx;
    const auto pixel = static_cast<std::size_t>(100 * 256 + x);
    EXPECT_NEAR(own.depth[pixel], 1.5 / (1 - slope / 6), 1e-9);
    EXPECT_NEAR(linear.depth[pixel], 1 + (slope + 3) / 4.5, 1e-9);
  }
}

TEST(DepthPoints, of_a_camera_somewhere_lie_on_the_surface_that_it_sees) {
  const Camera camera = camera_at({.azimuth = 1.1, .elevation = 0.4, .distance = 1.5}, 64);
  Mesh ground;
  ground.vertices = {{-0.4, -0.2, 0.1}, {0.4, -0.2, 0.1}, {0.4, 0.2, 0.1}, {-0.4, 0.2, 0.1}};
  ground.triangles = {{0, 1, 2}, {0, 2, 3}};
  const DepthMap map = rasterize_depth(ground, camera, DepthInterpolation::perspective_correct);
  std::vector<Vec3> points;
  append_points(map, camera, points);
  ASSERT_GT(points.size(), 50U);
  constexpr double kHalfPixel = 0.03;  // between a pixel's centre and its corner
  for (const Vec3& point : points) {
    EXPECT_NEAR(point.z, 0.1, kHalfPixel);
    EXPECT_LE(std::abs(point.x), 0.4 + kHalfPixel);
    EXPECT_LE(std::abs(point.y), 0.2 + kHalfPixel);
  }
}

TEST(DepthPoints, of_what_contradicts_itself_are_a_mistake_of_the_caller) {
  const Camera camera = camera_at({}, 16);
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {0, 0.1, 0}, {0, 0, 0.1}};
  mesh.triangles = {{0, 1, 17}};
  EXPECT_THROW(rasterize_depth(mesh, camera, DepthInterpolation::perspective_correct), std::logic_error);
  std::vector<Vec3> points;
  EXPECT_THROW(append_points({16, 16, {1, 1}}, camera, points), std::logic_error);
}

TEST(DepthPoints, in_different_cells_along_any_axis_stay_apart) {
  const std::vector<Vec3> points{{0, 0, 0}, {0.02, 0, 0}, {0, 0.02, 0}, {0, 0, 0.02}};
  EXPECT_EQ(average_in_voxels(points, 0.01).size(), 4U);
}

TEST(DepthPoints, constant_depth_is_exact) {
  Mesh mesh = tilted_plane();
  for (Vec3& vertex : mesh.vertices) vertex.z = 2.0;
  const DepthMap map = rasterize_depth(mesh, plain_camera(), DepthInterpolation::perspective_correct);
  for (const double depth : map.depth) EXPECT_NEAR(depth, 2.0, 1e-9);
}

TEST(DepthPoints, a_square_has_depth_at_every_pixel_that_it_covers_and_at_no_other) {
  Camera camera;
  camera.width = camera.height = 16;
  camera.cx = camera.cy = camera.fx = camera.fy = 8;
  Mesh mesh;
  mesh.vertices = {{-0.5, -0.5, 1}, {0.5, -0.5, 1}, {0.5, 0.5, 1}, {-0.5, 0.5, 1}};  // pixels 4 to 11 of each side
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  const DepthMap map = rasterize_depth(mesh, camera, DepthInterpolation::screen_linear);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const bool is_covered = x >= 4 && x < 12 && y >= 4 && y < 12;
      EXPECT_NEAR(map.depth[static_cast<std::size_t>(y * 16 + x)], is_covered ? 1 : 0, 1e-9) << x << ' ' << y;
    }
  }
}

TEST(DepthPoints, nearest_triangle_wins_and_what_is_behind_the_camera_is_left_out) {
  Mesh mesh = tilted_plane();
  const auto add = [&](double z) {
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const Vec3& corner : {Vec3{-0.1, -0.1, z}, Vec3{0.1, -0.1, z}, Vec3{0.0, 0.2, z}}) {
      mesh.vertices.push_back(corner);
    }
    mesh.triangles.push_back({first, first + 1, first + 2});
  };
  add(0.5);
  add(-0.5);
  const DepthMap map = rasterize_depth(mesh, plain_camera(), DepthInterpolation::perspective_correct);
  EXPECT_NEAR(map.depth[128 * 256 + 128], 0.5, 1e-9);
}

TEST(DepthPoints, points_lie_on_the_rays_of_whole_pixel_coordinates) {
  Camera camera;
  camera.width = camera.height = 2;
  camera.cx = camera.cy = 1;
  camera.fx = 2, camera.fy = 4;
  std::vector<Vec3> points;
  append_points({2, 2, {3.0, 0.0, 3.0, 0.0}}, camera, points);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0], (Vec3{-1.5, -0.75, 3.0}));
  EXPECT_EQ(points[1], (Vec3{-1.5, 0.0, 3.0}));
}

TEST(DepthPoints, levels_become_depth_and_the_background_none) {
  DepthImage16 image(3, 1);
  image.pixels = {0, 32768, 65535};
  const DepthMap map = depth_from_image(image, "a.png");
  EXPECT_EQ(map.depth[0], 0.0);
  EXPECT_NEAR(map.depth[1], 1.5, 2e-5);
  EXPECT_EQ(map.depth[2], 0.0);
}

TEST(DepthPoints, the_depth_map_of_a_reconstruction_is_no_depth_of_the_training_layout) {
  DepthImage16 map(2, 2, 0);
  map.at(1, 1) = 1400;  // thousandths of an object unit
  EXPECT_THAT(refusal_of([&] { depth_from_image(map, "maps/000-depth.png"); }),
              testing::HasSubstr("maps/000-depth.png: found pixels of 0 and none of 65535"));
}

TEST(DepthPoints, levels_outside_of_the_depths_that_count_are_none) {
  DepthImage16 image(4, 1);
  const auto level = [](double depth) { return static_cast<std::uint16_t>(std::lround((depth - 0.6) / 1.8 * 65535)); };
  image.pixels = {level(0.625), level(0.635), level(2.365), level(2.375)};
  const DepthMap map = depth_from_image(image, "a.png");
  EXPECT_EQ(map.depth[0], 0);
  EXPECT_NEAR(map.depth[1], 0.635, 1e-4);
  EXPECT_NEAR(map.depth[2], 2.365, 1e-4);
  EXPECT_EQ(map.depth[3], 0);
}

TEST(DepthPoints, voxels_keep_the_mean_of_their_points) {
  const std::vector<Vec3> points = {{0, 0, 0}, {0.004, 0, 0}, {0.02, 0, 0}};
  const std::vector<Vec3> means = average_in_voxels(points, 0.01);
  ASSERT_EQ(means.size(), 2u);
  EXPECT_NEAR(means[0].x, 0.002, 1e-12);
  EXPECT_NEAR(means[1].x, 0.02, 1e-12);
}

TEST(DepthPoints, voxels_begin_half_a_side_below_the_least_point) {
  const std::vector<Vec3> together = {{0, 0, 0}, {0.0049, 0, 0}}, apart = {{0, 0, 0}, {0.0051, 0, 0}};
  EXPECT_EQ(average_in_voxels(together, 0.01).size(), 1u);
  EXPECT_EQ(average_in_voxels(apart, 0.01).size(), 2u);
}

}  // namespace
}  // namespace syncdreamer
