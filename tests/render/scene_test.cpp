#include "render/scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "image/image_io.h"
#include "render/augmentation.h"
#include "tests/render/solids.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// A square with a picture of four texels: red and green above, blue and nothing below.
Mesh textured_square(const std::filesystem::path& picture) {
  Image image(2, 2, 4, 0);
  for (int i = 0; i < 3; ++i) image.at(i % 2, i / 2, i) = image.at(i % 2, i / 2, 3) = 255;
  write_png(picture, image);
  Mesh mesh = plane_mesh(1, 0);
  mesh.uvs = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  mesh.materials.resize(1);
  mesh.materials[0].color = {1, 1, 1};
  mesh.materials[0].texture_file = picture;
  return mesh;
}

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
  const SceneObject object = make_scene_object(mesh, {{}, [&](std::string_view) { ++warnings; }});
  EXPECT_EQ(warnings, 1);
  EXPECT_EQ(object.textures[0], nullptr);
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

TEST(Texture, halved_copies_average_linear_light) {
  Image image(2, 2, 3);
  image.at(0, 0, 0) = image.at(1, 1, 0) = 255;
  const Texture texture(image);
  EXPECT_NEAR(texture.sample(0.3, 0.8, 1).color.x, 0.5, 1e-6);
  EXPECT_NEAR(texture.sample(0.25, 0.75, 0).color.x, 1, 1e-6);
  EXPECT_NEAR(texture.sample(-0.75, 7.75, 0).color.x, 1, 1e-6) << "it repeats";
}

TEST(Texture, srgb_and_linear_are_inverse) {
  for (double c = 0; c <= 1; c += 0.01) EXPECT_NEAR(srgb_from_linear(linear_from_srgb(c)), c, 1e-6);
}

TEST(Augmentation, variants_differ_by_seed_and_fill_the_unit_box) {
  const TemporaryFolder folder;
  const SceneObject object = make_scene_object(textured_square(folder / "a.png"));
  const SceneObject a = augmented(object, 1), b = augmented(object, 1), c = augmented(object, 2);
  EXPECT_EQ(a.mesh.vertices[0], b.mesh.vertices[0]);
  EXPECT_NE(a.mesh.vertices[0], c.mesh.vertices[0]);
  EXPECT_NE(a.textures[0]->image().pixels, c.textures[0]->image().pixels);
  EXPECT_NEAR(bounding_box(a.mesh).longest_side(), 1, 1e-12);
  EXPECT_EQ(a.textures[0]->image().at(1, 1, 3), 0) << "holes stay holes";
}

}  // namespace
}  // namespace syncdreamer
