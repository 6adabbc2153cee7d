#include "render/procedural/masonry.h"

#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Masonry, mottled_stone_is_darker_in_its_spots) {
  drawn([](Workshop& w) {
    int mottled = 0;
    for (int i = 0; i < 60; ++i) {
      const Pattern pattern = stone(w);
      EXPECT_TRUE(pattern.kind == PatternKind::plain || pattern.kind == PatternKind::noise);
      EXPECT_LT(length(pattern.second), length(pattern.first));
      mottled += pattern.kind == PatternKind::noise ? 1 : 0;
    }
    EXPECT_TRUE(mottled > 15 && mottled < 45) << mottled;
    w.shape.sphere({}, 1);
  });
}

TEST(Masonry, a_flag_flies_to_the_left_from_the_top_of_its_pole) {
  const SceneObject object = drawn([](Workshop& w) { add_flag(w, {4, 5, 6}, 1, {}); });
  const Vec3 size = bounding_box(object.mesh).size();
  EXPECT_NEAR(size.z, 1, 1e-9);
  EXPECT_NEAR(size.y, 0.8 + 0.018, 1e-3);
  EXPECT_LT(section_box(object, 2, 0.4).size().y, 0.05);
  EXPECT_GT(section_box(object, 2, 0.78).size().y, 0.7);
  EXPECT_GT(section_box(object, 2, 0.78).max.y, section_box(object, 2, 0.4).max.y + 0.5);
}

TEST(Masonry, a_gabled_roof_falls_from_its_ridge_to_eaves_outside_the_walls) {
  const SceneObject object = drawn([](Workshop& w) { add_gabled_roof(w, {0, 0, 1}, 2, 1, 0.5, 0.1); });
  const Scene scene(object);
  const Vec3 size = bounding_box(object.mesh).size();
  EXPECT_NEAR(size.x, 1, 1e-9);
  EXPECT_NEAR(size.y, 1.16 / 2.12, 1e-9);
  double before = 1;
  for (const double y : {0.01, 0.1, 0.2, 0.27}) {
    const auto left = seen_from(kTop, scene, {0.3, y, 0}), right = seen_from(kTop, scene, {-0.3, -y, 0});
    ASSERT_TRUE(left && right);
    EXPECT_NEAR(*left, *right, 1e-6);
    EXPECT_LT(*left, before);
    before = *left;
  }
}

}  // namespace
}  // namespace syncdreamer
