#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

/// A flat, wide, upright part: a screen.
bool is_screen(const Box& part) {
  const double ratio = part.size().y / part.size().z;
  return part.size().x < 0.2 * part.size().y && ratio > 1.1 && ratio < 2.4;
}

TEST(HouseholdMachines, a_television_is_wide_and_its_screen_fills_its_front) {
  expect_always(build_television, [](Vec3 size, const SceneObject& object) {
    return size.y > size.x && count_parts(object, [&](const Box& part) {
                                return is_screen(part) && part.size().y > 0.3 * size.y && part.max.z > 0;
                              }) >= 1;
  });
}

TEST(HouseholdMachines, a_computer_s_keyboard_lies_in_front_of_its_screen) {
  expect_always(build_desktop_computer, [](Vec3, const SceneObject& object) {
    return count_parts(object, [&](const Box& screen) {
             return is_screen(screen) && count_parts(object, [&](const Box& keys) {
                                           return keys.size().z < 0.1 * keys.size().y &&
                                                  keys.size().y > 0.4 * screen.size().y && keys.min.x > screen.max.x &&
                                                  keys.max.z < screen.centre().z;
                                         }) >= 1;
           }) >= 1;
  });
}

TEST(HouseholdMachines, a_fan_blows_through_a_round_cage) {
  expect_always(build_fan, [](Vec3 size, const SceneObject& object) {
    return count_parts(object, [&](const Box& part) {
             return is_close(part.size().y, part.size().z, 0.02) && part.size().x < 0.55 * part.size().y &&
                    part.size().y > 0.7 * size.y;
           }) >= 1;
  });
}

TEST(HouseholdMachines, a_vacuum_cleaner_s_nozzle_lies_in_front_on_the_floor) {
  expect_always(build_vacuum_cleaner, [](Vec3 size, const SceneObject& object) {
    const Box nozzle = section_box(object, 0, 0.97);
    return size.x > size.y && nozzle.max.z < -0.2 * size.z && nozzle.size().y > 0.3 * size.y;
  });
}

TEST(HouseholdMachines, one_sees_through_under_a_sewing_machine_s_arm) {
  expect_always(build_sewing_machine, [](Vec3 size, const SceneObject& object) {
    return size.y > size.x && is_open_between(kFront, Scene(object), {0, -0.03, -size.z / 2}, {0, -0.03, size.z / 2});
  });
}

}  // namespace
}  // namespace syncdreamer
