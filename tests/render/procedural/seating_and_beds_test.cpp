#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(SeatingAndBeds, chairs_have_their_backs_at_the_back) {
  for (auto* build : {build_office_chair, build_rocking_chair}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      return size.z > size.y && section_box(object, 2, 0.93).max.x < 0;
    });
  }
}

TEST(SeatingAndBeds, an_office_chair_stands_on_five_castors) {
  expect_always(build_office_chair, [](Vec3, const SceneObject& object) {
    auto feet = section(object.mesh, 2, 0.02);
    const Vec3 centre = box_of(feet).centre();
    for (Vec3& p : feet) p = p - centre;
    return count_directions(feet, 0.3) == 5;
  });
}

TEST(SeatingAndBeds, a_rocking_chair_touches_the_ground_only_in_the_middle_of_its_rockers) {
  expect_always(build_rocking_chair, [](Vec3 size, const SceneObject& object) {
    const Box ground = section_box(object, 2, 0.004);
    return ground.size().x < 0.5 * size.x && ground.size().y > 0.6 * size.y;
  });
}

TEST(SeatingAndBeds, a_corner_sofa_leaves_one_corner_free) {
  expect_always(build_corner_sofa, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    int free = 0;
    for (const int sx : {-1, 1}) {
      for (const int sy : {-1, 1}) {
        const auto seat = seen_from(kTop, scene, {sx * 0.44 * size.x, sy * 0.42 * size.y, 0});
        free += seat ? 0 : 1;
        if (sx < 0 && !seat) return false;
      }
    }
    return free == 1;
  });
}

TEST(SeatingAndBeds, a_chaise_longue_is_raised_at_its_head) {
  expect_always(build_chaise_longue, [](Vec3 size, const SceneObject& object) {
    return size.x > size.y && section_box(object, 0, 0.1).max.z > section_box(object, 0, 0.75).max.z + 0.05;
  });
}

TEST(SeatingAndBeds, one_sees_through_between_the_beds_of_a_bunk) {
  expect_always(build_bunk_bed, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    bool is_open = false;
    for (double y = -0.4; y < 0.41; y += 0.1) {
      is_open = is_open || is_open_between(kFront, scene, {0, y * size.y, -size.z / 2}, {0, y * size.y, size.z / 2});
    }
    return size.y > size.x && is_open;
  });
}

TEST(SeatingAndBeds, a_crib_s_mattress_lies_deep_between_rails) {
  expect_always(build_baby_crib, [](Vec3 size, const SceneObject& object) {
    const double y = -0.2 * size.y;
    return size.y > size.x && hollow_depth(Scene(object), {-size.x / 2, y, 0}, {size.x / 2, y, 0}) > 0.08 * size.z;
  });
}

TEST(SeatingAndBeds, a_dining_set_s_seats_are_lower_than_its_table) {
  expect_always(build_dining_set, [](Vec3, const SceneObject& object) {
    const auto heights = levels(object);
    return std::any_of(heights.begin(), heights.end(), [&](int table) {
      return std::any_of(heights.begin(), heights.end(),
                         [&](int seat) { return seat > 0.53 * table && seat < 0.72 * table; });
    });
  });
}

}  // namespace
}  // namespace syncdreamer
