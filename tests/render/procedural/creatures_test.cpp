#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

/// How high the belly is above the ground, in heights of the object.
double clearance(Vec3 size, const SceneObject& object) {
  const auto belly = seen_from(kBottom, Scene(object), {-0.06 * size.x, 0, 0});
  return belly ? 0.5 - *belly / size.z : 1;
}

TEST(Creatures, turtles_giraffes_and_birds_are_mirrored_left_and_right) {
  for (auto* build : {build_turtle, build_giraffe, build_penguin, build_owl}) {
    expect_always(build, [](Vec3, const SceneObject& object) { return is_mirrored(object, 0.1); });
  }
}

TEST(Creatures, a_giraffe_is_tall_on_long_legs_and_a_pig_is_not) {
  expect_always(build_giraffe, [](Vec3 size, const SceneObject& object) {
    const Box head = section_box(object, 2, 0.9);
    return size.z > 0.8 * size.x && size.z > 2 * size.y && clearance(size, object) > 0.12 && head.min.x > 0;
  });
  expect_always(build_pig, [](Vec3 size, const SceneObject& object) {
    return size.x > size.y && clearance(size, object) > 0.02 && clearance(size, object) < 0.35;
  });
}

TEST(Creatures, an_elephant_s_trunk_is_the_thin_foremost_part_or_lies_between_the_tusks) {
  expect_always(build_elephant, [](Vec3 size, const SceneObject& object) {
    return section_box(object, 0, 0.98).size().y < 0.65 * size.y &&
           section_box(object, 0, 0.5).size().y > 0.3 * size.y && clearance(size, object) > 0.05;
  });
}

TEST(Creatures, a_turtle_s_shell_is_a_dome_with_the_head_out_in_front) {
  expect_always(build_turtle, [](Vec3 size, const SceneObject& object) {
    const Box head = section_box(object, 0, 0.95), shell = section_box(object, 0, 0.4);
    return size.x > size.z && head.size().y < 0.6 * shell.size().y &&
           section_box(object, 1, 0.5).max.z > section_box(object, 1, 0.2).max.z;
  });
}

TEST(Creatures, a_dinosaur_s_tail_tapers_behind_a_thick_body) {
  expect_always(build_dinosaur, [](Vec3 size, const SceneObject& object) {
    return size.x > 1.5 * size.y && section_box(object, 0, 0.03).size().y < 0.4 * size.y;
  });
}

TEST(Creatures, a_rabbit_s_tail_is_low_behind_and_its_head_high_in_front) {
  expect_always(build_rabbit, [](Vec3 size, const SceneObject& object) {
    return size.z > 0.7 * size.x && section_box(object, 0, 0.02).max.z < 0 &&
           section_box(object, 2, 0.6).centre().x > 0;
  });
}

TEST(Creatures, penguins_and_owls_stand_upright) {
  for (auto* build : {build_penguin, build_owl}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > size.x; });
  }
}

}  // namespace
}  // namespace syncdreamer
