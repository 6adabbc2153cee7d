#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

/// How deep a ray from above falls into the object at its axis, in its heights.
double hollow(Vec3 size, const SceneObject& object, Vec3 axis) {
  const auto hit = Scene(object).trace({axis.x, axis.y, 1}, {0, 0, -1});
  return hit ? (size.z / 2 - hit->position.z) / size.z : 1;
}

TEST(Vessels, mugs_and_buckets_are_hollow) {
  expect_always(build_mug, [](Vec3 size, const SceneObject& object) {
    return hollow(size, object, {-size.x / 2 + size.y / 2, 0.01, 0}) > 0.1;
  });
  expect_always(build_bucket, [](Vec3 size, const SceneObject& object) {
    return hollow_depth(Scene(object), {0, -size.y / 2, 0}, {0, size.y / 2, 0}) > 0.3 * size.z;
  });
}

// Whatever lies in a crate or a bowl has looks of its own.
TEST(Vessels, crates_and_bowls_with_nothing_in_them_are_open_down_to_the_floor) {
  const auto expect_open = [](void (*build)(Workshop&), std::size_t num_looks) {
    int num_empty = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const SceneObject object = built(build, seed);
      if (object.mesh.materials.size() != num_looks) continue;
      ++num_empty;
      EXPECT_GT(hollow(bounding_box(object.mesh).size(), object, {0.013, 0.017, 0}), 0.5) << "seed " << seed;
    }
    EXPECT_GT(num_empty, 0);
  };
  expect_open(build_crate, 2);
  expect_open(build_bowl, 1);
}

TEST(Vessels, bottles_and_vases_stand_on_a_round_foot) {
  for (auto* build : {build_bottle, build_vase}) {
    expect_always(build, [](Vec3, const SceneObject& object) {
      const Vec3 foot = section_box(object, 2, 0.01).size();
      return foot.x > 0.05 && is_close(foot.x, foot.y);
    });
  }
}

TEST(Vessels, bottles_are_tall_and_round) {
  expect_always(build_bottle,
                [](Vec3 size, const SceneObject&) { return std::abs(size.x - size.y) < 0.01 && size.z > size.x; });
}

TEST(Vessels, a_teapot_s_spout_and_handle_lie_along_x) {
  expect_always(build_teapot, [](Vec3 size, const SceneObject&) { return size.x > 1.2 * size.y; });
}

TEST(Vessels, gift_boxes_have_a_bow_on_top) {
  expect_always(build_gift_box, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const auto bow = seen_from(kTop, scene, {0.001, 0.002, 0});
    const auto corner = seen_from(kTop, scene, {0.45 * size.x, 0.45 * size.y, 0});
    return bow && corner && *bow > *corner + 0.05 * size.z;
  });
}

TEST(Vessels, clocks_are_flat_and_stand_upright) {
  expect_always(build_clock,
                [](Vec3 size, const SceneObject&) { return size.x > 1.5 * size.y && size.z > 1.5 * size.y; });
}

TEST(Vessels, a_candle_holder_s_highest_part_is_a_flame) {
  expect_always(build_candle_holder, [](Vec3 size, const SceneObject& object) {
    return count_parts(object, [&](const Box& box) {
             return is_close(box.max.z, size.z / 2, 1e-9) && box.size().z > 2 * box.size().x;
           }) == 1;
  });
}

TEST(Vessels, a_cake_lies_on_a_plate_wider_than_itself) {
  expect_always(build_cake, [](Vec3 size, const SceneObject& object) {
    const Box plate = parts(object).front();
    return is_close(plate.min.z, -size.z / 2, 1e-9) &&
           count_parts(object, [&](const Box& box) { return box.size().x > 0.9 * plate.size().x; }) == 1;
  });
}

// Cover and pages are parts in turn.
TEST(Vessels, books_lie_one_upon_another) {
  expect_always(build_books, [](Vec3 size, const SceneObject& object) {
    const auto boxes = parts(object);
    double height = -size.z / 2;
    for (std::size_t i = 0; i + 1 < boxes.size(); i += 2) {
      const Box &cover = boxes[i], &pages = boxes[i + 1];
      if (!is_close(cover.min.z, height, 1e-9) || pages.size().z > cover.size().z) return false;
      height = cover.max.z;
    }
    return boxes.size() >= 4;
  });
}

}  // namespace
}  // namespace syncdreamer
