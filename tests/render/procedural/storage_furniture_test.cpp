#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(StorageFurniture, wardrobes_and_coat_racks_are_tall) {
  for (auto* build : {build_wardrobe, build_coat_rack}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > 1.2 * size.x; });
  }
}

TEST(StorageFurniture, wardrobes_and_chests_of_drawers_have_flat_backs_and_grips_in_front) {
  for (auto* build : {build_wardrobe, build_chest_of_drawers}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      const Scene scene(object);
      int flat = 0, all = 0;
      for (double y = -0.4; y < 0.41; y += 0.1) {
        for (double z = -0.3; z < 0.21; z += 0.05) {
          const auto back = seen_from(kBack, scene, {0, y * size.y, z * size.z});
          ++all;
          flat += back && is_close(*back, size.x / 2, 0.06) ? 1 : 0;
        }
      }
      return flat > all / 2 && count_parts(object, [&](const Box& part) {
                                 return part.longest_side() < 0.25 && part.max.x > 0.35 * size.x;
                               }) >= 1;
    });
  }
}

TEST(StorageFurniture, a_dressing_table_s_mirror_rises_at_its_back) {
  expect_always(build_dressing_table, [](Vec3, const SceneObject& object) {
    return section_box(object, 2, 0.9).max.x < section_box(object, 2, 0.15).max.x - 0.03;
  });
}

TEST(StorageFurniture, a_bookcase_holds_upright_books) {
  expect_always(build_bookcase_with_books, [](Vec3 size, const SceneObject& object) {
    const long books = count_parts(object, [&](const Box& part) {
      return part.size().z > part.size().y && part.size().y < 0.12 && part.size().z < 0.5 * size.z &&
             part.size().x > part.size().y;
    });
    return books >= 5 && size.x < std::max(size.y, size.z);
  });
}

TEST(StorageFurniture, a_coat_rack_s_hooks_point_to_all_sides) {
  expect_always(build_coat_rack, [](Vec3, const SceneObject& object) {
    std::vector<Vec3> hooks;
    for (const Box& part : parts(object)) {
      if (part.min.z > 0 && std::hypot(part.centre().x, part.centre().y) > 0.03) hooks.push_back(part.centre());
    }
    return count_directions(hooks, 0.2) >= 4;
  });
}

TEST(StorageFurniture, a_bar_counter_s_top_overhangs_its_front) {
  expect_always(build_bar_counter, [](Vec3 size, const SceneObject& object) {
    return count_parts(object, [&](const Box& top) {
             return top.size().z < 0.12 * top.size().y && top.size().y > 0.95 * size.y && top.min.z > -0.2 &&
                    count_parts(object, [&](const Box& body) {
                      return body.size().z > 4 * top.size().z && body.size().y > 0.5 * size.y &&
                             body.size().y < top.size().y && body.max.x < top.max.x && body.max.z < top.max.z;
                    }) >= 1;
           }) >= 1;
  });
}

}  // namespace
}  // namespace syncdreamer
