#include "geometry/skinning.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "geometry/mesh_io.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using nlohmann::json;

/// A glTF file of one triangle, whose node and joints tests change.
class Skinning : public testing::Test {
 protected:
  Skinning() {
    root_ = {{"asset", {{"version", "2.0"}}}, {"scene", 0}, {"scenes", {{{"nodes", {0, 1}}}}}};
    root_["nodes"] = {{{"mesh", 0}}, {{"name", "joint"}}};
    const std::size_t positions = add<float>({0, 0, 0, 1, 0, 0, 0, 1, 0}, "VEC3", 5126);
    root_["meshes"] = {{{"primitives", {{{"attributes", {{"POSITION", positions}}}}}}}};
  }

  template <class Number>
  std::size_t add(const std::vector<Number>& numbers, const std::string& type, int component) {
    const std::size_t begin = data_.size(), size = numbers.size() * sizeof(Number);
    data_.resize(begin + (size + 3) / 4 * 4);
    std::memcpy(data_.data() + begin, numbers.data(), size);
    const std::size_t per_element = type == "VEC3" ? 3 : type == "VEC4" ? 4 : 16;
    root_["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", begin}, {"byteLength", size}});
    root_["accessors"].push_back({{"bufferView", root_["bufferViews"].size() - 1},
                                  {"componentType", component},
                                  {"count", numbers.size() / per_element},
                                  {"type", type}});
    return root_["accessors"].size() - 1;
  }

  /// Hangs all vertices on the joint, node 1, which they see from the origin.
  void hang_on_joint() {
    json& attributes = root_["meshes"][0]["primitives"][0]["attributes"];
    attributes["JOINTS_0"] = add<std::uint8_t>(std::vector<std::uint8_t>(12, 0), "VEC4", 5121);
    attributes["WEIGHTS_0"] = add<float>({1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, "VEC4", 5126);
    const std::size_t offsets = add<float>({1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, "MAT4", 5126);
    root_["skins"] = {{{"joints", {1}}, {"inverseBindMatrices", offsets}}};
    root_["nodes"][0]["skin"] = 0;
  }

  Mesh read() {
    root_["buffers"] = {{{"byteLength", data_.size()}, {"uri", "data.bin"}}};
    write_file(folder_ / "data.bin", data_);
    write_file(folder_ / "model.gltf", root_.dump());
    return read_mesh(folder_ / "model.gltf", UpAxis::z);  // as they are
  }

  static void expect_corners(const Mesh& mesh, const std::array<Vec3, 3>& expected) {
    ASSERT_EQ(mesh.triangles.size(), 1U);
    for (std::size_t k = 0; k < 3; ++k) {
      const Vec3 corner = mesh.vertices[mesh.triangles[0][k]];
      EXPECT_NEAR(length(corner - expected[k]), 0, 1e-6) << k << ": " << corner.x << ' ' << corner.y << ' ' << corner.z;
    }
  }

  const TemporaryFolder folder_;
  json root_;
  std::string data_;
};

TEST_F(Skinning, without_a_skeleton_the_node_places_a_mesh) {
  root_["nodes"][0]["translation"] = {3, 0, 0};
  expect_corners(read(), {{{3, 0, 0}, {4, 0, 0}, {3, 1, 0}}});
}

TEST_F(Skinning, the_joints_place_a_mesh_wherever_its_node_is) {
  hang_on_joint();
  root_["nodes"][0]["translation"] = {3, 0, 0};
  root_["nodes"][0]["scale"] = {2, 2, 2};
  root_["nodes"][1]["translation"] = {0, 5, 0};
  root_["nodes"][1]["rotation"] = {0, 0, 0.70710678118654752, 0.70710678118654752};  // x becomes y
  const Mesh mesh = read();
  expect_corners(mesh, {{{0, 5, 0}, {0, 6, 0}, {-1, 5, 0}}});
  for (const Vec3 normal : mesh.normals) EXPECT_NEAR(normal.z, 1, 1e-6);
}

TEST_F(Skinning, a_mesh_of_its_joint_s_name_is_not_taken_for_it) {
  hang_on_joint();
  root_["nodes"][0]["name"] = "joint";
  root_["nodes"][1]["translation"] = {0, 5, 0};
  expect_corners(read(), {{{0, 5, 0}, {1, 5, 0}, {0, 6, 0}}});
}

TEST_F(Skinning, where_joints_were_when_the_mesh_was_hung_on_them_counts) {
  hang_on_joint();
  root_["nodes"][1]["translation"] = {0, 5, 0};
  root_["skins"][0]["inverseBindMatrices"] =
      add<float>({1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, -5, 0, 1}, "MAT4", 5126);
  expect_corners(read(), {{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}});
}

TEST_F(Skinning, joints_stand_on_what_they_hang_on) {
  hang_on_joint();
  root_["nodes"].push_back({{"name", "hip"}, {"translation", {2, 0, 0}}, {"children", {1}}});
  root_["scenes"][0]["nodes"] = {0, 2};
  root_["nodes"][1]["translation"] = {0, 5, 0};
  expect_corners(read(), {{{2, 5, 0}, {3, 5, 0}, {2, 6, 0}}});
}

TEST_F(Skinning, vertices_between_joints_are_drawn_by_their_weights) {
  hang_on_joint();
  root_["nodes"][1]["translation"] = {0, 5, 0};
  root_["nodes"].push_back({{"name", "other"}, {"translation", {0, 9, 0}}});
  root_["scenes"][0]["nodes"] = {0, 1, 2};
  root_["skins"][0]["joints"] = {1, 2};
  root_["skins"][0]["inverseBindMatrices"] = add<float>(
      {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, "MAT4", 5126);
  json& attributes = root_["meshes"][0]["primitives"][0]["attributes"];
  attributes["JOINTS_0"] = add<std::uint8_t>({0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0}, "VEC4", 5121);
  attributes["WEIGHTS_0"] = add<float>({1, 0, 0, 0, 0.5, 0.5, 0, 0, 0.25, 0.75, 0, 0}, "VEC4", 5126);
  expect_corners(read(), {{{0, 5, 0}, {1, 7, 0}, {0, 9, 0}}});
}

TEST_F(Skinning, morph_targets_count_by_their_weights) {
  const std::size_t target = add<float>({0, 0, 4, 0, 0, 0, 0, 0, 0}, "VEC3", 5126);
  root_["accessors"][target]["min"] = {0, 0, 0};
  root_["accessors"][target]["max"] = {0, 0, 4};
  root_["meshes"][0]["primitives"][0]["targets"] = {{{"POSITION", target}}};
  root_["meshes"][0]["weights"] = {0.5};
  expect_corners(read(), {{{0, 0, 2}, {1, 0, 0}, {0, 1, 0}}});
  root_["meshes"][0]["weights"] = {0.0};
  expect_corners(read(), {{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}});
}

TEST_F(Skinning, morph_targets_turn_the_normals_that_they_name) {
  json& primitive = root_["meshes"][0]["primitives"][0];
  primitive["attributes"]["NORMAL"] = add<float>({0, 0, 1, 0, 0, 1, 0, 0, 1}, "VEC3", 5126);
  const std::size_t positions = add<float>(std::vector<float>(9, 0), "VEC3", 5126);
  root_["accessors"][positions]["min"] = root_["accessors"][positions]["max"] = {0, 0, 0};
  const std::size_t normals = add<float>({2, 0, -2, 2, 0, -2, 0, 0, 0}, "VEC3", 5126);
  primitive["targets"] = {{{"POSITION", positions}, {"NORMAL", normals}}};
  root_["meshes"][0]["weights"] = {0.5};
  const Mesh mesh = read();
  ASSERT_EQ(mesh.triangles.size(), 1U);
  EXPECT_NEAR(length(mesh.normals[mesh.triangles[0][0]] - Vec3{1, 0, 0}), 0, 1e-6);
  EXPECT_NEAR(length(mesh.normals[mesh.triangles[0][2]] - Vec3{0, 0, 1}), 0, 1e-6);
}

}  // namespace
}  // namespace syncdreamer
