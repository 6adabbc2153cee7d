#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Buildings, a_castle_s_walls_run_around_a_court) {
  expect_always(build_castle, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    double deepest = 0;
    for (const double x : {-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3}) {
      deepest = std::max(deepest, hollow_depth(scene, {x * size.x, -size.y / 2, 0}, {x * size.x, size.y / 2, 0}));
    }
    return deepest > 0.1 * size.z;
  });
}

TEST(Buildings, a_lighthouse_is_a_tall_tower_that_narrows) {
  expect_always(build_lighthouse, [](Vec3 size, const SceneObject& object) {
    const double low = section_box(object, 2, 0.25).size().x, high = section_box(object, 2, 0.5).size().x;
    return high < low && high < 0.5 * size.z;
  });
}

TEST(Buildings, a_church_s_spire_stands_at_the_front_of_a_long_nave) {
  expect_always(build_church, [](Vec3 size, const SceneObject& object) {
    const Box spire = section_box(object, 2, 0.92);
    return size.x > size.y && spire.min.x > 0 && spire.size().x < 0.4 * size.x;
  });
}

TEST(Buildings, skyscrapers_never_widen_on_the_way_up) {
  expect_always(build_skyscraper, [](Vec3 size, const SceneObject& object) {
    const double low = section_radius(object, 0.3), middle = section_radius(object, 0.6),
                 high = section_radius(object, 0.95);
    return size.z > 0.4 && middle < 1.07 * low && high < 1.07 * middle;
  });
}

TEST(Buildings, a_pagoda_s_walls_stand_back_under_every_roof) {
  expect_always(build_pagoda, [](Vec3 size, const SceneObject& object) {
    return count_waists(object, 0.9) >= 2 && section_radius(object, 0.9) < 0.5 * size.x;
  });
}

}  // namespace
}  // namespace syncdreamer
