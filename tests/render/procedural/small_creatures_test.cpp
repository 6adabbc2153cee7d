#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(SmallCreatures, a_snail_is_long_and_narrow_under_a_high_shell) {
  expect_always(build_snail, [](Vec3 size, const SceneObject& object) {
    return size.x > 1.5 * size.y && section_box(object, 0, 0.4).size().z > 0.65 * size.z;
  });
}

TEST(SmallCreatures, a_crab_is_broad_and_flat_with_a_claw_on_either_side_in_front) {
  expect_always(build_crab, [](Vec3 size, const SceneObject& object) {
    double left = 0, right = 0, middle = 1;
    for (const Vec3& p : section(object.mesh, 0, 0.8)) {
      left = std::max(left, p.y);
      right = std::max(right, -p.y);
      middle = std::min(middle, std::abs(p.y));
    }
    return size.z < size.y && left > 0.05 && right > 0.05 && middle > 0.02;
  });
}

TEST(SmallCreatures, an_octopus_s_arms_spread_below_its_head_to_all_sides) {
  expect_always(build_octopus, [](Vec3, const SceneObject& object) {
    const Vec3 axis = section_box(object, 2, 0.8).centre();
    int most = 0;
    for (const double share : {0.05, 0.1, 0.15, 0.2}) {
      auto arms = section(object.mesh, 2, share);
      for (Vec3& p : arms) p = p - axis;
      most = std::max(most, count_directions(arms, 0.05));
    }
    return most >= 5 && section_radius(object, 0.1) > section_radius(object, 0.9);
  });
}

TEST(SmallCreatures, a_caterpillar_is_a_row_of_balls_with_feelers_in_front) {
  expect_always(build_caterpillar, [](Vec3, const SceneObject& object) {
    const long balls = count_parts(object, [](const Box& part) {
      return is_close(part.size().x, part.size().y) && is_close(part.size().y, part.size().z) && part.size().x > 0.08;
    });
    return balls >= 5 && section_box(object, 2, 0.95).max.x > 0;
  });
}

}  // namespace
}  // namespace syncdreamer
