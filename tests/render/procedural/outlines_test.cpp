#include "render/procedural/outlines.h"

#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Outlines, a_point_around_the_axis_has_its_angle_radius_and_height) {
  const Vec3 p = around(0.7, 2, 3);
  EXPECT_NEAR(std::hypot(p.x, p.y), 2, 1e-12);
  EXPECT_NEAR(std::atan2(p.y, p.x), 0.7, 1e-12);
  EXPECT_EQ(p.z, 3);
}

TEST(Outlines, polygons_are_level_and_have_their_size) {
  const Box box = box_of(rectangle({1, 2, 3}, 4, 6));
  EXPECT_EQ(box.min, (Vec3{-1, -1, 3}));
  EXPECT_EQ(box.max, (Vec3{3, 5, 3}));
  const auto corners = regular_polygon({1, 2, 3}, 2, 5, 0.5);
  ASSERT_EQ(corners.size(), 5U);
  EXPECT_NEAR(std::atan2(corners[0].y - 2, corners[0].x - 1), 0.5, 1e-12);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(length(corners[i] - Vec3{1, 2, 3}), 2, 1e-12);
    EXPECT_NEAR(length(corners[i] - corners[(i + 1) % 5]), 4 * std::sin(std::numbers::pi / 5), 1e-12);
    EXPECT_EQ(corners[i].z, 3);
  }
}

TEST(Outlines, an_arc_runs_from_its_first_to_its_last_angle) {
  const Vec3 centre{1, 1, 1}, u{2, 0, 0}, v{0, 0, 3};
  const auto path = arc(centre, u, v, 0, std::numbers::pi / 2);
  EXPECT_NEAR(length(path.front() - (centre + u)), 0, 1e-12);
  EXPECT_NEAR(length(path.back() - (centre + v)), 0, 1e-12);
  for (const Vec3& p : path) EXPECT_NEAR(std::pow((p.x - 1) / 2, 2) + std::pow((p.z - 1) / 3, 2), 1, 1e-12);
}

TEST(Outlines, a_frustum_shrinks_steadily_from_its_bottom_to_its_top) {
  const SceneObject object = shaped([](ShapeBuilder& s) { add_frustum(s, {5, 5, 5}, {2, 1}, {1, 0.5}, 2); });
  EXPECT_NEAR(bounding_box(object.mesh).size().z, 1, 1e-12);
  for (const double share : {0.1, 0.5, 0.9}) {
    EXPECT_NEAR(section_box(object, 2, share).size().x, 1 - share / 2, 1e-9);
    EXPECT_NEAR(section_box(object, 2, share).size().y, (1 - share / 2) / 2, 1e-9);
  }
}

TEST(Outlines, a_loft_is_closed_at_both_ends) {
  const Scene scene(shaped([](ShapeBuilder& s) {
    add_loft(s, regular_polygon({0, 0, 0}, 1, 5, 0), regular_polygon({0, 0, 2}, 0.5, 5, 0.3));
  }));
  EXPECT_NEAR(seen_from(kTop, scene, {0.05, 0.02, 0}).value_or(0), 0.5, 1e-6);
  EXPECT_NEAR(seen_from(kBottom, scene, {0.05, 0.02, 0}).value_or(0), 0.5, 1e-6);
}

TEST(Outlines, a_prism_lies_along_x_and_a_beam_along_its_line) {
  const SceneObject prism = shaped([](ShapeBuilder& s) { add_prism(s, {{0, 0}, {2, 0}, {1, 1}}, -2, 2); });
  EXPECT_NEAR(bounding_box(prism.mesh).size().x, 1, 1e-12);
  EXPECT_NEAR(section_box(prism, 2, 0.5).size().y, 0.25, 1e-9);
  EXPECT_NEAR(section_box(prism, 2, 0.5).size().x, 1, 1e-9);
  const SceneObject beam = shaped([](ShapeBuilder& s) { add_beam(s, {0, -2, 1}, {0, 2, 1}, 0.4, 0.8); });
  const Vec3 size = bounding_box(beam.mesh).size();
  EXPECT_NEAR(size.x, 0.1, 1e-12);
  EXPECT_NEAR(size.y, 1, 1e-12);
  EXPECT_NEAR(size.z, 0.2, 1e-12);
}

}  // namespace
}  // namespace syncdreamer
