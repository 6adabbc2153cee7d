#include "tests/render/procedural/kind_check.h"

namespace syncdreamer {
namespace {

TEST(Nature, trees_and_plants_are_thinner_at_the_foot_than_above) {
  for (auto* build : {build_tree, build_potted_plant}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      double foot = 0, crown = 0;
      for (const Vec3& v : object.mesh.vertices) {
        (v.z < -0.48 * size.z ? foot : crown) = std::max(v.z < -0.48 * size.z ? foot : crown, std::abs(v.x));
      }
      return foot < crown;
    });
  }
}

TEST(Nature, every_builder_makes_something) {
  for (auto* build : {build_mushroom, build_fruit}) {
    expect_always(
        build, [](Vec3 size, const SceneObject& object) { return size.z > 0.1 && object.mesh.triangles.size() > 100; });
  }
}

}  // namespace
}  // namespace syncdreamer
