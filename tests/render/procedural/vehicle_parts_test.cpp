#include "render/procedural/vehicle_parts.h"

#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(VehicleParts, a_wheel_is_round_about_y_with_a_hub_of_its_own_width) {
  for (const double hub_width : {1.2, 2.0}) {
    const SceneObject object = drawn([&](Workshop& w) { add_wheel(w, {1, 2, 3}, 1, 0.5, {{}, {}, hub_width}); });
    const auto boxes = parts(object);
    ASSERT_EQ(boxes.size(), 2U);
    EXPECT_NEAR(boxes[0].size().x, boxes[0].size().z, 1e-9);
    EXPECT_NEAR(boxes[0].size().x, 4 * boxes[0].size().y, 1e-9);
    EXPECT_NEAR(boxes[1].size().y, hub_width * boxes[0].size().y, 1e-9);
    EXPECT_LT(boxes[1].size().x, 0.6 * boxes[0].size().x);
  }
}

TEST(VehicleParts, an_axle_s_wheels_stand_on_the_ground_on_both_sides) {
  const SceneObject object = drawn([](Workshop& w) { add_axle(w, 5, 2, 0.5, 0.2, draw_wheel_look(w)); });
  const auto all = wheels(object);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NEAR(all[0].centre().y, -all[1].centre().y, 1e-9);
  EXPECT_NEAR(all[1].centre().y - all[0].centre().y, 2 * all[0].size().x, 1e-9);
}

TEST(VehicleParts, one_sees_between_the_spokes_of_an_open_wheel) {
  const SceneObject object = drawn([](Workshop& w) { add_spoked_wheel(w, {}, 1, 0.1, 6, {}); });
  EXPECT_NEAR(bounding_box(object.mesh).size().x, bounding_box(object.mesh).size().z, 1e-9);
  const Scene scene(object);
  for (int i = 0; i < 12; ++i) {
    const double a = std::numbers::pi * i / 6;
    EXPECT_EQ(seen_from(kLeft, scene, {0.3 * std::cos(a), 0, 0.3 * std::sin(a)}).has_value(), i % 2 == 0) << i;
  }
}

TEST(VehicleParts, panes_show_on_both_sides_with_gaps_between_them) {
  const Scene scene(drawn([](Workshop& w) {
    w.shape.box({0, 0, 0}, {4, 1, 1});
    w.shape.look({});
    add_panes(w, {-1.5, 0, 0}, 1.5, 3, 1, 0.4);
  }));
  for (int i = 0; i < 3; ++i) {
    const double x = (i - 1) / 4.0;
    for (const Vec3 side : {kLeft, kRight}) {
      const auto pane = seen_from(side, scene, {x, 0, 0}), wall = seen_from(side, scene, {x + 0.125, 0, 0});
      ASSERT_TRUE(pane && wall);
      EXPECT_GT(*pane, *wall + 0.002);
    }
  }
}

TEST(VehicleParts, a_hopper_is_open_above_and_widens) {
  const SceneObject object = drawn([](Workshop& w) { add_hopper(w, {0, 0, 0}, {1, 0.6, 0}, {2, 1.2, 0}, 1, 0.02); });
  EXPECT_GT(section_box(object, 2, 0.9).size().x, 1.4 * section_box(object, 2, 0.2).size().x);
  EXPECT_GT(hollow_depth(Scene(object), {-0.5, 0.02, 0}, {0.5, 0.02, 0}), 0.4);
  EXPECT_GT(hollow_depth(Scene(object), {0.02, -0.3, 0}, {0.02, 0.3, 0}), 0.4);
}

TEST(VehicleParts, a_beam_tapers_between_its_ends) {
  const SceneObject object = drawn([](Workshop& w) { add_tapered_beam(w, {0, 0, 0}, {4, 0, 0}, 1, 0.5, 0.3); });
  EXPECT_NEAR(bounding_box(object.mesh).size().y, 0.3 / 4, 1e-9);
  for (const double share : {0.1, 0.5, 0.9}) {
    EXPECT_NEAR(section_box(object, 0, share).size().z, (1 - 0.5 * share) / 4, 1e-9);
  }
}

TEST(VehicleParts, tracks_run_on_both_sides_around_their_wheels) {
  const SceneObject object = drawn([](Workshop& w) { add_tracks(w, 2, 1, 0.25, 0.2, 4); });
  EXPECT_FALSE(seen_from(kBottom, Scene(object), {0, 0, 0}));
  EXPECT_TRUE(is_mirrored(object));
  EXPECT_NEAR(bounding_box(object.mesh).size().z, 0.25, 0.01);
  const auto boxes = parts(object);
  ASSERT_EQ(boxes.size(), 4U);
  for (std::size_t i = 0; i < 4; i += 2) EXPECT_LT(boxes[i + 1].size().x, boxes[i].size().x);
}

TEST(VehicleParts, lamps_are_a_pair_and_cabins_have_windows_or_posts_under_a_roof) {
  const SceneObject lamps = drawn([](Workshop& w) { add_lamps(w, {1, 0, 1}, 0.4, 0.1); });
  EXPECT_FALSE(seen_from(kTop, Scene(lamps), {0, 0, 0}));
  EXPECT_NEAR(bounding_box(lamps.mesh).size().x, 0.2, 1e-6);
  for (const bool has_glass : {false, true}) {
    const Scene cabin(drawn([&](Workshop& w) { add_cabin(w, {}, {1, 1, 1}, has_glass); }));
    EXPECT_EQ(seen_from(kFront, cabin, {0, 0, 0}).has_value(), has_glass);
    EXPECT_TRUE(seen_from(kTop, cabin, {0, 0, 0}));
  }
}

}  // namespace
}  // namespace syncdreamer
