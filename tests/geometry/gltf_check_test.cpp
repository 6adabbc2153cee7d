#include "geometry/gltf_check.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/byte_order.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class GltfCheck : public testing::Test {
 protected:
  std::string refusal(const std::string& name, const std::string& bytes) {
    warnings.clear();
    write_file(folder / name, bytes);
    return refusal_of([&] {
      check_gltf(folder / name, {.on_warning = [&](std::string_view text) { warnings.emplace_back(text); }});
    });
  }

  const TemporaryFolder folder;
  std::vector<std::string> warnings;
};

/// A GLB file of this JSON alone.
std::string glb(const std::string& text) {
  const std::uint32_t version = 2, length = static_cast<std::uint32_t>(text.size()), whole = 20 + length;
  std::string bytes = "glTF";
  for (const std::uint32_t number : {version, whole, length}) append_little_endian(bytes, number);
  return bytes + "JSON" + text;
}

TEST_F(GltfCheck, required_extensions_that_are_not_read_are_refused_by_name) {
  const std::string text = R"({"extensionsRequired":["KHR_materials_unlit","KHR_draco_mesh_compression"]})";
  for (const auto& [name, bytes] : {std::pair{"a.gltf", text}, std::pair{"a.glb", glb(text)}})
    EXPECT_THAT(refusal(name, bytes), HasSubstr("requires the glTF extension KHR_draco_mesh_compression"));
  EXPECT_EQ(refusal("a.gltf", R"({"extensionsRequired":["KHR_materials_unlit","KHR_texture_transform"]})"), "no error");
  EXPECT_EQ(refusal("a.gltf", R"({"extensionsUsed":["KHR_draco_mesh_compression"]})"), "no error") << "not required";
  EXPECT_THAT(refusal("a.gltf", "{\"asset\":\"caf\xe9\"," + text.substr(1)), HasSubstr("KHR_draco_mesh_compression"));
}

TEST_F(GltfCheck, every_extension_that_says_where_the_surface_is_is_refused_by_name) {
  for (const std::string name : {"KHR_draco_mesh_compression", "KHR_mesh_quantization", "EXT_meshopt_compression",
                                 "KHR_meshopt_compression", "EXT_mesh_gpu_instancing"})
    EXPECT_THAT(refusal("a.gltf", R"({"extensionsRequired":[")" + name + R"("]})"), HasSubstr("extension " + name));
}

TEST_F(GltfCheck, skeletons_without_the_places_of_their_joints_are_refused) {
  const std::string accessors = R"({"accessors":[{}],"skins":)";
  EXPECT_EQ(refusal("a.gltf", accessors + R"([{"joints":[0],"inverseBindMatrices":0}]})"), "no error");
  for (const char* second : {R"({"joints":[0]})", R"({"inverseBindMatrices":1})", R"({"inverseBindMatrices":-1})",
                             R"({"inverseBindMatrices":"0"})", "3"})
    EXPECT_THAT(refusal("a.gltf", accessors + R"([{"inverseBindMatrices":0},)" + second + "]}"),
                HasSubstr("skin 1: found no inverseBindMatrices"))
        << second;
}

TEST_F(GltfCheck, joints_and_meshes_of_which_it_is_not_clear_where_they_stand_are_refused) {
  const auto refusal_with = [&](const std::string& nodes) {
    return refusal("a.gltf", R"({"accessors":[{}],"meshes":[{}],"skins":[{"joints":[0],"inverseBindMatrices":0},)"
                             R"({"joints":[1],"inverseBindMatrices":0}],"nodes":)" +
                                 nodes + "}");
  };
  EXPECT_EQ(refusal_with(R"([{"name":"hip"},{"name":"knee"},{"name":"hip","mesh":0}])"), "no error");
  EXPECT_THAT(refusal_with(R"([{"name":"hip"},{"name":"hip"}])"),
              HasSubstr("has 2 nodes called 'hip', one of them a joint, expected names of their own"));
  EXPECT_EQ(refusal_with(R"([{},{},{"mesh":0,"skin":1},{"mesh":0,"skin":1}])"), "no error");
  EXPECT_THAT(refusal_with(R"([{},{},{"mesh":0,"skin":0},{"mesh":0,"skin":1}])"),
              HasSubstr("mesh 0 stands at nodes of different skins"));
}

TEST_F(GltfCheck, files_nested_too_deep_are_refused) {
  constexpr std::size_t kDepth = 200'000;
  EXPECT_THAT(refusal("a.gltf", R"({"extras":)" + std::string(kDepth, '[') + std::string(kDepth, ']') + "}"),
              HasSubstr("nested deeper than 1000 levels"));
}

TEST_F(GltfCheck, nodes_nested_too_deep_or_in_a_circle_are_refused) {
  const auto chain = [](int length, int last_child) {
    std::string nodes;
    for (int i = 1; i < length; ++i) nodes += R"({"children":[)" + std::to_string(i) + "]},";
    return R"({"nodes":[)" + nodes + R"({"children":[)" + std::to_string(last_child) + "]}]}";
  };
  EXPECT_EQ(refusal("a.gltf", chain(1000, 5000)), "no error") << "Assimp tells of children that are not there";
  EXPECT_THAT(refusal("a.gltf", chain(1003, 5000)), HasSubstr("nodes nested deeper than 1000 levels"));
  EXPECT_THAT(refusal("a.gltf", chain(3, 0)), HasSubstr("nodes nested deeper than 1000 levels"));
  EXPECT_THAT(refusal("a.gltf", chain(3, 1)), HasSubstr("node 1 is the child of nodes 0 and 2, expected one"));
}

TEST_F(GltfCheck, integers_that_stand_for_fractions_are_refused_by_their_accessor) {
  const auto text = [](const std::string& attribute, int type, const std::string& node = R"("mesh":0,"skin":0)") {
    return R"({"nodes":[{)" + node + R"(}],"accessors":[{"componentType":5123},{"componentType":)" +
           std::to_string(type) + R"(}],"meshes":[{"primitives":[{"attributes":{"COLOR_0":0,")" + attribute +
           R"(":1}}]}]})";
  };
  EXPECT_EQ(refusal("a.gltf", text("TEXCOORD_0", 5126)), "no error");
  EXPECT_THAT(refusal("a.gltf", text("TEXCOORD_0", 5123)),
              HasSubstr("accessor 1: found texture coordinates that are integers"));
  EXPECT_EQ(refusal("a.gltf", text("WEIGHTS_0", 5126)), "no error");
  EXPECT_THAT(refusal("a.gltf", text("WEIGHTS_0", 5121)),
              HasSubstr("accessor 1: found weights of joints that are integers"));
  EXPECT_EQ(refusal("a.gltf", text("WEIGHTS_0", 5121, R"("mesh":0)")), "no error") << "of no use without a skeleton";
}

TEST_F(GltfCheck, textures_that_only_extensions_name_are_warned_of) {
  EXPECT_EQ(refusal("a.gltf", R"({"textures":[{"source":0},{"extensions":{"EXT_texture_webp":{"source":1}}}]})"),
            "no error");
  EXPECT_THAT(warnings, ElementsAre(EndsWith("use PNG or JPEG")));
  EXPECT_THAT(warnings[0], HasSubstr("1 of 2 textures"));
  refusal("a.gltf", R"({"textures":[{"source":0,"extensions":{"EXT_texture_webp":{"source":1}}}]})");
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(GltfCheck, weights_of_morph_targets_that_nodes_give_are_warned_of_where_they_differ) {
  const auto warnings_of = [&](const std::string& of_mesh, const std::string& of_node) {
    refusal("a.gltf", R"({"meshes":[{)" + of_mesh + R"(}],"nodes":[{"mesh":0},{"mesh":0,"weights":)" + of_node + "}]}");
    return warnings;
  };
  for (const char* of_mesh : {"", R"("weights":[0,0])", R"("weights":[1,0])"})
    EXPECT_THAT(warnings_of(of_mesh, "[0.5,0]"), ElementsAre(HasSubstr("weights that 1 of 2 nodes give"))) << of_mesh;
  EXPECT_THAT(warnings_of(R"("weights":[0.5,1])", "[0.5,1.0]"), IsEmpty());
  EXPECT_THAT(warnings_of("", "[0,0.0]"), IsEmpty());
  EXPECT_THAT(warnings_of(R"("weights":[0.5,1])", "[]"), IsEmpty());
  EXPECT_EQ(refusal("a.gltf", R"({"nodes":[{"weights":[1]},{"mesh":0,"weights":[1]},{"mesh":"0","weights":[1]}]})"),
            "no error");
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(GltfCheck, other_coordinates_of_a_moved_texture_are_warned_of) {
  const auto warnings_of = [&](const std::string& own, const std::string& transform) {
    refusal("a.gltf", R"({"materials":[{},{"pbrMetallicRoughness":{"baseColorTexture":{"index":0,)" + own +
                          R"("extensions":{"KHR_texture_transform":)" + transform + "}}}}]}");
    return warnings;
  };
  EXPECT_THAT(warnings_of("", R"({"texCoord":1})"), ElementsAre(HasSubstr("in 1 of 2 materials")));
  EXPECT_THAT(warnings_of(R"("texCoord":1,)", R"({"texCoord":0})"), ElementsAre(HasSubstr("in 1 of 2 materials")));
  EXPECT_THAT(warnings_of("", R"({"texCoord":0})"), IsEmpty());
  EXPECT_THAT(warnings_of(R"("texCoord":1,)", R"({"texCoord":1})"), IsEmpty());
  EXPECT_THAT(warnings_of(R"("texCoord":1,)", R"({"offset":[0,1]})"), IsEmpty());
}

TEST_F(GltfCheck, what_is_no_gltf_is_left_to_its_reader) {
  for (const char* text : {"", "glTF", "{", "[]", "3", R"({"extensionsRequired":3,"textures":[1],"accessors":[2]})",
                           R"({"meshes":[{"primitives":[3,{"attributes":{"TEXCOORD_0":7,"TEXCOORD_1":"x"}}]}]})",
                           R"({"nodes":[1,{"mesh":0,"weights":2}],"materials":[4,{"pbrMetallicRoughness":[5]}]})"})
    EXPECT_EQ(refusal("a.glb", text), "no error") << text;
  std::string cut = glb("{}");
  cut.replace(12, 4, "\xFF\xFF\xFF\xFF");  // the length
  EXPECT_EQ(refusal("a.glb", cut), "no error");
}

}  // namespace
}  // namespace syncdreamer
