#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Food, a_burger_is_a_round_stack_that_narrows_in_its_top_bun) {
  expect_always(build_burger, [](Vec3 size, const SceneObject& object) {
    const Box bottom = section_box(object, 2, 0.02);
    return is_close(bottom.size().x, bottom.size().y, 0.01) && section_radius(object, 0.97) < 0.4 * size.x &&
           parts(object).size() >= 5;
  });
}

TEST(Food, a_sandwich_is_a_stack_of_thin_slices) {
  expect_always(build_sandwich, [](Vec3, const SceneObject& object) {
    long most = 0;
    for (int axis = 1; axis < 3; ++axis) {
      most = std::max(most, count_parts(object, [&](const Box& part) {
                        return part.size()[axis] < 0.3 * part.longest_side() && part.longest_side() > 0.5;
                      }));
    }
    return most >= 8;
  });
}

TEST(Food, a_hot_dog_s_sausage_lies_on_top_along_its_bun) {
  expect_always(build_hot_dog, [](Vec3 size, const SceneObject& object) {
    const Scene scene(object);
    const auto middle = seen_from(kTop, scene, {0.1 * size.x, 0, 0}),
               side = seen_from(kTop, scene, {0.1 * size.x, 0.4 * size.y, 0});
    return size.x > 1.2 * size.y && middle && side && *middle > *side + 0.02;
  });
}

TEST(Food, a_cheese_is_a_wheel_without_a_piece_or_the_piece) {
  expect_always(build_cheese, [](Vec3 size, const SceneObject& object) {
    const auto cut = section(object.mesh, 2, 0.6);
    const Box all = box_of(cut);
    double nearest = 1, furthest = 0;
    for (const Vec3& p : cut) {
      if (p.x < all.max.x - 0.05) continue;
      nearest = std::min(nearest, std::abs(p.y));
      furthest = std::max(furthest, std::abs(p.y));
    }
    const bool is_wheel = nearest > 0.08 && all.size().y > 0.9 * all.size().x;
    const bool is_piece = furthest < 0.4 * all.max.y;
    return size.z < size.x && is_wheel != is_piece;
  });
}

TEST(Food, bread_heaps_in_a_round_basket) {
  expect_always(build_bread_basket, [](Vec3, const SceneObject& object) {
    const Box foot = section_box(object, 2, 0.03);
    const long loaves = count_parts(object, [](const Box& part) {
      return part.longest_side() < 0.6 && part.min.z > -0.35 && !is_close(part.size().x, part.size().y);
    });
    return is_close(foot.size().x, foot.size().y, 0.01) && loaves >= 3;
  });
}

TEST(Food, a_pineapple_wears_a_crown_of_leaves_over_a_neck) {
  expect_always(build_pineapple,
                [](Vec3 size, const SceneObject& object) { return size.z > size.x && count_waists(object, 0.9) >= 1; });
}

TEST(Food, a_pumpkin_s_back_has_ribs) {
  expect_always(build_pumpkin, [](Vec3, const SceneObject& object) {
    const Scene scene(object);
    std::vector<double> depth;
    for (int i = 0; i <= 180; ++i) {
      const double a = (0.5 + i / 180.0) * std::numbers::pi;
      const auto seen = seen_from({std::cos(a), std::sin(a), 0}, scene, {0, 0, -0.15});
      depth.push_back(seen.value_or(0));
    }
    int grooves = 0;
    for (std::size_t i = 4; i + 4 < depth.size(); ++i) {
      const auto near = depth.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::min_element(near - 4, near + 5) == near && depth[i - 4] > depth[i] && depth[i + 4] > depth[i]) ++grooves;
    }
    return grooves >= 3;
  });
}

}  // namespace
}  // namespace syncdreamer
