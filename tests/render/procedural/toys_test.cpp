#include <algorithm>

#include "tests/render/procedural/kind_check.h"

namespace syncdreamer {
namespace {

TEST(Toys, vehicles_are_longer_than_wide) {
  for (auto* build : {build_car, build_truck, build_boat}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.x > size.y; });
  }
}

TEST(Toys, things_that_stand_are_mirrored_left_and_right) {
  for (auto* build : {build_car, build_animal, build_fish, build_airplane}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      double left = 0, right = 0;
      for (const Vec3& v : object.mesh.vertices) {
        left = std::min(left, v.y);
        right = std::max(right, v.y);
      }
      return std::abs(left + right) < 0.02 * size.y + 1e-9;
    });
  }
}

TEST(Toys, rockets_and_snowmen_are_tall) {
  for (auto* build : {build_rocket, build_snowman}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > std::max(size.x, size.y); });
  }
}

TEST(Toys, every_builder_makes_something) {
  for (auto* build : {build_bird, build_robot, build_house, build_ring_stack, build_blocks, build_abstract}) {
    expect_always(
        build, [](Vec3 size, const SceneObject& object) { return size.z > 0.1 && object.mesh.materials.size() >= 2; });
  }
}

}  // namespace
}  // namespace syncdreamer
