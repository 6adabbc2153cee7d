#include "reconstruct/glb_builder.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "image/image_io.h"
#include "tests/support/gltf_validator.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

Mesh textured_triangle() {
  Mesh mesh;
  mesh.vertices = {{0.1, 0, 0}, {1, 0, 0.3}, {0, 1, -0.7}};
  mesh.uvs = {{0, 0}, {1, 0}, {0, 0.75}};
  mesh.colors = {{1, 0, 0}, {0, 0.5, 0}, {0, 0, 1}};
  mesh.triangles = {{0, 1, 2}};
  compute_normals(mesh);
  Material& material = mesh.materials.emplace_back();
  material.name = "surface";
  material.texture_bytes = encode_png(Image(3, 3, 3, 77));
  return mesh;
}

std::uint32_t word(const std::string& bytes, std::size_t place) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + place, 4);
  return value;
}

struct Glb {
  nlohmann::json json;
  std::string data;

  explicit Glb(const std::string& bytes) {
    EXPECT_EQ(bytes.substr(0, 4), "glTF");
    EXPECT_EQ(word(bytes, 4), 2u);
    EXPECT_EQ(word(bytes, 8), bytes.size());
    const std::uint32_t json_size = word(bytes, 12);
    EXPECT_EQ(json_size % 4, 0u);
    EXPECT_EQ(bytes.substr(16, 4), "JSON");
    json = nlohmann::json::parse(bytes.substr(20, json_size));
    EXPECT_EQ(bytes.substr(24 + json_size, 4), std::string("BIN\0", 4));
    data = bytes.substr(28 + json_size);
    EXPECT_EQ(word(bytes, 20 + json_size), data.size());
  }

  float number(const nlohmann::json& accessor, std::size_t i) const {
    const auto& view = json["bufferViews"][accessor["bufferView"].get<std::size_t>()];
    float value = 0;
    std::memcpy(&value, data.data() + view["byteOffset"].get<std::size_t>() + 4 * i, 4);
    return value;
  }
  const nlohmann::json& attribute(const char* name) const {
    const auto& primitive = json["meshes"][0]["primitives"][0];
    return json["accessors"][primitive["attributes"][name].get<std::size_t>()];
  }
};

TEST(GlbBuilder, views_are_aligned_and_lie_within_the_buffer) {
  const Glb glb(glb_bytes(textured_triangle()));
  EXPECT_EQ(glb.json["buffers"][0]["byteLength"], glb.data.size());
  EXPECT_EQ(glb.json["bufferViews"].size(), 5u);
  for (const auto& view : glb.json["bufferViews"]) {
    EXPECT_EQ(view["byteOffset"].get<std::size_t>() % 4, 0u);
    EXPECT_LE(view["byteOffset"].get<std::size_t>() + view["byteLength"].get<std::size_t>(), glb.data.size());
  }
}

TEST(GlbBuilder, positions_name_their_bounds_as_stored) {
  const Glb glb(glb_bytes(textured_triangle()));
  const auto& position = glb.attribute("POSITION");
  EXPECT_EQ(position["count"], 3);
  EXPECT_EQ(position["max"][0].get<float>(), 1.0F);
  EXPECT_EQ(position["min"][2].get<float>(), -0.7F);
  EXPECT_EQ(glb.number(position, 0), 0.1F);
}

TEST(GlbBuilder, the_texture_is_embedded_and_v_points_down) {
  const Mesh mesh = textured_triangle();
  const Glb glb(glb_bytes(mesh));
  EXPECT_EQ(glb.number(glb.attribute("TEXCOORD_0"), 5), 0.25F);
  const auto& view = glb.json["bufferViews"][glb.json["images"][0]["bufferView"].get<std::size_t>()];
  EXPECT_EQ(glb.data.substr(view["byteOffset"], view["byteLength"]), mesh.materials[0].texture_bytes);
  const auto& surface = glb.json["materials"][0]["pbrMetallicRoughness"];
  EXPECT_EQ(surface["baseColorTexture"]["index"], 0);
  EXPECT_EQ(surface["baseColorFactor"], (nlohmann::json{1.0, 1.0, 1.0, 1.0})) << "which multiplies the texture";
  EXPECT_EQ(surface["metallicFactor"], 0);
  EXPECT_EQ(surface["roughnessFactor"], 1);
  EXPECT_FALSE(glb.json["meshes"][0]["primitives"][0]["attributes"].contains("COLOR_0"));
}

TEST(GlbBuilder, the_texture_ends_at_its_edges) {
  const Glb glb(glb_bytes(textured_triangle()));
  const auto& sampler = glb.json["samplers"][glb.json["textures"][0]["sampler"].get<std::size_t>()];
  constexpr int kGltfClampToEdge = 33071;
  EXPECT_EQ(sampler["wrapS"], kGltfClampToEdge);
  EXPECT_EQ(sampler["wrapT"], kGltfClampToEdge);
}

TEST(GlbBuilder, vertex_colors_are_linear_light) {
  Mesh mesh = textured_triangle();
  mesh.materials[0].texture_bytes.clear();
  const Glb glb(glb_bytes(mesh));
  EXPECT_NEAR(glb.number(glb.attribute("COLOR_0"), 4), 0.2140, 1e-4);
  EXPECT_FALSE(glb.json.contains("images"));
  const auto& surface = glb.json["materials"][0]["pbrMetallicRoughness"];
  EXPECT_EQ(surface["baseColorFactor"], (nlohmann::json{1.0, 1.0, 1.0, 1.0})) << "which multiplies them";
}

TEST(GlbBuilder, the_khronos_validator_finds_nothing) {
  if (!has_gltf_validator()) GTEST_SKIP() << "gltf-validator is not installed: npm install -g gltf-validator";
  const TemporaryFolder folder;
  write_file(folder / "triangle.glb", glb_bytes(textured_triangle()));
  const nlohmann::json report = validate_gltf(folder / "triangle.glb");
  for (const char* kind : {"numErrors", "numWarnings"}) EXPECT_EQ(report["issues"][kind], 0) << report.dump(1);
}

}  // namespace
}  // namespace syncdreamer
