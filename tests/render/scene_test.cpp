#include "render/scene.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/files.h"
#include "geometry/srgb.h"
#include "image/image_io.h"
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

TEST(Scene, materials_share_the_textures_that_are_the_same) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  mesh.materials.resize(2, mesh.materials[0]);
  const SceneObject by_file = make_scene_object(mesh);
  EXPECT_NE(by_file.textures[0], nullptr);
  EXPECT_EQ(by_file.textures[0], by_file.textures[1]);
  for (Material& material : mesh.materials) {
    material.texture_bytes = read_file(folder / "a.png");
    material.texture_file.clear();
  }
  const SceneObject embedded = make_scene_object(mesh);
  EXPECT_NE(embedded.textures[0], nullptr);
  EXPECT_EQ(embedded.textures[0], embedded.textures[1]);
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

TEST(Scene, textures_whose_alpha_would_hide_everything_are_opaque) {
  const TemporaryFolder folder;
  const Mesh mesh = textured_square(folder / "a.png");
  Image gloss = read_image(folder / "a.png");
  for (std::size_t i = 3; i < gloss.pixels.size(); i += 4) gloss.pixels[i] = 20;
  write_png(folder / "a.png", gloss);
  std::string warning;
  const Scene scene(make_scene_object(mesh, {.on_warning = [&](std::string_view text) { warning = text; }}));
  EXPECT_TRUE(scene.trace({0.5, 0.5, 1}, {0, 0, -1}));
  EXPECT_EQ(warning, "the alpha of its textures would hide the model, and is not taken for opacity");
}

TEST(Scene, textures_of_little_are_no_hidden_ones) {
  const TemporaryFolder folder;
  const Mesh mesh = textured_square(folder / "a.png");
  Image wires(64, 64, 4, 0);  // a cross
  for (int i = 0; i < 64; ++i) wires.at(i, 40, 3) = wires.at(40, i, 3) = 255;
  write_png(folder / "a.png", wires);
  std::string warning;
  const Scene scene(make_scene_object(mesh, {.on_warning = [&](std::string_view text) { warning = text; }}));
  EXPECT_FALSE(scene.trace({0.1, 0.1, 1}, {0, 0, -1}));
  EXPECT_EQ(warning, "");
}

TEST(Scene, colours_mix_as_if_there_were_no_alpha_where_it_says_nothing) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");
  Image halves(2, 2, 4, 0);  // red and opaque on the left, green and transparent on the right
  for (int y = 0; y < 2; ++y) halves.at(0, y, 0) = halves.at(0, y, 3) = halves.at(1, y, 1) = 255;
  write_png(folder / "a.png", halves);
  mesh.materials[0].alpha_cutoff = 0;
  const auto hit = Scene(make_scene_object(mesh)).trace({0, 0, 1}, {0, 0, -1});
  ASSERT_TRUE(hit);
  EXPECT_NEAR(hit->albedo.x, 0.5, 1e-6);
  EXPECT_NEAR(hit->albedo.y, 0.5, 1e-6);
}

TEST(Scene, a_small_part_of_glass_is_seen_through) {
  Mesh mesh = joined_shapes(plane_mesh(1, 0), plane_mesh(2, -0.5));
  mesh.materials.resize(2);
  mesh.materials[0].opacity = 0.1;
  mesh.triangle_materials = {0, 0, 1, 1};
  const auto hit = Scene(make_scene_object(mesh)).trace({0.1, 0, 1}, {0, 0, -1});
  ASSERT_TRUE(hit.has_value());
  EXPECT_NEAR(hit->distance, 1.5, 1e-5);
}

TEST(Scene, what_lies_on_a_surface_does_not_take_it_away_where_it_is_seen_through) {
  const TemporaryFolder folder;
  const Mesh decal = textured_square(folder / "a.png");
  Mesh mesh = joined_shapes(decal, decal);
  for (int i = 0; i < 2; ++i) mesh.uvs.insert(mesh.uvs.end(), decal.uvs.begin(), decal.uvs.end());
  mesh.materials = {decal.materials[0], Material{}};
  for (const std::uint32_t first : {0, 1}) {
    mesh.triangle_materials = {first, first, 1 - first, 1 - first};
    const auto hit = Scene(make_scene_object(mesh)).trace({0.5, -0.5, 1}, {0, 0, -1});
    ASSERT_TRUE(hit.has_value()) << "behind the transparent quarter";
    EXPECT_NEAR(hit->distance, 1, 1e-6);
  }
}

TEST(Scene, what_is_wholly_transparent_is_no_part_of_an_object) {
  Mesh mesh = joined_shapes(plane_mesh(1, 0), plane_mesh(20, -0.5));
  mesh.materials.resize(2);
  mesh.materials[1].opacity = 0;
  mesh.triangle_materials = {0, 0, 1, 1};
  Mesh opaque = mesh;
  opaque.materials[1].alpha_cutoff = 0;
  remove_clear_triangles(opaque);
  EXPECT_EQ(opaque.triangles.size(), 4U) << "its opacity says nothing";
  remove_clear_triangles(mesh);
  EXPECT_EQ(mesh.triangles.size(), 2U);
  EXPECT_EQ(bounding_box(mesh).longest_side(), bounding_box(plane_mesh(1, 0)).longest_side());
  mesh.materials[0].opacity = 0;
  remove_clear_triangles(mesh);
  EXPECT_EQ(mesh.triangles.size(), 2U) << "nothing else is left: a mistake of the file";
  Mesh plain = plane_mesh(1, 0);
  remove_clear_triangles(plain);
  EXPECT_EQ(plain.triangles.size(), 2U);
}

TEST(Scene, a_ray_passes_any_number_of_clear_surfaces) {
  Mesh mesh = plane_mesh(5, -1);
  for (int i = 0; i < 100; ++i) mesh = joined_shapes(mesh, plane_mesh(0.1, -0.005 * i));
  mesh.materials.resize(2);
  mesh.materials[1].opacity = 0;
  mesh.triangle_materials.assign(mesh.triangles.size(), 1);
  mesh.triangle_materials[0] = mesh.triangle_materials[1] = 0;
  const auto hit = Scene(make_scene_object(mesh)).trace({0.01, 0, 1}, {0, 0, -1});
  ASSERT_TRUE(hit.has_value());
  EXPECT_NEAR(hit->distance, 2, 1e-6);
}

/// A white triangle over the lower left half of the unit square.
Mesh half_square() {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
  mesh.triangles = {{0, 1, 2}};
  mesh.materials.resize(1);
  mesh.materials[0].color = {1, 1, 1};
  return mesh;
}

TEST(Scene, vertex_colours_are_interpolated_as_light_each_at_its_corner) {
  Mesh mesh = half_square();
  mesh.colors = {{0, 0, 0}, {1, 0.5, 0}, {0, 1, 0}};
  const auto hit = Scene(make_scene_object(mesh)).trace({0.6, 0.2, 1}, {0, 0, -1});
  EXPECT_NEAR(hit->albedo.x, 0.6, 1e-5);
  EXPECT_NEAR(hit->albedo.y, 0.6 * linear_from_srgb(0.5) + 0.2, 1e-5);
  EXPECT_NEAR(hit->albedo.z, 0, 1e-5);
}

TEST(Scene, light_follows_the_normals_of_vertices_which_face_the_ray_too) {
  Mesh mesh = half_square();
  mesh.normals.assign(3, {0.6, 0, 0.8});
  const Scene scene(make_scene_object(mesh));
  EXPECT_NEAR(length(scene.trace({0.2, 0.2, 1}, {0, 0, -1})->shading_normal - Vec3{0.6, 0, 0.8}), 0, 1e-6);
  EXPECT_NEAR(length(scene.trace({0.2, 0.2, -1}, {0, 0, 1})->shading_normal - Vec3{-0.6, 0, -0.8}), 0, 1e-6);
}

TEST(Scene, textures_are_halved_where_a_pixel_holds_more_than_a_texel) {
  constexpr int kTexels = 64;
  Image checks(kTexels, kTexels, 3, 0);
  for (int y = 0; y < kTexels; ++y) {
    for (int x = y % 2; x < kTexels; x += 2) {
      for (int c = 0; c < 3; ++c) checks.at(x, y, c) = 255;
    }
  }
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "checks.png");
  write_png(folder / "checks.png", checks);
  const double texel = 2.0 / kTexels;  // object units
  const auto seen_by = [&](double pixel, double x) {
    return Scene(make_scene_object(mesh), pixel).trace({x, 0.5 * texel, 1}, {0, 0, -1})->albedo.x;
  };
  for (const double x : {0.5 * texel, 1.5 * texel}) {
    EXPECT_NEAR(std::abs(seen_by(texel, x) - 0.5), 0.5, 0.02) << "black or white";
    EXPECT_NEAR(seen_by(2 * texel, x), 0.5, 0.01) << "the mean of light";
  }
}

TEST(Scene, halved_textures_cut_out_what_they_do_in_full) {
  constexpr int kTexels = 64, kPitch = 4;  // of white wires
  Image wires(kTexels, kTexels, 4, 0);
  for (int y = 0; y < kTexels; ++y) {
    for (int x = 0; x < kTexels; x += kPitch) {
      for (int c = 0; c < 4; ++c) wires.at(x, y, c) = 255;
    }
  }
  const TemporaryFolder folder;
  const Mesh mesh = textured_square(folder / "wires.png");
  write_png(folder / "wires.png", wires);
  const double texel = 2.0 / kTexels;  // object units
  const Scene scene(make_scene_object(mesh), 8 * texel);
  for (int x = 20; x < 20 + kPitch; ++x) {
    const auto hit = scene.trace({(x + 0.5) * texel - 1, 0.1, 1}, {0, 0, -1});
    ASSERT_EQ(hit.has_value(), x % kPitch == 0) << x;
    EXPECT_NEAR(hit ? hit->albedo.x : 1, 1, 1e-5) << "as if nothing were between them";
  }
}

TEST(Scene, triangles_are_visible_unless_their_texture_cuts_them_out_altogether) {
  const TemporaryFolder folder;
  Mesh mesh = textured_square(folder / "a.png");  // whose lower right quarter is clear
  const auto visible = [&] {
    const SceneObject object = make_scene_object(mesh);
    return std::array{is_visible(object, 0), is_visible(object, 1)};
  };
  EXPECT_EQ(visible(), (std::array{true, true}));
  mesh.uvs[0] = {0.7, 0.2}, mesh.uvs[1] = {0.8, 0.2}, mesh.uvs[2] = {0.7, 0.3};
  EXPECT_EQ(visible(), (std::array{false, true}));
  mesh.materials[0].alpha_cutoff = 0;
  EXPECT_EQ(visible(), (std::array{true, true})) << "alpha says nothing";
}

TEST(Scene, a_mesh_that_contradicts_itself_is_a_mistake_of_the_caller) {
  Mesh mesh = plane_mesh(1, 0);
  mesh.triangle_materials.assign(mesh.triangles.size() + 1, 0);
  EXPECT_THROW(make_scene_object(mesh), std::logic_error);
}

TEST(Scene, normals_face_the_ray_from_both_sides) {
  const Scene scene(make_scene_object(plane_mesh(1, 0)));
  EXPECT_GT(scene.trace({0.1, 0, 1}, {0, 0, -1})->geometric_normal.z, 0.99);
  EXPECT_LT(scene.trace({0.1, 0, -1}, {0, 0, 1})->geometric_normal.z, -0.99);
}

}  // namespace
}  // namespace syncdreamer
