#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Belongings, a_backpack_s_straps_arch_off_its_back) {
  expect_always(build_backpack, [](Vec3 size, const SceneObject& object) {
    const auto back = seen_from(kBack, Scene(object), {0, 0, -0.1 * size.z});
    return is_mirrored(object) && back && *back < size.x / 2 - 0.08;
  });
}

TEST(Belongings, hats_are_narrower_at_the_top) {
  expect_always(build_hat, [](Vec3 size, const SceneObject& object) {
    return size.x > 1.02 * section_box(object, 2, 0.97).size().x;
  });
}

TEST(Belongings, shoes_point_to_the_front_where_they_are_low) {
  expect_always(build_shoe, [](Vec3 size, const SceneObject& object) {
    return size.x > size.y && section_box(object, 0, 0.93).max.z < section_box(object, 0, 0.25).max.z;
  });
}

TEST(Belongings, an_umbrella_is_a_thin_stick_under_a_hollow_canopy) {
  expect_always(build_umbrella, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const auto inside = seen_from(kBottom, scene, {0.25 * size.x, 0.04, 0}),
               outside = seen_from(kTop, scene, {0.25 * size.x, 0.04, 0});
    return section_box(object, 2, 0.25).size().x < 0.25 * size.x && inside && outside && -*inside > 0 &&
           *outside + *inside < 0.06;
  });
}

TEST(Belongings, a_suitcase_is_a_slab_with_a_handle_to_reach_through) {
  expect_always(build_suitcase, [](Vec3 size, const SceneObject& object) {
    return size.y > 1.2 * size.x && is_open_between(kFront, Scene(object), {0, 0, -0.3}, {0, 0, 0.5});
  });
}

}  // namespace
}  // namespace syncdreamer
