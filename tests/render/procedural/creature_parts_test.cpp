#include "render/procedural/creature_parts.h"

#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(CreatureParts, rotations_are_counterclockwise_from_the_axis_s_positive_end) {
  const double quarter = std::numbers::pi / 2;
  EXPECT_NEAR(length(rotation_about_x(quarter) * Vec3{0, 1, 0} - Vec3{0, 0, 1}), 0, 1e-12);
  EXPECT_NEAR(length(rotation_about_y(quarter) * Vec3{0, 0, 1} - Vec3{1, 0, 0}), 0, 1e-12);
  EXPECT_EQ(rotation_about_x(1) * Vec3({1, 0, 0}), (Vec3{1, 0, 0}));
  EXPECT_EQ(rotation_about_y(1) * Vec3({0, 1, 0}), (Vec3{0, 1, 0}));
}

TEST(CreatureParts, a_curve_leaves_its_ends_towards_the_middle_points) {
  const Vec3 a{0, 0, 0}, b{1, 0, 0}, c{2, 1, 0}, d{2, 2, 1};
  const auto path = curve(a, b, c, d);
  EXPECT_NEAR(length(path.front() - a), 0, 1e-12);
  EXPECT_NEAR(length(path.back() - d), 0, 1e-12);
  EXPECT_GT(dot(normalized(path[1] - path[0]), normalized(b - a)), 0.98);
  EXPECT_GT(dot(normalized(path.back() - path[path.size() - 2]), normalized(d - c)), 0.98);
  EXPECT_NEAR(length(path[path.size() / 2] - (a + b * 3 + c * 3 + d) / 8), 0, 1e-12);
}

TEST(CreatureParts, a_limb_thins_steadily) {
  const SceneObject limb = drawn([](Workshop& w) {
    add_limb(w, {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}}, 0.8, 0.4);
  });
  const double scale = bounding_box(limb.mesh).size().x / 5.2;
  for (const double x : {1.0, 2.0, 3.0}) {
    EXPECT_NEAR(section_box(limb, 0, (x + 0.8) / 5.2).size().z / 2 / scale, 0.8 - 0.1 * x, 0.03);
  }
}

TEST(CreatureParts, legs_stand_under_the_corners_with_wider_feet) {
  const SceneObject legs = drawn([](Workshop& w) { add_legs(w, {1, 0.5, 2}, 0.1, 0.15, {}, {}); });
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      EXPECT_GE(
          count_parts(legs, [&](const Box& part) { return part.centre().x * sx > 0 && part.centre().y * sy > 0; }), 2);
    }
  }
  EXPECT_FALSE(seen_from(kBottom, Scene(legs), {0, 0, 0}));
  EXPECT_GT(section_box(legs, 2, 0.01).size().y, section_box(legs, 2, 0.1).size().y);
}

TEST(CreatureParts, eyes_look_to_the_front) {
  const SceneObject eyes = drawn([](Workshop& w) { add_eyes(w, {3, 0, 1}, 1, 0.5); });
  EXPECT_TRUE(is_mirrored(eyes));
  const Scene scene(eyes);
  const double y = 0.33 * bounding_box(eyes.mesh).size().y;
  const auto pupil = scene.trace({2, y, 0}, {-1, 0, 0}), white = scene.trace({-2, y, 0}, {1, 0, 0});
  ASSERT_TRUE(pupil && white);
  EXPECT_LT(length(pupil->albedo), 0.5 * length(white->albedo));
}

TEST(CreatureParts, beaks_are_orange_and_coats_are_colours) {
  drawn([](Workshop& w) {
    for (int i = 0; i < 50; ++i) {
      const Vec3 color = orange(w).first;
      EXPECT_GT(color.x, color.y);
      EXPECT_GT(color.y, color.z);
      const Pattern fur = coat(w, 0.3, 0.9, 0.9);
      for (int k = 0; k < 3; ++k) EXPECT_TRUE(fur.first[k] >= 0 && fur.first[k] <= 1);
    }
    w.shape.sphere({}, 1);
  });
}

}  // namespace
}  // namespace syncdreamer
