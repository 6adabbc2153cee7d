#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Sweets, ice_creams_and_cupcakes_stand_in_what_narrows_downwards) {
  for (auto* build : {build_ice_cream, build_cupcake}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      return section_box(object, 2, 0.02).size().x < 0.95 * size.x;
    });
  }
}

TEST(Sweets, an_ice_cream_is_tall_and_narrows_at_its_top) {
  expect_always(build_ice_cream, [](Vec3 size, const SceneObject& object) {
    return size.z > 0.85 * std::max(size.x, size.y) &&
           section_box(object, 2, 0.6).size().x > section_box(object, 2, 0.98).size().x;
  });
}

TEST(Sweets, a_donut_is_broad_and_has_a_hole) {
  expect_always(build_donut, [](Vec3 size, const SceneObject& object) {
    const Vec3 middle = section_box(object, 2, 0.5).size();
    return is_close(middle.x, middle.y, 0.15) && size.z < 2 * size.x &&
           hollow_depth(Scene(object), {-size.x / 2, 0, 0}, {size.x / 2, 0, 0}) > 0.3 * size.z;
  });
}

TEST(Sweets, a_cupcake_s_paper_is_pleated) {
  expect_always(build_cupcake, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    double before = 0;
    int turns = 0, sense = 0;
    for (int i = 0; i <= 720; ++i) {
      const double a = i * std::numbers::pi / 360;
      const double depth = seen_from({std::cos(a), std::sin(a), 0}, scene, {0, 0, -0.4 * size.z}).value_or(0);
      const int now = depth > before ? 1 : -1;
      turns += i > 1 && now != sense ? 1 : 0;
      sense = now;
      before = depth;
    }
    return turns >= 26;
  });
}

}  // namespace
}  // namespace syncdreamer
