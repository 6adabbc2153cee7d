#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Machines, a_tractor_s_rear_wheels_are_larger_than_its_front_ones) {
  expect_always(build_tractor, [](Vec3 size, const SceneObject& object) {
    double rear = 1, front = 0;
    const auto all = wheels(object);
    for (const Box& wheel : all) {
      if (wheel.centre().x < 0) rear = std::min(rear, wheel.size().z);
      if (wheel.centre().x > 0) front = std::max(front, wheel.size().z);
    }
    return all.size() == 4 && rear < 1 && front > 0 && rear > 1.1 * front && size.x > size.y;
  });
}

TEST(Machines, a_forklift_s_front_wheels_carry_more_and_are_larger) {
  expect_always(build_forklift, [](Vec3, const SceneObject& object) {
    const auto all = wheels(object);
    if (all.size() != 4) return false;
    const auto [rear, front] = std::minmax_element(
        all.begin(), all.end(), [](const Box& a, const Box& b) { return a.centre().x < b.centre().x; });
    return front->size().z > 1.05 * rear->size().z;
  });
}

TEST(Machines, tanks_run_on_tracks_at_both_sides) {
  expect_always(build_tank, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const auto belly = seen_from(kBottom, scene, {0, 0, 0});
    const Box ground = section_box(object, 2, 0.005);
    return size.x > size.y && belly && -*belly > -size.z / 2 + 0.03 && ground.size().y > 0.7 * size.y &&
           ground.size().x > 0.3 * size.x;
  });
}

TEST(Machines, an_excavator_s_narrow_arm_reaches_out_in_front) {
  expect_always(build_excavator, [](Vec3 size, const SceneObject& object) {
    const Box arm = section_box(object, 0, 0.95);
    return size.x > 1.2 * size.y && arm.size().y < 0.75 * size.y && arm.centre().y < 0;
  });
}

TEST(Machines, a_crane_s_jib_reaches_beyond_its_foot) {
  expect_always(build_crane, [](Vec3 size, const SceneObject& object) {
    return section_box(object, 2, 0.005).max.x < size.x / 2 - 0.02 && size.x > size.y;
  });
}

TEST(Machines, a_windmill_s_sails_turn_high_and_clear_of_the_ground) {
  expect_always(build_windmill, [](Vec3 size, const SceneObject& object) {
    Box sails;
    int count = 0;
    for (const Box& part : parts(object)) {
      if (part.size().x > 0.09 || part.longest_side() < 0.2) continue;
      sails.add(part.min);
      sails.add(part.max);
      ++count;
    }
    return count >= 3 && sails.size().z > 0.4 * size.z && sails.min.z > -size.z / 2 + 0.005;
  });
}

}  // namespace
}  // namespace syncdreamer
