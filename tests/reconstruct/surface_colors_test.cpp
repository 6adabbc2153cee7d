#include "reconstruct/surface_colors.h"

#include <gtest/gtest.h>

#include "tests/reconstruct/painted_cube.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

TEST(SurfaceColors, a_place_that_the_views_see_has_its_color) {
  const PaintedCube cube;
  const auto views = cube.views();
  const SurfaceColors surface(cube.mesh, views);
  for (std::size_t side = 0; side < 5; ++side) {
    Vec3 normal;
    normal[static_cast<int>(side % 3)] = side < 3 ? 1 : -1;
    const auto color = surface.at(normal * PaintedCube::kHalf, normal);
    ASSERT_TRUE(color);
    EXPECT_NEAR(length(*color - PaintedCube::kColors[side]), 0, 0.02) << "side " << side;
  }
}

/// A view of one grey level from an elevation, that shows the object everywhere.
ReconstructionView plain_view(double elevation_deg, int size, std::uint8_t level) {
  const auto num_pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  return {camera_at({.elevation = radians(elevation_deg)}, size), Image(size, size, 3, level),
          std::vector<float>(num_pixels, 1.0F)};
}

TEST(SurfaceColors, a_view_counts_by_the_fourth_power_of_its_cosine) {
  const std::vector<ReconstructionView> views{plain_view(90, 64, 255), plain_view(45, 64, 0)};
  const auto color = SurfaceColors(plane_mesh(5, 0), views).at({0, 0, 0}, {0, 0, 1});
  ASSERT_TRUE(color);
  EXPECT_NEAR(color->x, 1 / (1 + 0.25), 0.01) << "the square of cos(45 degrees)^2 = 1 / 2";
}

TEST(SurfaceColors, beside_what_is_before_it_a_view_is_distrusted) {
  const Mesh mesh = joined_shapes(plane_mesh(5, 0), plane_mesh(0.2, 0.4));
  const std::vector<ReconstructionView> views{plain_view(90, 256, 0), plain_view(45, 256, 255)};
  const double rim = 0.2 * 1.5 / (1.5 - 0.4);  // of what the raised square hides from above
  const auto color = SurfaceColors(mesh, views).at({rim + 0.004, 0, 0}, {0, 0, 1});
  ASSERT_TRUE(color);
  EXPECT_GT(color->x, 0.95);
}

TEST(SurfaceColors, a_small_picture_counts_for_less_than_a_large_one) {
  const PaintedCube cube;
  auto views = cube.views(16, 128);
  const ReconstructionView small = cube.views(16, 16)[1];
  views[1] = {small.camera, Image(16, 16, 3, 0), small.mask};
  const auto color = SurfaceColors(cube.mesh, views).at({0, 0, PaintedCube::kHalf}, {0, 0, 1});
  ASSERT_TRUE(color);
  EXPECT_NEAR(length(*color - PaintedCube::kColors[2]), 0, 0.02);
}

TEST(SurfaceColors, a_finer_picture_is_distrusted_near_edges_as_far_as_the_others_are) {
  const PaintedCube cube;
  auto views = cube.views(16, 64);
  ReconstructionView fine = cube.views(16, 256)[1];  // 4 of its pixels for one of the others
  fine.image = Image(256, 256, 3, 0);
  views[1] = fine;
  const SurfaceColors surface(cube.mesh, views);
  // Of the red side, at the upright edge that is a silhouette for view 1, but not for the views on its other side.
  const auto darkness = [&](double from_edge) {
    const auto color = surface.at({PaintedCube::kHalf, from_edge - PaintedCube::kHalf, 0}, {1, 0, 0});
    return 1 - color->x / PaintedCube::kColors[0].x;
  };
  EXPECT_GT(darkness(PaintedCube::kHalf), 0.7);
  EXPECT_LT(darkness(pixel_size(views[0])), 0.1);
}

TEST(SurfaceColors, the_bottom_is_seen_by_no_view_of_the_ring) {
  const PaintedCube cube;
  const auto views = cube.views(4, 64);
  EXPECT_FALSE(SurfaceColors(cube.mesh, views).at({0, 0, -PaintedCube::kHalf}, {0, 0, -1}));
}

TEST(SurfaceColors, what_stands_behind_something_else_does_not_take_its_color) {
  const PaintedCube cube;
  const auto views = cube.views(8, 64);
  Mesh shade;
  shade.vertices = {{-9, -9, 0.4}, {9, -9, 0.4}, {0, 18, 0.4}};
  shade.triangles = {{0, 1, 2}};
  const Mesh shaded = joined_shapes(cube.mesh, shade);
  EXPECT_TRUE(SurfaceColors(cube.mesh, views).at({0, 0, PaintedCube::kHalf}, {0, 0, 1}));
  EXPECT_FALSE(SurfaceColors(shaded, views).at({0, 0, PaintedCube::kHalf}, {0, 0, 1}));
}

TEST(SurfaceColors, the_white_background_never_counts) {
  const PaintedCube cube;
  const auto views = cube.views(8, 64);
  const SurfaceColors surface(cube.mesh, views);
  int num_colors = 0;
  for (double z = -0.34; z < 0.35; z += 0.02) {
    const auto color = surface.at({PaintedCube::kHalf, 0.34, z}, {1, 0, 0});
    if (!color) continue;
    ++num_colors;
    EXPECT_NEAR(length(*color - PaintedCube::kColors[0]), 0, 0.25) << "at the edge, height " << z;
  }
  EXPECT_GT(num_colors, 20);
}

TEST(SurfaceColors, a_picture_lies_over_the_views_where_it_looks) {
  const PaintedCube cube;
  const auto views = cube.views(16, 64);
  ReconstructionView picture = cube.views(1, 128)[0];  // of the red side and the top
  picture.image = Image(128, 128, 3, 0);
  const SurfaceColors surface(cube.mesh, views, &picture);
  const auto at = [&](Vec3 position, Vec3 normal) { return surface.at(position, normal).value(); };
  const double edge = 0.98 * PaintedCube::kHalf;
  EXPECT_EQ(at({PaintedCube::kHalf, edge, edge}, {1, 0, 0}), (Vec3{0, 0, 0}));
  EXPECT_NEAR(length(at({-PaintedCube::kHalf, 0, 0}, {-1, 0, 0}) - PaintedCube::kColors[3]), 0, 0.02);
  const Vec3 position{PaintedCube::kHalf, 0, 0};
  const Vec3 to_picture = normalized(picture.camera.centre() - position), side{0, 1, 0};
  const Vec3 half = at(position, to_picture * 0.22 + side * std::sqrt(1 - 0.22 * 0.22));  // half of each
  EXPECT_NEAR(half.x, PaintedCube::kColors[0].x / 2, 0.02);
}

TEST(SurfaceColors, what_only_the_picture_sees_has_its_color) {
  const PaintedCube cube;
  ReconstructionView picture = cube.views(1, 128)[0];
  picture.image = Image(128, 128, 3, 0);
  const std::vector<ReconstructionView> view_from_behind{cube.views(2, 64)[1]};
  const SurfaceColors surface(cube.mesh, view_from_behind, &picture);
  EXPECT_EQ(surface.at({PaintedCube::kHalf, 0, 0}, {1, 0, 0}), (Vec3{0, 0, 0}));
  EXPECT_FALSE(surface.at({0, PaintedCube::kHalf, 0}, {0, 1, 0}));
}

TEST(SurfaceColors, a_picture_that_does_not_fit_its_camera_is_refused) {
  const PaintedCube cube;
  auto views = cube.views(2, 32);
  ReconstructionView picture = views[1];
  picture.image.pixels.pop_back();
  EXPECT_THROW(SurfaceColors(cube.mesh, views, &picture), std::logic_error);
  views[0].mask.pop_back();
  EXPECT_THROW(SurfaceColors(cube.mesh, views), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
