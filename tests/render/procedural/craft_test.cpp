#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Craft, a_helicopter_s_rotor_spans_more_than_its_body_is_wide) {
  expect_always(build_helicopter, [](Vec3 size, const SceneObject& object) {
    const double width = section_box(object, 2, 0.5).size().y;
    return size.x > size.z && count_parts(object, [&](const Box& part) {
                                const Vec3 s = part.size();
                                return s.z < 0.1 && part.max.z > 0.2 * size.z && std::max(s.x, s.y) > 1.2 * width;
                              }) == 1;
  });
}

TEST(Craft, a_submarine_s_tower_and_periscope_stand_on_a_long_hull) {
  expect_always(build_submarine, [](Vec3 size, const SceneObject& object) {
    return size.x > size.y && section_box(object, 2, 0.95).size().x < 0.3 * section_box(object, 2, 0.3).size().x;
  });
}

TEST(Craft, a_hot_air_balloon_s_basket_hangs_free_below_a_wide_envelope) {
  expect_always(build_hot_air_balloon, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    return section_radius(object, 0.08) < 0.6 * section_radius(object, 0.7) &&
           is_open_between(kFront, scene, {0, 0.01, -size.z / 2}, {0, 0.01, 0.2 * size.z});
  });
}

TEST(Craft, a_sailboat_s_hull_is_longer_than_what_stands_on_it) {
  expect_always(build_sailboat, [](Vec3 size, const SceneObject& object) {
    return section_box(object, 2, 0.12).size().x > 1.5 * section_box(object, 2, 0.9).size().x && size.x > size.y;
  });
}

TEST(Craft, a_ufo_is_round_and_widest_at_its_rim) {
  expect_always(build_ufo, [](Vec3 size, const SceneObject& object) {
    const auto radii = radius_profile(object);
    const double rim = *std::max_element(radii.begin(), radii.end());
    return is_close(size.x, size.y, 0.01) && rim > 0.3 && radii.back() < 0.7 * rim;
  });
}

TEST(Craft, a_drone_is_flat_with_a_rotor_in_every_quarter) {
  expect_always(build_drone, [](Vec3 size, const SceneObject& object) {
    bool has_all = true;
    for (const int sx : {-1, 1}) {
      for (const int sy : {-1, 1}) {
        has_all = has_all && count_parts(object, [&](const Box& part) {
                               const Vec3 c = part.centre();
                               return c.x * sx > 0.1 && c.y * sy > 0.1 && c.z > 0 && part.size().z < 0.15;
                             }) >= 1;
      }
    }
    return has_all && size.z < 0.8 * std::min(size.x, size.y);
  });
}

TEST(Craft, a_rocking_horse_stands_on_the_middle_of_two_bent_rockers) {
  expect_always(build_rocking_horse, [](Vec3 size, const SceneObject& object) {
    const Box ground = section_box(object, 2, 0.01);
    const auto belly = seen_from(kBottom, Scene(object), {0, 0, 0});
    return ground.size().x < 0.5 * size.x && ground.size().y > 0.5 * size.y && belly && -*belly > -0.3 * size.z &&
           section_box(object, 2, 0.97).min.x > 0;
  });
}

}  // namespace
}  // namespace syncdreamer
