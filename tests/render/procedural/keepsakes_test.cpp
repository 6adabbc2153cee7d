#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Keepsakes, a_globe_s_sphere_is_held_above_a_round_foot) {
  expect_always(build_globe, [](Vec3, const SceneObject& object) {
    return count_parts(object, [](const Box& part) {
             return is_close(part.size().x, part.size().y) && is_close(part.size().y, part.size().z) &&
                    part.size().x > 0.35 && part.min.z > -0.42;
           }) >= 1;
  });
}

TEST(Keepsakes, trophies_and_chess_pieces_have_a_waist_over_a_foot) {
  for (auto* build : {build_trophy, build_chess_piece}) {
    expect_always(build, [](Vec3 size, const SceneObject& object) {
      return count_waists(object, 0.92) >= 1 && size.z > 0.7 * std::max(size.x, size.y);
    });
  }
}

TEST(Keepsakes, a_chess_piece_stands_on_a_round_foot) {
  expect_always(build_chess_piece, [](Vec3, const SceneObject& object) {
    const Box foot = section_box(object, 2, 0.03), top = section_box(object, 2, 0.95);
    return is_close(foot.size().x, foot.size().y) && top.size().x < foot.size().x;
  });
}

TEST(Keepsakes, a_crown_s_points_stand_around_a_round_band) {
  expect_always(build_crown, [](Vec3 size, const SceneObject& object) {
    const Box band = section_box(object, 2, 0.02);
    std::vector<Vec3> rim;
    double top = -1;
    for (const Vec3& v : object.mesh.vertices) {
      if (std::hypot(v.x, v.y) > 0.43 * std::max(size.x, size.y)) rim.push_back(v);
    }
    for (const Vec3& v : rim) top = std::max(top, v.z);
    std::erase_if(rim, [&](Vec3 v) { return v.z < top - 0.05; });
    return is_close(band.size().x, band.size().y, 0.01) && count_directions(rim, 0.13) >= 4;
  });
}

}  // namespace
}  // namespace syncdreamer
