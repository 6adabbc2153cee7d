#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Figures, dolls_and_knights_are_taller_than_they_reach) {
  for (auto* build : {build_doll, build_knight_figure}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > std::max(size.x, size.y); });
  }
}

TEST(Figures, a_teddy_bear_s_ears_stand_out_on_both_sides_of_its_head) {
  expect_always(build_teddy_bear, [](Vec3, const SceneObject& object) {
    double left = 0, right = 0, middle = 1;
    for (const Vec3& p : section(object.mesh, 2, 0.99)) {
      left = std::max(left, p.y);
      right = std::max(right, -p.y);
      middle = std::min(middle, std::abs(p.y));
    }
    return left > 0.05 && right > 0.05 && middle > 0.02;
  });
}

TEST(Figures, stand_on_two_feet_with_a_gap_between_them) {
  expect_always(build_doll, [](Vec3, const SceneObject& object) {
    const auto feet = section(object.mesh, 2, 0.03);
    return std::any_of(feet.begin(), feet.end(), [](Vec3 p) { return p.y > 0.02; }) &&
           std::any_of(feet.begin(), feet.end(), [](Vec3 p) { return p.y < -0.02; });
  });
}

TEST(Figures, a_knight_s_arms_reach_out_below_a_narrow_head) {
  expect_always(build_knight_figure, [](Vec3 size, const SceneObject& object) {
    double arms = 0;
    for (double share = 0.4; share < 0.8; share += 0.02) {
      arms = std::max(arms, section_box(object, 2, share).size().y);
    }
    return arms > 0.9 * size.y && section_box(object, 2, 0.98).size().y < 0.7 * arms;
  });
}

}  // namespace
}  // namespace syncdreamer
