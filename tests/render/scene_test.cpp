#include "render/scene.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "tests/render/solids.h"
#include "tests/render/textured_square.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(Scene, textures_lie_upright_and_their_transparent_parts_are_cut_out) {
  const TemporaryFolder folder;
  const Scene scene(make_scene_object(textured_square(folder / "a.png")));
  const auto look = [&](double x, double y) { return scene.trace({x, y, 1}, {0, 0, -1}); };
  EXPECT_NEAR(look(-0.5, 0.5)->albedo.x, 1, 1e-5);
  EXPECT_NEAR(look(0.5, 0.5)->albedo.y, 1, 1e-5);
  EXPECT_NEAR(look(-0.5, -0.5)->albedo.z, 1, 1e-5);
  EXPECT_FALSE(look(0.5, -0.5).has_value());
}

TEST(Scene, a_ray_through_a_hole_meets_what_lies_behind) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  mesh.materials.push_back({});
  for (const Vec3& vertex : plane_mesh(1, -0.5).vertices) {
    mesh.vertices.push_back(vertex);
    mesh.uvs.push_back({0, 0});
  }
  mesh.triangles.push_back({4, 5, 6});
  mesh.triangles.push_back({4, 6, 7});
  mesh.triangle_materials = {0, 0, 1, 1};
  const Scene scene(make_scene_object(mesh));
  const auto hit = scene.trace({0.5, -0.5, 1}, {0, 0, -1});
  ASSERT_TRUE(hit.has_value());
  EXPECT_NEAR(hit->distance, 1.5, 1e-5);
}

TEST(Scene, a_broken_texture_is_a_warning) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  write_file(folder / "a.png", "no picture");
  int warnings = 0;
  const SceneObject object = make_scene_object(mesh, {.on_warning = [&](std::string_view) { ++warnings; }});
  EXPECT_EQ(warnings, 1);
  EXPECT_EQ(object.textures[0], nullptr);
}

TEST(Scene, a_texture_takes_the_place_of_the_colour_only_if_it_can_be_read) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  mesh.materials[0].color = {0.5, 0.2, 0.1};
  EXPECT_EQ(make_scene_object(mesh).mesh.materials[0].color, (Vec3{0.5, 0.2, 0.1})) << "they multiply";
  mesh.materials[0].texture_replaces_color = true;
  EXPECT_EQ(make_scene_object(mesh).mesh.materials[0].color, (Vec3{1, 1, 1}));
  write_file(folder / "a.png", "no picture");
  EXPECT_EQ(make_scene_object(mesh).mesh.materials[0].color, (Vec3{0.5, 0.2, 0.1}));
}

TEST(Scene, the_material_says_from_which_opacity_on_it_is_seen) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  mesh.materials[0].opacity = 0.4;
  const auto is_seen = [&](double cutoff, double x, double y) {
    mesh.materials[0].alpha_cutoff = cutoff;
    return Scene(make_scene_object(mesh)).trace({x, y, 1}, {0, 0, -1}).has_value();
  };
  EXPECT_TRUE(is_seen(0.3, 0.5, 0.5));
  EXPECT_FALSE(is_seen(0.3, 0.5, -0.5)) << "the texture's transparent quarter";
  EXPECT_TRUE(is_seen(0, 0.5, -0.5)) << "alpha says nothing";
}

TEST(Scene, glass_that_is_all_there_is_stays_visible) {
  Mesh mesh = plane_mesh(1, 0);
  mesh.materials.resize(1);
  mesh.materials[0].opacity = 0.1;
  EXPECT_TRUE(Scene(make_scene_object(mesh)).trace({0, 0, 1}, {0, 0, -1}).has_value());
}

TEST(Scene, normals_face_the_ray_from_both_sides) {
  const Scene scene(make_scene_object(plane_mesh(1, 0)));
  EXPECT_GT(scene.trace({0.1, 0, 1}, {0, 0, -1})->geometric_normal.z, 0.99);
  EXPECT_LT(scene.trace({0.1, 0, -1}, {0, 0, 1})->geometric_normal.z, -0.99);
}

}  // namespace
}  // namespace syncdreamer
