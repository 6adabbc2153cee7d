#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(InteriorFeatures, a_chandelier_hangs_from_a_small_plate_with_lamps_on_all_sides) {
  expect_always(build_chandelier, [](Vec3 size, const SceneObject& object) {
    std::vector<Vec3> around;
    for (const Box& part : parts(object)) {
      if (std::hypot(part.centre().x, part.centre().y) > 0.1) around.push_back(part.centre());
    }
    return section_radius(object, 0.985) < 0.32 * std::max(size.x, size.y) && count_directions(around, 0.2) >= 3;
  });
}

TEST(InteriorFeatures, a_fireplace_is_deep_between_its_pillars) {
  expect_always(build_fireplace, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    double deepest = 0;
    for (const double z : {-0.35, -0.3, -0.25, -0.2}) {
      const auto middle = seen_from(kFront, scene, {0, 0.07 * size.y, z * size.z}),
                 pillar = seen_from(kFront, scene, {0, 0.36 * size.y, z * size.z});
      if (middle && pillar) deepest = std::max(deepest, *pillar - *middle);
    }
    return deepest > 0.1 * size.x;
  });
}

TEST(InteriorFeatures, a_piano_s_black_keys_lie_on_its_white_ones) {
  expect_always(build_piano, [](Vec3 size, const SceneObject& object) {
    const auto is_row = [&](const Box& part) {
      return part.size().y > 0.6 * size.y && part.size().x < 0.35 * part.size().y &&
             part.size().z < 0.06 * part.size().y;
    };
    return count_parts(object, [&](const Box& white) {
             return is_row(white) && count_parts(object, [&](const Box& black) {
                                       return is_row(black) && black.max.z > white.max.z && black.min.z < white.max.z &&
                                              black.max.x < white.max.x && black.min.x > white.min.x - 1e-3;
                                     }) >= 1;
           }) >= 1;
  });
}

TEST(InteriorFeatures, a_staircase_has_several_steps) {
  expect_always(build_staircase, [](Vec3, const SceneObject& object) { return levels(object).size() >= 4; });
}

TEST(InteriorFeatures, a_pool_table_s_rails_surround_a_bed_with_balls_of_one_size) {
  expect_always(build_pool_table, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const long balls = count_parts(object, [](const Box& part) {
      return is_close(part.size().x, part.size().y) && is_close(part.size().y, part.size().z) && part.size().x < 0.08;
    });
    return size.y > 1.4 * size.x && balls >= 4 &&
           hollow_depth(scene, {0.03, -size.y / 2, 0}, {0.03, size.y / 2, 0}) > 0.01 &&
           hollow_depth(scene, {-size.x / 2, 0.1, 0}, {size.x / 2, 0.1, 0}) > 0.01;
  });
}

}  // namespace
}  // namespace syncdreamer
