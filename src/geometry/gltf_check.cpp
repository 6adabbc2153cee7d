#include "geometry/gltf_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

using nlohmann::json;

constexpr int kFloat = 5126;     // componentType
constexpr int kMaxDepth = 1000;  // deeper ones would fill Assimp's stack

/// The JSON of a file: its text, or the first chunk of a GLB. Discarded where it is none, which Assimp tells.
json read_gltf_json(const std::filesystem::path& path) {
  constexpr std::size_t kHeaderBytes = 20;  // of the file and of its first chunk, whose length is at 12
  const std::string bytes = read_file(path);
  std::string_view text = bytes;
  if (text.starts_with("glTF")) {
    if (text.size() < kHeaderBytes) return json(json::value_t::discarded);
    text = text.substr(kHeaderBytes, little_endian(std::as_bytes(std::span(bytes)).subspan(12), 4));
  }
  std::string ascii(text);
  std::ranges::replace_if(
      ascii, [](char c) { return static_cast<unsigned char>(c) > 127; }, '?');  // as Assimp allows
  const auto check_depth = [&](int depth, json::parse_event_t, const json&) {
    if (depth > kMaxDepth) throw InputError(path, "is nested deeper than " + std::to_string(kMaxDepth) + " levels");
    return true;
  };
  return json::parse(ascii, check_depth, false);
}

/// A member that is an array; an empty one where there is none.
const json& array_member(const json& object, const char* name) {
  static const json kEmpty = json::array();
  const json* const found = find_member(object, name);
  return found != nullptr && found->is_array() ? *found : kEmpty;
}

/// Which element of a list a member names; nothing if there is no such member, or no such element.
std::optional<std::size_t> index_in(const json& list, const json* number) {
  if (number == nullptr || !number->is_number_unsigned()) return std::nullopt;
  const auto index = number->get<std::size_t>();
  return index < list.size() ? std::optional(index) : std::nullopt;
}

/// Whether an extension says where the surface is, in a way that is not read.
bool hides_surface(const std::string& extension) {
  constexpr std::array kHiding{"KHR_draco_mesh_compression", "KHR_mesh_quantization", "EXT_meshopt_compression",
                               "KHR_meshopt_compression", "EXT_mesh_gpu_instancing"};
  return std::find(kHiding.begin(), kHiding.end(), extension) != kHiding.end();
}

void check_extensions(const std::filesystem::path& path, const json& root) {
  for (const json& name : array_member(root, "extensionsRequired")) {
    if (name.is_string() && hides_surface(name.get<std::string>()))
      throw InputError(
          path, "requires the glTF extension " + name.get<std::string>() + ", which is not read: export it without");
  }
}

/// Whether a node has a mesh move with a skeleton.
bool is_skinned(const json& root, std::size_t mesh) {
  const json& nodes = array_member(root, "nodes");
  return std::any_of(nodes.begin(), nodes.end(), [&](const json& node) {
    const json* const number = find_member(node, "mesh");
    return number != nullptr && *number == mesh && find_member(node, "skin") != nullptr;
  });
}

/// Assimp takes integers that stand for fractions as they are, or for floats.
void check_fractions(const std::filesystem::path& path, const json& root) {
  const json &accessors = array_member(root, "accessors"), &meshes = array_member(root, "meshes");
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    for (const json& primitive : array_member(meshes[i], "primitives")) {
      const json* const attributes = find_member(primitive, "attributes");
      if (attributes == nullptr || !attributes->is_object()) continue;
      for (const auto& [name, number] : attributes->items()) {
        const bool are_weights = name.starts_with("WEIGHTS_") && is_skinned(root, i);
        const auto accessor = index_in(accessors, &number);
        if (!(are_weights || name.starts_with("TEXCOORD_")) || !accessor) continue;
        const json* const type = find_member(accessors[*accessor], "componentType");
        if (type != nullptr && *type != kFloat)
          throw InputError(path, "accessor " + std::to_string(*accessor) + ": found " +
                                     (are_weights ? "weights of joints" : "texture coordinates") +
                                     " that are integers, which are not read, expected float: export it without "
                                     "quantization");
      }
    }
  }
}

/// A skeleton may leave the places of its joints out, whereupon Assimp 5.2 crashes.
void check_skins(const std::filesystem::path& path, const json& root) {
  const json& skins = array_member(root, "skins");
  const json& accessors = array_member(root, "accessors");
  for (std::size_t i = 0; i < skins.size(); ++i) {
    if (!index_in(accessors, find_member(skins[i], "inverseBindMatrices")))
      throw InputError(path, "skin " + std::to_string(i) + ": found no inverseBindMatrices, expected some: export it " +
                                 "with them, or without a skeleton");
  }
}

/// A node's name; empty where it has none.
std::string name_of(const json& node) {
  const json* const name = find_member(node, "name");
  return name != nullptr && name->is_string() ? name->get<std::string>() : "";
}

/// Assimp tells joints by their names, which glTF lets several nodes have; see apply_skins.
void check_joint_names(const std::filesystem::path& path, const json& root) {
  const json& nodes = array_member(root, "nodes");
  std::map<std::string, int> count_of_name;
  for (const json& node : nodes) {
    if (!node.contains("mesh")) ++count_of_name[name_of(node)];
  }
  for (const json& skin : array_member(root, "skins")) {
    for (const json& number : array_member(skin, "joints")) {
      const auto joint = index_in(nodes, &number);
      const std::string name = joint ? name_of(nodes[*joint]) : "";
      if (const int count = count_of_name[name]; !name.empty() && count > 1)
        throw InputError(path, "has " + std::to_string(count) + " nodes called '" + printable(name, 40) +
                                   "', one of them a joint, expected names of their own");
    }
  }
}

/// Assimp has room for one skin a mesh.
void check_skinned_meshes(const std::filesystem::path& path, const json& root) {
  std::map<std::size_t, std::optional<std::size_t>> skin_of_mesh;
  for (const json& node : array_member(root, "nodes")) {
    const auto mesh = index_in(array_member(root, "meshes"), find_member(node, "mesh"));
    if (!mesh) continue;
    const auto skin = index_in(array_member(root, "skins"), find_member(node, "skin"));
    const auto [other, is_first] = skin_of_mesh.emplace(*mesh, skin);
    if (!is_first && other->second != skin)
      throw InputError(path, "mesh " + std::to_string(*mesh) +
                                 " stands at nodes of different skins, expected one skin: copy the mesh");
  }
}

/// Assimp follows nodes to their children by calls within calls.
void check_nodes(const std::filesystem::path& path, const json& root) {
  const json& nodes = array_member(root, "nodes");
  std::vector<std::optional<std::size_t>> parents(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const json& number : array_member(nodes[i], "children")) {
      const auto child = index_in(nodes, &number);
      if (!child) continue;  // Assimp says so
      if (parents[*child])
        throw InputError(path, "node " + std::to_string(*child) + " is the child of nodes " +
                                   std::to_string(*parents[*child]) + " and " + std::to_string(i) + ", expected one");
      parents[*child] = i;
    }
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    int depth = 0;
    for (auto parent = parents[i]; parent; parent = parents[*parent]) {
      if (++depth > kMaxDepth)
        throw InputError(path, "has nodes nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
  }
}

void warn_of_extension_textures(const std::filesystem::path& path, const json& root, const Reporter& reporter) {
  const json& textures = array_member(root, "textures");
  const auto is_lost = [](const json& texture) {
    return texture.is_object() && !texture.contains("source") && texture.contains("extensions");
  };
  if (const auto count = std::count_if(textures.begin(), textures.end(), is_lost); count > 0)
    reporter.warn(path.string() + ": " + std::to_string(count) + " of " + std::to_string(textures.size()) +
                  " textures are WebP or KTX2 pictures of extensions, which are left out: use PNG or JPEG");
}

/// Nodes may weigh the morph targets of their mesh in their own way, of which Assimp knows nothing.
void warn_of_node_weights(const std::filesystem::path& path, const json& root, const Reporter& reporter) {
  const json& nodes = array_member(root, "nodes");
  const json& meshes = array_member(root, "meshes");
  const auto is_lost = [&](const json& node) {
    const json& weights = array_member(node, "weights");
    const auto mesh = index_in(meshes, find_member(node, "mesh"));
    if (!mesh || weights.empty()) return false;
    const json& of_mesh = array_member(meshes[*mesh], "weights");
    return weights != (of_mesh.empty() ? json(weights.size(), 0) : of_mesh);
  };
  if (const auto count = std::count_if(nodes.begin(), nodes.end(), is_lost); count > 0)
    reporter.warn(path.string() + ": the weights that " + std::to_string(count) + " of " +
                  std::to_string(nodes.size()) + " nodes give morph targets are left out: those of meshes count");
}

/// KHR_texture_transform may name other texture coordinates than the texture itself, of which Assimp takes no notice.
void warn_of_other_coordinates(const std::filesystem::path& path, const json& root, const Reporter& reporter) {
  static const json::json_pointer kTexture("/pbrMetallicRoughness/baseColorTexture");
  static const json::json_pointer kOwn = kTexture / "texCoord";
  static const json::json_pointer kOther = kTexture / "extensions" / "KHR_texture_transform" / "texCoord";
  const json& materials = array_member(root, "materials");
  const auto is_lost = [](const json& material) {
    return material.contains(kOther) && material.at(kOther) != (material.contains(kOwn) ? material.at(kOwn) : json(0));
  };
  if (const auto count = std::count_if(materials.begin(), materials.end(), is_lost); count > 0)
    reporter.warn(path.string() + ": the texCoord of KHR_texture_transform in " + std::to_string(count) + " of " +
                  std::to_string(materials.size()) + " materials is left out: that of the texture counts");
}

}  // namespace

void check_gltf(const std::filesystem::path& path, const Reporter& reporter) {
  const json root = read_gltf_json(path);
  check_extensions(path, root);
  check_fractions(path, root);
  check_skins(path, root);
  check_joint_names(path, root);
  check_skinned_meshes(path, root);
  check_nodes(path, root);
  warn_of_extension_textures(path, root, reporter);
  warn_of_node_weights(path, root, reporter);
  warn_of_other_coordinates(path, root, reporter);
}

}  // namespace syncdreamer
