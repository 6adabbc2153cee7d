#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Vehicles, buses_and_trains_are_long_on_pairs_of_equal_wheels) {
  for (auto* build : {build_bus, build_locomotive, build_train_wagon}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const auto all = wheels(object);
      const auto is_equal = [&](const Box& wheel) { return is_close(wheel.size().z, all.front().size().z); };
      double balance = 0;
      for (const Box& wheel : all) balance += wheel.centre().y;
      return size.x > size.y && all.size() >= 4 && all.size() % 2 == 0 && is_close(balance, 0) &&
             std::all_of(all.begin(), all.end(), is_equal);
    });
  }
}

TEST(Vehicles, motorcycles_and_scooters_have_one_wheel_behind_another) {
  for (auto* build : {build_motorcycle, build_scooter}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const auto all = wheels(object);
      if (all.size() < 2 || all.size() > 3) return false;
      const auto [rear, front] = std::minmax_element(
          all.begin(), all.end(), [](const Box& a, const Box& b) { return a.centre().x < b.centre().x; });
      return front->centre().x - rear->centre().x > 0.4 * size.x && is_close(front->size().z, rear->size().z);
    });
  }
}

TEST(Vehicles, a_wheelbarrow_s_only_wheel_is_in_front_of_its_legs) {
  expect_always(build_wheelbarrow, [](Vec3 size, const SceneObject& object) {
    const auto all = wheels(object);
    return all.size() == 1 && all.front().centre().x > 0.15 * size.x && is_close(all.front().centre().y, 0) &&
           section_box(object, 2, 0.02).min.x < 0;
  });
}

TEST(Vehicles, a_pram_s_rear_wheels_are_not_smaller_than_its_front_ones) {
  expect_always(build_pram, [](Vec3 size, const SceneObject& object) {
    double rear = 1, front = 0;
    const auto all = wheels(object);
    for (const Box& wheel : all) {
      if (wheel.centre().x < 0.05) rear = std::min(rear, wheel.size().z);
      if (wheel.centre().x > 0.05) front = std::max(front, wheel.size().z);
    }
    return all.size() == 4 && rear < 1 && front > 0 && rear > 0.99 * front && size.x > size.y;
  });
}

}  // namespace
}  // namespace syncdreamer
