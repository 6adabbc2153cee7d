#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Appliances, stand_flat_against_the_wall_with_handles_and_knobs_in_front) {
  for (auto* build : {build_refrigerator, build_stove, build_washing_machine, build_microwave}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const Scene scene(object);
      int flat = 0, behind = 0, all = 0;
      for (double y = -0.4; y <= 0.4; y += 0.05) {
        for (double z = -0.3; z <= 0.3; z += 0.05) {
          const auto back = seen_from(kBack, scene, {0, y * size.y, z * size.z}),
                     front = seen_from(kFront, scene, {0, y * size.y, z * size.z});
          ++all;
          flat += back && is_close(*back, size.x / 2, 0.05) ? 1 : 0;
          behind += front && *front < size.x / 2 - 0.01 ? 1 : 0;
        }
      }
      return flat > 0.7 * all && behind > 0.6 * all;
    });
  }
}

TEST(Appliances, refrigerators_are_upright_and_microwaves_and_kitchen_counters_wide) {
  expect_always(build_refrigerator, [](Vec3 size, const SceneObject&) { return size.z > std::max(size.x, size.y); });
  expect_always(build_microwave, [](Vec3 size, const SceneObject&) { return size.y > size.z; });
  expect_always(build_kitchen_counter, [](Vec3 size, const SceneObject&) { return size.y > size.x; });
}

TEST(Appliances, a_washing_machine_has_a_round_door_over_half_its_width) {
  expect_always(build_washing_machine, [](Vec3 size, const SceneObject& object) {
    return count_parts(object, [&](const Box& part) {
             return is_close(part.size().y, part.size().z) && part.size().x < 0.5 * part.size().y &&
                    part.size().y > 0.45 * size.y && part.max.x > 0.2 * size.x;
           }) >= 2;
  });
}

TEST(Appliances, a_toaster_s_slots_lie_on_both_sides_of_its_middle) {
  expect_always(build_toaster, [](Vec3 size, const SceneObject& object) {
    const auto is_slot = [&](const Box& part, int side) {
      return part.size().z < 0.05 && part.size().x > 2 * part.size().y && part.centre().y * side > 0.05 * size.y;
    };
    const auto slots = [&](int side) {
      return count_parts(object, [&](const Box& part) { return is_slot(part, side); });
    };
    return size.x > size.y && slots(1) >= 1 && slots(1) == slots(-1);
  });
}

TEST(Appliances, a_kettle_bellies_out_low_and_its_spout_lies_in_its_mirror_plane) {
  expect_always(build_kettle, [](Vec3 size, const SceneObject& object) {
    const double low = section_box(object, 2, 0.25).size().y;
    return is_mirrored(object) && low > 0.8 * size.y && section_box(object, 2, 0.7).size().y < low;
  });
}

TEST(Appliances, a_blender_s_handle_stands_off_to_the_left_of_its_foot) {
  expect_always(build_blender, [](Vec3 size, const SceneObject& object) {
    const Box foot = section_box(object, 2, 0.02);
    return size.z > size.x && foot.centre().y < 0 && is_close(foot.size().x, foot.size().y);
  });
}

TEST(Appliances, a_kitchen_counter_has_a_basin) {
  expect_always(build_kitchen_counter, [](Vec3 size, const SceneObject& object) {
    const double x = 0.12 * size.x;
    return hollow_depth(Scene(object), {x, -size.y / 2, 0}, {x, size.y / 2, 0}) > 0.12 * size.x;
  });
}

}  // namespace
}  // namespace syncdreamer
