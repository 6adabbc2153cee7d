#include "tests/render/procedural/kind_check.h"

namespace syncdreamer {
namespace {

/// How deep a ray from above falls into the object at its axis, in its heights.
double hollow(Vec3 size, const SceneObject& object, Vec3 axis) {
  const auto hit = Scene(object).trace({axis.x, axis.y, 1}, {0, 0, -1});
  return hit ? (size.z / 2 - hit->position.z) / size.z : 1;
}

TEST(Vessels, buckets_and_mugs_are_hollow) {
  expect_always(build_mug, [](Vec3 size, const SceneObject& object) {
    return hollow(size, object, {-size.x / 2 + size.y / 2, 0.01, 0}) > 0.1;
  });
  expect_always(build_crate, [](Vec3 size, const SceneObject& object) {
    const double depth = hollow(size, object, {0.013, 0.017, 0});
    return depth > 0.1 || object.mesh.materials.size() > 2;
  });
}

TEST(Vessels, bottles_and_vases_stand_on_a_round_foot) {
  expect_always(build_bottle,
                [](Vec3 size, const SceneObject&) { return std::abs(size.x - size.y) < 0.01 && size.z > size.x; });
}

TEST(Vessels, a_teapot_s_spout_and_handle_lie_along_x) {
  expect_always(build_teapot, [](Vec3 size, const SceneObject&) { return size.x > 1.2 * size.y; });
}

TEST(Vessels, every_builder_makes_something) {
  for (auto* build : {build_vase, build_bowl, build_bucket, build_gift_box, build_clock, build_candle_holder,
                      build_cake, build_books}) {
    expect_always(
        build, [](Vec3 size, const SceneObject& object) { return size.z > 0.1 && object.mesh.triangles.size() > 30; });
  }
}

}  // namespace
}  // namespace syncdreamer
