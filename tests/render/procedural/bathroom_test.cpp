#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Bathroom, a_toilet_s_cistern_stands_behind_its_bowl) {
  expect_always(build_toilet, [](Vec3, const SceneObject& object) {
    return is_mirrored(object, 0.1) && section_box(object, 2, 0.9).max.x < 0 && section_box(object, 2, 0.2).max.x > 0;
  });
}

TEST(Bathroom, bathtubs_and_sinks_hold_water) {
  for (auto* build : {build_bathtub, build_sink}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const Scene scene(object);
      const double y = 0.06 * size.y;
      return hollow_depth(scene, {-size.x / 2, y, 0}, {size.x / 2, y, 0}) > 0.03 &&
             hollow_depth(scene, {0, -size.y / 2, 0}, {0, size.y / 2, 0}) > 0.03;
    });
  }
}

TEST(Bathroom, a_bathtub_is_longest_along_x) {
  expect_always(build_bathtub, [](Vec3 size, const SceneObject&) { return size.x > std::max(size.y, size.z); });
}

TEST(Bathroom, a_shower_cabin_is_tall_and_open_above_its_tray) {
  expect_always(build_shower_cabin, [](Vec3 size, const SceneObject& object) {
    const auto floor = seen_from(kTop, Scene(object), {0.2 * size.x, 0.2 * size.y, 0});
    return size.z > std::max(size.x, size.y) && floor && *floor < -0.3 * size.z;
  });
}

}  // namespace
}  // namespace syncdreamer
