#include "reconstruct/view_rays.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

constexpr int kFieldSize = 33;
constexpr double kHalfSide = 0.55, kBallRadius = 0.3;

/// A sphere about a centre, on the cube that reconstructions use.
FieldGrid ball_grid(Vec3 centre, double radius, double band) {
  ScalarGrid distance(kFieldSize, kHalfSide);
  for (int z = 0; z < kFieldSize; ++z) {
    for (int y = 0; y < kFieldSize; ++y) {
      for (int x = 0; x < kFieldSize; ++x)
        distance.at(x, y, z) = static_cast<float>(length(distance.position(x, y, z) - centre) - radius);
    }
  }
  return {distance, band, {}};
}

Vec3 world_point(const FieldGrid& grid, const GridRay& ray, double steps) {
  Vec3 point;
  for (std::size_t axis = 0; axis < 3; ++axis) point[static_cast<int>(axis)] = ray.start[axis] + steps * ray.step[axis];
  return point * grid.spacing() - Vec3{1, 1, 1} * grid.half_side;
}

bool is_active(const FieldGrid& grid, const GridRay& ray, int i) {
  return grid.find_cell(ray.at(i)).has_value();
}

TEST(ViewRays, of_many_pixels_are_those_of_some_of_them) {
  const FieldGrid grid = ball_grid({}, kBallRadius, 0.04);
  const ReconstructionView view = draw_view(ring_cameras(8, 64)[3], sphere_body(kBallRadius));
  const std::size_t all = rays_through(grid, {view, view}, 0.75F).size();
  const std::vector<ViewRay> some = rays_through(grid, {view, view}, 0.75F, 64 * 64 / 2);
  EXPECT_NEAR(static_cast<double>(some.size()), 0.25 * static_cast<double>(all), 0.03 * static_cast<double>(all));
  EXPECT_EQ(rays_through(grid, {view, view}, 0.75F, 64 * 64 / 2).size(), some.size());
}

TEST(ViewRays, are_steps_along_the_rays_of_the_pixels) {
  const FieldGrid grid = ball_grid({}, kBallRadius, 0.04);
  const ReconstructionView view = draw_view(ring_cameras(8, 32)[3], sphere_body(kBallRadius));
  const std::vector<ViewRay> rays = rays_through(grid, {view}, 0.75F);
  ASSERT_GT(rays.size(), 100U);
  std::set<std::pair<int, int>> pixels;
  for (const ViewRay& ray : rays) {
    const auto near = view.camera.project(world_point(grid, ray.ray, 0));
    const auto far = view.camera.project(world_point(grid, ray.ray, ray.ray.num_steps));
    ASSERT_TRUE(near && far);
    const auto [u, v] = *near;
    const int x = static_cast<int>(u), y = static_cast<int>(v);
    EXPECT_NEAR(u, x + 0.5, 1e-3);
    EXPECT_NEAR(v, y + 0.5, 1e-3);
    EXPECT_NEAR((*far)[0], u, 1e-3);
    EXPECT_NEAR((*far)[1], v, 1e-3);
    EXPECT_NEAR(length(world_point(grid, ray.ray, 1) - world_point(grid, ray.ray, 0)), 0.75 * grid.spacing(), 1e-6);
    EXPECT_TRUE(pixels.insert({x, y}).second) << "pixel " << x << ' ' << y << " has two rays";
  }
}

TEST(ViewRays, have_the_colors_and_masks_of_their_pixels) {
  const FieldGrid grid = ball_grid({}, kBallRadius, 0.04);
  const std::vector<ReconstructionView> views = draw_views(ring_cameras(3, 32), sphere_body(kBallRadius));
  std::size_t num_rays = 0;
  for (const ReconstructionView& view : views) {
    for (const ViewRay& ray : rays_through(grid, {view}, 0.75F)) {
      const auto pixel = *view.camera.project(world_point(grid, ray.ray, 0));
      const int x = static_cast<int>(pixel[0]), y = static_cast<int>(pixel[1]);
      EXPECT_EQ(ray.mask, view.mask[static_cast<std::size_t>(y * 32 + x)]);
      for (int c = 0; c < 3; ++c)
        EXPECT_FLOAT_EQ(ray.color[static_cast<std::size_t>(c)], static_cast<float>(view.image.at(x, y, c)) / 255);
      ++num_rays;
    }
  }
  EXPECT_EQ(rays_through(grid, views, 0.75F).size(), num_rays);
}

TEST(ViewRays, start_one_step_before_active_cells_and_end_in_one) {
  const FieldGrid grid = ball_grid({0.1, -0.05, 0.02}, 0.2, 0.04);
  const auto rays = rays_through(grid, draw_views(ring_cameras(4, 32), sphere_body(0.2)), 0.75F);
  ASSERT_FALSE(rays.empty());
  for (const ViewRay& ray : rays) {
    ASSERT_GE(ray.ray.num_steps, 1);
    EXPECT_FALSE(is_active(grid, ray.ray, 0));
    EXPECT_TRUE(is_active(grid, ray.ray, 1));
    EXPECT_TRUE(is_active(grid, ray.ray, ray.ray.num_steps));
    EXPECT_FALSE(is_active(grid, ray.ray, ray.ray.num_steps + 1));
  }
}

TEST(ViewRays, are_those_of_all_pixels_that_show_the_active_ball) {
  const FieldGrid grid = ball_grid({}, kBallRadius, 0.04);
  const Camera camera = ring_cameras(5, 48)[2];
  const double cell = std::sqrt(3) * grid.spacing();
  int fewest = 0, most = 0;
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 48; ++x) {
      const double passes = length(cross(camera.centre(), camera.ray_direction(x + 0.5, y + 0.5)));
      fewest += passes < kBallRadius + 0.04 - cell;
      most += passes < kBallRadius + 0.04;
    }
  }
  const auto count = static_cast<int>(rays_through(grid, {draw_view(camera, sphere_body(kBallRadius))}, 0.5F).size());
  EXPECT_GE(count, fewest);
  EXPECT_LE(count, most);
}

TEST(ViewRays, the_ray_through_the_only_active_cell_is_found) {
  ScalarGrid distance(kFieldSize, kHalfSide, 1.0F);
  for (int corner = 0; corner < 8; ++corner)
    distance.at(20 + (corner & 1), 9 + (corner >> 1 & 1), 13 + (corner >> 2)) = 0;
  const FieldGrid grid(distance, 0.5, {});
  const Vec3 centre = distance.position(20.5, 9.5, 13.5);
  for (Camera camera : ring_cameras(6, 64)) {
    // The cell's centre comes to lie on the middle of pixel (40, 25).
    const auto at = *camera.project(centre);
    camera.cx += 40.5 - at[0];
    camera.cy += 25.5 - at[1];
    const std::vector<ViewRay> rays = rays_through(grid, {draw_view(camera, sphere_body(0.1))}, 0.25F);
    ASSERT_FALSE(rays.empty());
    int through_centre = 0;
    for (const ViewRay& ray : rays) {
      const auto pixel = *camera.project(world_point(grid, ray.ray, 0));
      EXPECT_NEAR(pixel[0], 40.5, 3);
      EXPECT_NEAR(pixel[1], 25.5, 3);
      through_centre += std::hypot(pixel[0] - 40.5, pixel[1] - 25.5) < 0.01;
    }
    EXPECT_EQ(through_centre, 1);
  }
}

TEST(ViewRays, a_body_that_reaches_the_side_of_the_cube_is_entered_from_free_space) {
  const FieldGrid full(ScalarGrid(kFieldSize, kHalfSide, -0.2F), 0, {});
  const std::vector<ViewRay> rays = rays_through(full, draw_views(ring_cameras(4, 16), sphere_body(0.2)), 0.75F);
  ASSERT_FALSE(rays.empty());
  for (const ViewRay& ray : rays) {
    EXPECT_FALSE(is_active(full, ray.ray, 0));
    EXPECT_GT(FieldRenderer(full, 30).render(ray.ray).opacity, 0.99F);
  }
}

TEST(ViewRays, begin_at_a_camera_that_stands_in_the_body) {
  const FieldGrid full(ScalarGrid(kFieldSize, kHalfSide, -0.2F), 0, {});
  Camera camera = ring_cameras(1, 16)[0];
  camera.translation.z = 0.1;
  const auto rays = rays_through(full, {draw_view(camera, sphere_body(0.2))}, 0.75F);
  ASSERT_FALSE(rays.empty());
  for (const ViewRay& ray : rays) EXPECT_NEAR(length(world_point(full, ray.ray, 0) - camera.centre()), 0, 1e-5);
}

TEST(ViewRays, cameras_that_look_away_give_none) {
  const FieldGrid grid = ball_grid({}, kBallRadius, 0.04);
  Camera camera = ring_cameras(1, 32)[0];
  const Vec3 centre = camera.centre();
  camera.rotation.rows[0] = -camera.rotation.rows[0];  // half a turn about the picture's vertical
  camera.rotation.rows[2] = -camera.rotation.rows[2];
  camera.translation = -(camera.rotation * centre);
  ASSERT_NEAR(length(camera.centre() - centre), 0, 1e-12);
  EXPECT_TRUE(rays_through(grid, {draw_view(camera, sphere_body(kBallRadius))}, 0.75F).empty());
}

TEST(ViewRays, a_field_without_active_samples_has_none) {
  const FieldGrid grid(ScalarGrid(kFieldSize, kHalfSide, 1.0F), 0.5, {});
  EXPECT_TRUE(rays_through(grid, draw_views(ring_cameras(3, 16), sphere_body(kBallRadius)), 0.75F).empty());
}

}  // namespace
}  // namespace syncdreamer
