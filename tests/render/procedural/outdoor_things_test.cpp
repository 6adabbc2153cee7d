#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(OutdoorThings, a_cannon_s_muzzle_is_in_front_and_raised) {
  expect_always(build_cannon, [](Vec3 size, const SceneObject& object) {
    const Box muzzle = section_box(object, 0, 0.98), back = section_box(object, 0, 0.02);
    return size.x > 0.7 * size.y && muzzle.centre().z > back.centre().z && muzzle.size().y < 0.75 * size.y;
  });
}

TEST(OutdoorThings, mailboxes_and_hydrants_and_signposts_are_upright) {
  for (auto* build : {build_mailbox, build_fire_hydrant, build_signpost}) {
    expect_always(build, [](Vec3 size, const SceneObject&) { return size.z > 0.75 * size.y; });
  }
}

TEST(OutdoorThings, a_green_plant_rises_out_of_a_pot) {
  expect_always(build_cactus_in_pot, [](Vec3 size, const SceneObject& object) {
    const Box pot = parts(object).front();
    double green = -1;
    for (std::size_t i = 0; i < object.mesh.triangles.size(); ++i) {
      const Vec3 color = object.patterns[object.mesh.triangle_materials[i]]->first;
      if (color.y <= color.x || color.y <= color.z) continue;
      for (const std::uint32_t v : object.mesh.triangles[i]) green = std::max(green, object.mesh.vertices[v].z);
    }
    return pot.min.z < -0.4 * size.z && green > pot.max.z + 0.1;
  });
}

TEST(OutdoorThings, a_hydrant_s_round_nozzles_stand_out_to_both_sides) {
  expect_always(build_fire_hydrant, [](Vec3 size, const SceneObject& object) {
    const Box right = section_box(object, 1, 0.03), left = section_box(object, 1, 0.97),
              foot = section_box(object, 2, 0.01);
    return is_close(right.size().x, right.size().z, 0.01) && right.size().x < 0.5 * size.x &&
           is_close(length(right.size() - left.size()), 0, 0.01) && is_close(right.centre().x, left.centre().x, 0.01) &&
           is_close(foot.size().x, foot.size().y, 0.01);
  });
}

TEST(OutdoorThings, a_treasure_chest_is_a_wide_box_with_a_lid_as_wide) {
  expect_always(build_treasure_chest, [](Vec3 size, const SceneObject& object) {
    const Box box = section_box(object, 2, 0.1), lid = section_box(object, 2, 0.95);
    return box.size().y > box.size().x && lid.size().y > 0.85 * size.y && is_mirrored(object, 0.1);
  });
}

TEST(OutdoorThings, a_signpost_s_boards_are_on_a_thin_post) {
  expect_always(build_signpost, [](Vec3 size, const SceneObject& object) {
    const Vec3 post = section_box(object, 2, 0.25).size();
    return std::max(post.x, post.y) < 0.2 && std::max(size.x, size.y) > 2 * std::max(post.x, post.y);
  });
}

}  // namespace
}  // namespace syncdreamer
