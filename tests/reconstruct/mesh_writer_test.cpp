#include "reconstruct/mesh_writer.h"

#include <gmock/gmock.h>

#include <bit>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "geometry/mesh_io.h"
#include "image/image_io.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// A square pyramid with a vertex for each corner of each triangle, as a reader of files gives it back.
Mesh pyramid() {
  const Vec3 top{0.1, 0.2, 0.6}, a{-0.5, -0.4, -0.3}, b{0.5, -0.4, -0.3}, c{0.5, 0.4, -0.3}, d{-0.5, 0.4, -0.3};
  Mesh mesh;
  for (const auto& corners : {std::array{a, b, top}, std::array{b, c, top}, std::array{c, d, top},
                              std::array{d, a, top}, std::array{a, c, b}, std::array{a, d, c}}) {
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const Vec3 corner : corners) {
      const auto i = static_cast<double>(mesh.vertices.size());
      mesh.vertices.push_back(corner);
      mesh.uvs.push_back({i / 20, 0.9 - i / 40});
      mesh.colors.push_back({i / 17, 0.5, 1 - i / 17});
    }
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  compute_normals(mesh);
  return mesh;
}

Image small_picture() {
  Image image(4, 2, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 10);
  return image;
}

Mesh textured_pyramid() {
  Mesh mesh = pyramid();
  mesh.colors.clear();
  mesh.materials.emplace_back().texture_bytes = encode_png(small_picture());
  return mesh;
}

int num_lines_of(const std::filesystem::path& file, const std::string& beginning) {
  const std::string text = "\n" + read_file(file);
  int count = 0;
  for (std::size_t at = text.find("\n" + beginning); at != std::string::npos; at = text.find("\n" + beginning, at + 1))
    ++count;
  return count;
}

/// Compares corner by corner, in the order of the triangles.
void expect_same(const Mesh& found, const Mesh& expected, double color_tolerance) {
  ASSERT_EQ(found.triangles.size(), expected.triangles.size());
  for (std::size_t i = 0; i < expected.triangles.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint32_t f = found.triangles[i][k], e = expected.triangles[i][k];
      EXPECT_NEAR(length(found.vertices[f] - expected.vertices[e]), 0, 1e-6);
      EXPECT_NEAR(length(found.normals[f] - expected.normals[e]), 0, 1e-5);
      if (!expected.colors.empty()) {
        ASSERT_FALSE(found.colors.empty());
        EXPECT_NEAR(length(found.colors[f] - expected.colors[e]), 0, color_tolerance);
      }
      if (!expected.uvs.empty()) {
        ASSERT_FALSE(found.uvs.empty());
        EXPECT_NEAR(found.uvs[f][0], expected.uvs[e][0], 1e-6);
        EXPECT_NEAR(found.uvs[f][1], expected.uvs[e][1], 1e-6);
      }
    }
  }
}

Mesh without_uvs(Mesh mesh) {
  mesh.uvs.clear();
  return mesh;
}

TEST(MeshWriter, an_obj_is_not_called_as_its_texture_or_material) {
  const TemporaryFolder folder;
  for (const char* name : {"mesh.png", "mesh.mtl"}) {
    EXPECT_THROW(write_obj(folder / name, pyramid()), std::logic_error) << name;
    EXPECT_FALSE(std::filesystem::exists(folder / name)) << name;
  }
}

TEST(MeshWriter, a_glb_with_a_texture_reads_back_as_it_was) {
  const TemporaryFolder folder;
  const Mesh mesh = textured_pyramid();
  write_glb(folder / "mesh.glb", mesh);
  const Mesh found = read_mesh(folder / "mesh.glb");
  expect_same(found, mesh, 0);
  ASSERT_FALSE(found.materials.empty());
  EXPECT_EQ(found.materials[found.triangle_materials[0]].texture_bytes, mesh.materials[0].texture_bytes);
}

TEST(MeshWriter, a_glb_without_texture_holds_vertex_colors) {
  const TemporaryFolder folder;
  write_glb(folder / "mesh.glb", pyramid());
  expect_same(read_mesh(folder / "mesh.glb"), without_uvs(pyramid()), 1e-5);
}

TEST(MeshWriter, an_obj_reads_back_with_its_picture) {
  const TemporaryFolder folder;
  const Mesh mesh = textured_pyramid();
  write_obj(folder / "mesh.obj", mesh);
  const Mesh found = read_mesh(folder / "mesh.obj");
  expect_same(found, mesh, 0);
  const Image picture = read_image(found.materials[found.triangle_materials[0]].texture_file);
  EXPECT_EQ(picture.pixels, small_picture().pixels);
}

TEST(MeshWriter, a_texture_in_a_file_is_taken_in) {
  const TemporaryFolder folder;
  write_obj(folder / "mesh.obj", textured_pyramid());
  write_glb(folder / "mesh.glb", read_mesh(folder / "mesh.obj"));
  const Mesh found = read_mesh(folder / "mesh.glb");
  EXPECT_EQ(found.materials.at(found.triangle_materials.at(0)).texture_bytes,
            textured_pyramid().materials[0].texture_bytes);
}

TEST(MeshWriter, a_ply_needs_no_texture) {
  Mesh mesh = textured_pyramid();
  mesh.materials[0].texture_bytes = "no picture";
  EXPECT_NO_THROW(encode_ply(mesh));
}

TEST(MeshWriter, textures_are_called_what_they_are_and_others_than_png_and_jpeg_refused) {
  const TemporaryFolder folder;
  Mesh mesh = textured_pyramid();
  mesh.materials[0].texture_bytes = "\xFF\xD8\xFF\xE0 and so on";
  EXPECT_THAT(encode_glb(mesh), testing::HasSubstr("image/jpeg"));
  write_obj(folder / "mesh.obj", mesh);
  EXPECT_EQ(read_file(folder / "mesh.jpg"), mesh.materials[0].texture_bytes);
  EXPECT_THAT(read_file(folder / "mesh.mtl"), testing::HasSubstr("map_Kd mesh.jpg"));
  mesh.materials[0].texture_bytes = "no picture";
  EXPECT_THROW(encode_glb(mesh), InputError);
  EXPECT_THROW(write_obj(folder / "other.obj", mesh), InputError);
  EXPECT_FALSE(std::filesystem::exists(folder / "other.obj"));
}

TEST(MeshWriter, an_obj_is_not_cut_open_at_the_seams_of_its_texture) {
  const TemporaryFolder folder;
  write_obj(folder / "mesh.obj", textured_pyramid());
  EXPECT_EQ(num_lines_of(folder / "mesh.obj", "v "), 5) << "corners";
  EXPECT_EQ(num_lines_of(folder / "mesh.obj", "vt "), 18);
  write_obj(folder / "mesh.obj", pyramid());
  EXPECT_EQ(num_lines_of(folder / "mesh.obj", "v "), 18) << "each has a colour of its own";
}

TEST(MeshWriter, solids_that_touch_along_an_edge_stay_apart_in_an_obj) {
  Mesh mesh = textured_pyramid();
  Mesh other = mesh;  // turned by half a turn about an edge of the base, so that both have it
  const Vec3 a = mesh.vertices[0], b = mesh.vertices[1];
  const Vec3 axis = normalized_or(b - a, {});
  for (Vec3& v : other.vertices) v = a + axis * (2 * dot(v - a, axis)) - (v - a);
  for (const auto& [x, y, z] : other.triangles) mesh.triangles.push_back({x + 18U, y + 18U, z + 18U});
  mesh.vertices.insert(mesh.vertices.end(), other.vertices.begin(), other.vertices.end());
  mesh.uvs.insert(mesh.uvs.end(), other.uvs.begin(), other.uvs.end());
  compute_normals(mesh);
  const TemporaryFolder folder;
  write_obj(folder / "mesh.obj", mesh);
  EXPECT_EQ(num_lines_of(folder / "mesh.obj", "v "), 10);
}

TEST(MeshWriter, an_obj_has_all_digits_of_single_precision) {
  const TemporaryFolder folder;
  Mesh mesh = pyramid();
  mesh.vertices[0].x = -0.123456789;
  write_obj(folder / "mesh.obj", mesh);
  const Mesh found = read_mesh(folder / "mesh.obj");
  EXPECT_NEAR(found.vertices[found.triangles[0][0]].x, -0.123456789, 0x1p-27) << "the spacing there";
}

TEST(MeshWriter, an_obj_without_texture_holds_vertex_colors) {
  const TemporaryFolder folder;
  write_obj(folder / "mesh.obj", pyramid());
  const Mesh found = read_mesh(folder / "mesh.obj");
  expect_same(found, without_uvs(pyramid()), 1e-6);
  EXPECT_NEAR(found.materials.at(found.triangle_materials.at(0)).color.x, 1, 1e-9) << "which multiplies them";
  EXPECT_FALSE(std::filesystem::exists(folder / "mesh.png"));
}

TEST(MeshWriter, a_ply_whose_first_number_begins_with_a_line_feed_reads_back) {
  const TemporaryFolder folder;
  Mesh mesh = pyramid();
  mesh.vertices[0].x = std::bit_cast<float>(0x3e99990aU);
  write_ply(folder / "mesh.ply", mesh);
  const std::string bytes = read_file(folder / "mesh.ply");
  const std::size_t begin = bytes.find("end_header\n") + 11;
  EXPECT_EQ(bytes[begin], '\v') << "other readers stumble, too";
  std::string with_line_end = bytes;
  for (const char end : {'\n', '\r'}) {
    with_line_end[begin] = end;
    write_file(folder / (end == '\n' ? "feed.ply" : "return.ply"), with_line_end);
  }
  for (const char* name : {"mesh.ply", "feed.ply", "return.ply"}) {
    const Mesh read = read_mesh(folder / name);
    ASSERT_EQ(read.triangles.size(), mesh.triangles.size()) << name;
    EXPECT_NEAR(read.vertices[0].x, mesh.vertices[0].x, 1e-6) << name;
  }
}

TEST(MeshWriter, a_ply_reads_back_with_colors_of_eight_bits) {
  const TemporaryFolder folder;
  write_ply(folder / "mesh.ply", pyramid());
  expect_same(read_mesh(folder / "mesh.ply"), without_uvs(pyramid()), 0.5 / 255 * 1.8);
}

TEST(MeshWriter, a_mesh_without_colors_takes_its_materials_color) {
  const TemporaryFolder folder;
  Mesh mesh = pyramid();
  mesh.colors.clear();
  mesh.materials.emplace_back().color = {0.2, 0.4, 0.6};
  write_ply(folder / "mesh.ply", mesh);
  EXPECT_NEAR(length(read_mesh(folder / "mesh.ply").colors[0] - mesh.materials[0].color), 0, 1e-3);
  write_glb(folder / "mesh.glb", mesh);
  const Mesh glb = read_mesh(folder / "mesh.glb");
  EXPECT_NEAR(length(glb.materials[glb.triangle_materials[0]].color - mesh.materials[0].color), 0, 1e-3);
}

TEST(MeshWriter, files_hold_the_bytes_that_a_program_gets_in_memory) {
  const TemporaryFolder folder;
  write_glb(folder / "mesh.glb", textured_pyramid());
  write_ply(folder / "mesh.ply", pyramid());
  EXPECT_EQ(read_file(folder / "mesh.glb"), encode_glb(textured_pyramid()));
  EXPECT_EQ(read_file(folder / "mesh.ply"), encode_ply(pyramid()));
}

TEST(MeshWriter, missing_normals_are_made) {
  const TemporaryFolder folder;
  Mesh mesh = pyramid();
  mesh.normals.clear();
  write_ply(folder / "mesh.ply", mesh);
  expect_same(read_mesh(folder / "mesh.ply"), without_uvs(pyramid()), 0.01);
}

TEST(MeshWriter, a_failed_write_leaves_nothing) {
  const TemporaryFolder folder;
  write_file(folder / "plain", std::string_view("a file"));
  EXPECT_THROW(write_glb(folder / "plain" / "mesh.glb", pyramid()), std::runtime_error);
  EXPECT_THROW(write_glb(folder / "mesh.glb", Mesh()), std::logic_error);
  Mesh broken = pyramid();
  broken.vertices.pop_back();
  EXPECT_THROW(write_glb(folder / "mesh.glb", broken), std::logic_error);
  EXPECT_THROW(write_obj(folder / "mesh.obj", broken), std::logic_error);
  EXPECT_THROW(write_ply(folder / "mesh.ply", broken), std::logic_error);
  EXPECT_FALSE(std::filesystem::exists(folder / "mesh.glb"));
}

}  // namespace
}  // namespace syncdreamer
