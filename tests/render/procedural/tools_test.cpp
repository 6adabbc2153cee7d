#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Tools, a_hammer_s_head_lies_across_the_top_of_its_handle) {
  expect_always(build_hammer, [](Vec3 size, const SceneObject& object) {
    return size.z > 0.9 * size.x && section_box(object, 2, 0.93).size().x > 2 * section_box(object, 2, 0.45).size().x;
  });
}

TEST(Tools, a_watering_can_s_spout_and_handle_lie_in_its_mirror_plane) {
  expect_always(build_watering_can, [](Vec3 size, const SceneObject& object) {
    return size.x > 1.2 * size.y && is_mirrored(object) && section_box(object, 0, 0.96).size().y < 0.7 * size.y;
  });
}

TEST(Tools, toolboxes_and_lanterns_hang_from_a_handle_to_reach_through) {
  for (auto* build : {build_toolbox, build_lantern}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const Scene scene(object);
      bool is_open = false;
      for (const double y : {-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3}) {
        is_open = is_open || is_open_between(kFront, scene, {0, y * size.y, -size.z / 2}, {0, y * size.y, size.z / 2});
      }
      return is_open;
    });
  }
}

TEST(Tools, a_toolbox_is_longest_along_its_handle) {
  expect_always(build_toolbox, [](Vec3 size, const SceneObject&) { return size.y > size.x; });
}

TEST(Tools, barrels_are_round_and_widest_at_the_waist) {
  expect_always(build_barrel, [](Vec3, const SceneObject& object) {
    const Vec3 upright = section_box(object, 2, 0.6).size(), end = section_box(object, 2, 0.04).size();
    const Vec3 lying = section_box(object, 0, 0.45).size(), head = section_box(object, 0, 0.04).size();
    const bool stands = is_close(upright.x, upright.y, 0.01) && upright.x > 0.9 * end.x;
    const bool lies = is_close(lying.y, lying.z, 0.01) && lying.y > head.y;
    return stands || lies;
  });
}

TEST(Tools, an_anvil_has_a_waist_under_its_pointed_horn) {
  expect_always(build_anvil, [](Vec3 size, const SceneObject& object) {
    return count_waists(object, 0.92) >= 1 && section_box(object, 0, 0.98).size().y < 0.4 * size.y;
  });
}

}  // namespace
}  // namespace syncdreamer
