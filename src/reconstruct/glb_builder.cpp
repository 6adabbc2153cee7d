#include "reconstruct/glb_builder.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/json_text.h"
#include "geometry/srgb.h"
#include "image/png_chunks.h"

namespace syncdreamer {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kJpegBeginning = "\xFF\xD8\xFF";
constexpr std::uint32_t kFloat = 5126, kUnsignedInt = 5125;           // glTF's codes for the types of numbers
constexpr std::uint32_t kVertexBuffer = 34962, kIndexBuffer = 34963;  // and for what a buffer is for
constexpr std::uint32_t kLinear = 9729, kLinearMipmapLinear = 9987, kClampToEdge = 33071;

constexpr const char* kPngExtension = ".png";

class GlbBuilder {
 public:
  explicit GlbBuilder(const Mesh& mesh) : mesh_(mesh) {}

  std::string build() {
    json_["asset"] = {{"version", "2.0"}, {"generator", "syncdreamer"}};
    json_["scene"] = 0;
    json_["scenes"] = Json::array({{{"nodes", {0}}}});
    json_["nodes"] = Json::array({{{"name", kObjectName}, {"mesh", 0}}});
    Json attributes = {{"POSITION", add_positions()}, {"NORMAL", add_vectors(mesh_.normals)}};
    const bool textured = !mesh_.uvs.empty() && !mesh_.materials[0].texture_bytes.empty();
    const bool colored = !textured && !mesh_.colors.empty();
    if (textured) attributes["TEXCOORD_0"] = add_uvs();
    if (colored) attributes["COLOR_0"] = add_colors();
    const std::size_t indices = add_indices();
    const Json primitive = {{"attributes", attributes}, {"indices", indices}, {"material", 0}};
    json_["meshes"] = Json::array({{{"name", kObjectName}, {"primitives", Json::array({primitive})}}});
    add_material(textured, colored);
    json_["buffers"] = Json::array({{{"byteLength", data_.size()}}});
    return assemble();
  }

 private:
  std::size_t close_view(std::size_t begin, std::uint32_t target) {
    Json view = {{"buffer", 0}, {"byteOffset", begin}, {"byteLength", data_.size() - begin}};
    if (target != 0) view["target"] = target;
    data_.resize((data_.size() + 3) / 4 * 4, '\0');
    json_["bufferViews"].push_back(view);
    return json_["bufferViews"].size() - 1;
  }

  std::size_t add_accessor(std::size_t view, std::uint32_t component, std::size_t count, const char* type) {
    json_["accessors"].push_back(
        {{"bufferView", view}, {"componentType", component}, {"count", count}, {"type", type}});
    return json_["accessors"].size() - 1;
  }

  std::size_t add_vectors(const std::vector<Vec3>& vectors) {
    const std::size_t begin = data_.size();
    for (const Vec3 v : vectors) append_floats(data_, v);
    return add_accessor(close_view(begin, kVertexBuffer), kFloat, vectors.size(), "VEC3");
  }

  std::size_t add_positions() {
    Box box;
    for (const Vec3 v : mesh_.vertices) box.add(v);
    const std::size_t accessor = add_vectors(mesh_.vertices);
    const auto as_stored = [](Vec3 v) {
      return Json{static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
    };
    json_["accessors"][accessor]["min"] = as_stored(box.min);
    json_["accessors"][accessor]["max"] = as_stored(box.max);
    return accessor;
  }

  std::size_t add_uvs() {
    const std::size_t begin = data_.size();
    for (const auto& uv : mesh_.uvs) {
      append_float(data_, uv[0]);
      append_float(data_, 1 - uv[1]);  // glTF's v points down
    }
    return add_accessor(close_view(begin, kVertexBuffer), kFloat, mesh_.uvs.size(), "VEC2");
  }

  std::size_t add_colors() {
    std::vector<Vec3> linear;
    for (const Vec3 color : mesh_.colors) linear.push_back(linear_from_srgb(color));
    return add_vectors(linear);
  }

  std::size_t add_indices() {
    const std::size_t begin = data_.size();
    for (const auto& triangle : mesh_.triangles) {
      for (const std::uint32_t i : triangle) append_little_endian(data_, i);
    }
    return add_accessor(close_view(begin, kIndexBuffer), kUnsignedInt, mesh_.triangles.size() * 3, "SCALAR");
  }

  void add_material(bool textured, bool colored) {
    const Material& material = mesh_.materials[0];
    const Vec3 color = textured || colored ? Vec3{1, 1, 1} : linear_from_srgb(material.color);
    Json surface = {{"baseColorFactor", {color.x, color.y, color.z, 1.0}}};
    if (textured) {
      const std::size_t begin = data_.size();
      data_ += material.texture_bytes;
      const char* const type = texture_extension(material) == kPngExtension ? "image/png" : "image/jpeg";
      json_["images"] = Json::array({{{"name", "texture"}, {"bufferView", close_view(begin, 0)}, {"mimeType", type}}});
      json_["samplers"] = Json::array({{{"magFilter", kLinear},
                                        {"minFilter", kLinearMipmapLinear},
                                        {"wrapS", kClampToEdge},
                                        {"wrapT", kClampToEdge}}});
      json_["textures"] = Json::array({{{"sampler", 0}, {"source", 0}}});
      surface["baseColorTexture"] = {{"index", 0}};
    }
    surface["metallicFactor"] = 0;
    surface["roughnessFactor"] = 1;
    json_["materials"] = Json::array({{{"name", material.name}, {"pbrMetallicRoughness", surface}}});
  }

  std::string assemble() const {
    std::string json = json_text(json_);
    json.resize((json.size() + 3) / 4 * 4, ' ');
    std::string bytes = "glTF";
    append_little_endian(bytes, std::uint32_t{2});
    append_little_endian(bytes, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + data_.size()));
    append_chunk(bytes, json, "JSON");
    append_chunk(bytes, data_, std::string_view("BIN\0", 4));
    return bytes;
  }

  static void append_chunk(std::string& bytes, const std::string& content, std::string_view type) {
    append_little_endian(bytes, static_cast<std::uint32_t>(content.size()));
    bytes += type;
    bytes += content;
  }

  const Mesh& mesh_;
  Json json_;
  std::string data_;
};

}  // namespace

void check_texture(const Material& material) {
  if (material.texture_bytes.starts_with(kPngSignature) || material.texture_bytes.starts_with(kJpegBeginning)) return;
  const std::string name = material.texture_file.empty() ? "the texture" : material.texture_file.string();
  throw InputError(name + ": found another kind of file, expected a PNG or JPEG picture, as textures are written");
}

std::string texture_extension(const Material& material) {
  return material.texture_bytes.starts_with(kPngSignature) ? kPngExtension : ".jpg";
}

std::string glb_bytes(const Mesh& mesh) {
  check_mesh(mesh);
  check(mesh.materials.size() == 1 && mesh.normals.size() == mesh.vertices.size(),
        "glb_bytes: expected a mesh with normals and one material");
  return GlbBuilder(mesh).build();
}

}  // namespace syncdreamer
