#include <algorithm>

#include "tests/render/procedural/kind_check.h"

namespace syncdreamer {
namespace {

TEST(Furniture, a_bed_is_longest_along_x_with_its_head_at_one_end) {
  expect_always(build_bed, [](Vec3 size, const SceneObject& object) {
    double head = -1, foot = -1;
    for (const Vec3& v : object.mesh.vertices) {
      if (v.x > 0.48) head = std::max(head, v.z);
      if (v.x < -0.48) foot = std::max(foot, v.z);
    }
    return size.x == std::max({size.x, size.y, size.z}) && head > foot;
  });
}

TEST(Furniture, sofas_and_benches_are_wider_than_deep) {
  for (auto* build : {build_sofa, build_bench}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.x > size.y; });
  }
}

TEST(Furniture, chairs_stools_and_lamps_are_upright) {
  for (auto* build : {build_chair, build_stool, build_floor_lamp}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > 0.6 * std::max(size.x, size.y); });
  }
}

TEST(Furniture, a_table_s_top_lies_over_free_space) {
  expect_always(build_round_table, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const auto top = scene.trace({0.35 * size.x, 0.3 * size.y, 1}, {0, 0, -1});
    const auto below = scene.trace({0.35 * size.x, 0.3 * size.y, -1}, {0, 0, 1});
    return top && below && top->position.z - below->position.z < 0.5 * size.z;
  });
}

TEST(Furniture, every_builder_makes_something) {
  for (auto* build : {build_table, build_desk, build_armchair, build_shelf, build_cabinet, build_table_lamp}) {
    expect_always(
        build, [](Vec3 size, const SceneObject& object) { return size.z > 0.1 && object.mesh.triangles.size() > 50; });
  }
}

}  // namespace
}  // namespace syncdreamer
