#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Structures, tents_narrow_towards_the_top) {
  expect_always(build_tent, [](Vec3, const SceneObject& object) {
    return section_box(object, 2, 0.9).size().y < 0.75 * section_box(object, 2, 0.15).size().y;
  });
}

TEST(Structures, one_sees_through_between_a_well_s_wall_and_its_roof) {
  expect_always(build_well, [](Vec3 size, const SceneObject& object) {
    const double y = 0.15 * size.y;
    return is_open_between(kFront, Scene(object), {0, y, -size.z / 2}, {0, y, size.z / 2});
  });
}

TEST(Structures, a_bridge_is_long_and_passes_over_what_flows_below) {
  expect_always(build_bridge, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    bool is_open = false;
    for (double y = -0.35; y < 0.36; y += 0.05) {
      const auto below = seen_from(kFront, scene, {0, y, -0.46 * size.z});
      const auto deck = seen_from(kTop, scene, {0, y, 0});
      is_open = is_open || (!below && deck);
    }
    return size.y > 2 * size.x && is_open;
  });
}

}  // namespace
}  // namespace syncdreamer
