#include "geometry/mesh_io.h"

#include <assimp/GltfMaterial.h>
#include <assimp/config.h>
#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/version.h>

#include <algorithm>
#include <array>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/counted.h"
#include "core/error.h"
#include "core/files.h"
#include "core/printable.h"
#include "geometry/assimp_files.h"
#include "geometry/gltf_check.h"
#include "geometry/mesh_format.h"
#include "geometry/ply_check.h"
#include "geometry/skinning.h"
#include "geometry/srgb.h"
#include "geometry/texture_file.h"

namespace syncdreamer {
namespace {

/// Whether Assimp turns FBX files y up, whatever they say; since 5.4 it does.
bool are_fbx_files_turned() {
  return aiGetVersionMajor() > 5 || (aiGetVersionMajor() == 5 && aiGetVersionMinor() >= 4);
}

/// Has COLLADA and FBX files left as they are, which Assimp turns y up by what they say.
void leave_axes(Assimp::Importer& importer) {
  importer.SetPropertyBool(AI_CONFIG_IMPORT_COLLADA_IGNORE_UP_DIRECTION, true);
  importer.SetPropertyBool("AI_CONFIG_IMPORT_FBX_IGNORE_UP_DIRECTION", true);  // since Assimp 5.4
}

/// As Assimp hands the model over, which turns some formats y up, and files that say that they are not.
bool is_y_up(const MeshFormat& format, const aiScene& scene, UpAxis up) {
  if (up != UpAxis::by_format) return up == UpAxis::y;
  constexpr int kZAxis = 2;
  int axis = 0;
  if (scene.mMetaData != nullptr && scene.mMetaData->Get("UpAxis", axis))  // FBX
    return axis != kZAxis || are_fbx_files_turned();
  return format.up != FormatUp::z;
}

Vec3 clamped(const aiColor4D& c) {
  const auto unit = [](double value) { return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0; };
  return {unit(c.r), unit(c.g), unit(c.b)};
}

Vec3 coded_from_linear(const aiColor4D& c) {
  return srgb_from_linear(clamped(c));
}

Vec3 to_vec(const aiVector3D& v) {
  return {v.x, v.y, v.z};
}

/// Assimp reads faces of some formats as they are, and its own steps then trust them: a face of no vertex ends the
/// program.
void check_faces(const aiScene& scene, const std::filesystem::path& path) {
  for (unsigned m = 0; m < scene.mNumMeshes; ++m) {
    const aiMesh& part = *scene.mMeshes[m];
    for (unsigned f = 0; f < part.mNumFaces; ++f) {
      const aiFace& face = part.mFaces[f];
      const unsigned *const first = face.mIndices, *const end = first + face.mNumIndices;
      if (face.mNumIndices == 0)
        throw InputError(path, "face " + std::to_string(f) + " has no vertices, as in a file that is cut off");
      const auto* const wrong = std::find_if(first, end, [&](unsigned i) { return i >= part.mNumVertices; });
      if (wrong == end) continue;
      throw InputError(path, "face " + std::to_string(f) + " names vertex " + std::to_string(*wrong) + " of " +
                                 std::to_string(part.mNumVertices) + ", as in a file that is cut off");
    }
  }
}

/// How a texture is moved: the rows of the matrix that takes (u, v, 1) to the coordinates in it.
using UvTransform = std::array<Vec3, 2>;

/// What KHR_texture_transform says of a texture, for coordinates with v up; glTF has v down. Its rotation is about the
/// origin, for which Assimp changes the offset.
UvTransform gltf_uv_transform(const aiUVTransform& transform) {
  const double sx = transform.mScaling.x, sy = transform.mScaling.y;
  const double sine = std::sin(-transform.mRotation), cosine = std::cos(-transform.mRotation);
  const double offset_u = transform.mTranslation.x - sx * (1 - cosine + sine) / 2;
  const double offset_v = 1 - sy + sy * (sine + cosine - 1) / 2 - transform.mTranslation.y;
  return {Vec3{cosine * sx, -sine * sy, sine * sy + offset_u},
          Vec3{sine * sx, cosine * sy, 1 - cosine * sy - offset_v}};
}

class MeshReader {
 public:
  MeshReader(const std::filesystem::path& path, const aiScene& scene, const Reporter& reporter)
      : path_(path),
        scene_(scene),
        reporter_(reporter),
        is_gltf_(is_gltf_file(path)),
        has_no_materials_(!mesh_format_of(path).has_materials) {}

  Mesh read() {
    const std::span<aiMesh*> parts(scene_.mMeshes, scene_.mNumMeshes);
    any_color_ = std::ranges::any_of(parts, [](const aiMesh* part) { return part->HasVertexColors(0); });
    for (unsigned i = 0; i < scene_.mNumMaterials; ++i) mesh_.materials.push_back(read_material(*scene_.mMaterials[i]));
    any_uv_ = std::ranges::any_of(parts, [&](aiMesh* part) { return part->HasTextureCoords(uv_channel_of(*part)); });
    for (const aiMesh* part : parts) add_part(*part);
    return std::move(mesh_);
  }

 private:
  Material read_material(const aiMaterial& source) {
    Material material;
    aiString text;
    if (source.Get(AI_MATKEY_NAME, text) == AI_SUCCESS) material.name = text.C_Str();
    const auto [color, type] = appearance_of(source);
    if (color) material.color = coded_from_linear(*color);
    // Vertex colours want white, since they multiply; alone, Assimp's white would show no shape under light from
    // everywhere.
    const bool is_assimps = has_no_materials_ || is_assimps_own(material.name, color);
    if (is_assimps && any_color_) material.color = {1, 1, 1};
    if (has_no_materials_ && !any_color_ && color && *color == aiColor4D(1, 1, 1, 1)) material.color = Material().color;
    ai_real opacity = 1;
    if (source.Get(AI_MATKEY_OPACITY, opacity) == AI_SUCCESS && std::isfinite(opacity)) {
      material.opacity = std::clamp<double>(opacity, 0, 1);
    }
    material.alpha_cutoff = alpha_cutoff_of(source).value_or(material.alpha_cutoff);
    const bool is_textured = source.GetTexture(type, 0, &text) == AI_SUCCESS;
    if (is_textured) read_texture(text.C_Str(), material);
    warn_of_opacity_texture(source, is_textured ? text : aiString());
    material.texture_wrap = {wrap_of(source, AI_MATKEY_MAPPINGMODE_U(type, 0)),
                             wrap_of(source, AI_MATKEY_MAPPINGMODE_V(type, 0))};
    material.texture_replaces_color = !is_gltf_;
    int channel = 0;
    const bool has_channel = source.Get(AI_MATKEY_UVWSRC(type, 0), channel) == AI_SUCCESS;
    uv_channels_.push_back(has_channel && channel > 0 && channel < AI_MAX_NUMBER_OF_TEXTURECOORDS ? channel : 0);
    uv_transforms_.push_back(uv_transform_of(source, type, material.name));
    return material;
  }

  /// What gives a material its colour.
  struct Appearance {
    std::optional<aiColor4D> color;
    aiTextureType texture;
  };

  /// A material's base or diffuse colour, or, where that is black, what it emits.
  Appearance appearance_of(const aiMaterial& source) const {
    // In glTF the diffuse colour is that of either of its models of reflection, the base colour of one of them.
    const auto color_of = [&](const char* key, unsigned type, unsigned index) {
      aiColor4D color;
      return source.Get(key, type, index, color) == AI_SUCCESS ? std::optional(color) : std::nullopt;
    };
    Appearance reflected{color_of(AI_MATKEY_COLOR_DIFFUSE), aiTextureType_DIFFUSE};
    bool has_texture = false;  // which replaces the colour
    if (!is_gltf_) {
      if (const auto base = color_of(AI_MATKEY_BASE_COLOR)) reflected.color = base;
      if (source.GetTextureCount(aiTextureType_BASE_COLOR) > 0) reflected.texture = aiTextureType_BASE_COLOR;
      has_texture = source.GetTextureCount(reflected.texture) > 0;
    }
    const auto emitted = color_of(AI_MATKEY_COLOR_EMISSIVE);
    const bool only_emits = reflected.color && reflected.color->IsBlack() && !has_texture && emitted;
    return only_emits ? Appearance{emitted, aiTextureType_EMISSIVE} : reflected;
  }

  /// Whether a material is the one that Assimp gives an OBJ file without any.
  static bool is_assimps_own(const std::string& name, const std::optional<aiColor4D>& color) {
    constexpr float kGrey = 0.6F;
    return name == AI_DEFAULT_MATERIAL_NAME && color && color->r == kGrey && color->g == kGrey && color->b == kGrey;
  }

  static TextureWrap wrap_of(const aiMaterial& source, const char* key, unsigned type, unsigned index) {
    int mode = aiTextureMapMode_Wrap;
    if (source.Get(key, type, index, mode) != AI_SUCCESS || mode == aiTextureMapMode_Wrap) return TextureWrap::repeat;
    return mode == aiTextureMapMode_Mirror ? TextureWrap::mirror : TextureWrap::clamp;
  }

  /// What glTF says of it.
  static std::optional<double> alpha_cutoff_of(const aiMaterial& source) {
    aiString mode;
    if (source.Get(AI_MATKEY_GLTF_ALPHAMODE, mode) != AI_SUCCESS) return std::nullopt;
    if (mode == aiString("OPAQUE")) return 0;
    ai_real cutoff = 0;
    const bool has_cutoff = mode == aiString("MASK") && source.Get(AI_MATKEY_GLTF_ALPHACUTOFF, cutoff) == AI_SUCCESS;
    return has_cutoff && std::isfinite(cutoff) ? std::optional<double>(cutoff) : std::nullopt;
  }

  void read_texture(const char* name, Material& material) {
    if (const aiTexture* embedded = scene_.GetEmbeddedTexture(name)) {
      if (embedded->mHeight == 0 && embedded->mWidth > 0) {
        material.texture_bytes.assign(reinterpret_cast<const char*>(embedded->pcData), embedded->mWidth);
      } else {
        reporter_.warn(path_.string() + ": the texture '" + name + "' is embedded uncompressed and left out");
      }
      return;
    }
    material.texture_file = find_texture_file(path_, name);
    if (material.texture_file.empty()) reporter_.warn(path_.string() + ": the texture '" + name + "' is missing");
  }

  /// Says so where a picture of its own has a material's opacity, not the alpha of `texture`.
  void warn_of_opacity_texture(const aiMaterial& source, const aiString& texture) const {
    aiString name;
    if (source.GetTexture(aiTextureType_OPACITY, 0, &name) != AI_SUCCESS || name == texture) return;
    reporter_.warn(path_.string() + ": the opacity in the texture '" + printable(name.C_Str()) + "' is left out");
  }

  /// How a material moves its texture. About which point it is turned, glTF alone says.
  UvTransform uv_transform_of(const aiMaterial& source, aiTextureType type, const std::string& name) {
    aiUVTransform transform;
    source.Get(AI_MATKEY_UVTRANSFORM(type, 0), transform);
    if (is_gltf_) return gltf_uv_transform(transform);
    if (transform.mRotation != 0) {
      reporter_.warn(path_.string() + ": the texture of the material '" + name +
                     "' is turned, which is left out with its offset and scale");
      transform = {};
    }
    return {Vec3{transform.mScaling.x, 0, transform.mTranslation.x},
            Vec3{0, transform.mScaling.y, transform.mTranslation.y}};
  }

  /// The coordinates in the texture of its material.
  std::array<double, 2> uv_of(const aiMesh& part, unsigned channel, unsigned vertex) const {
    if (!part.HasTextureCoords(channel)) return {};
    const aiVector3D uv = part.mTextureCoords[channel][vertex];
    if (part.mMaterialIndex >= uv_transforms_.size()) return {uv.x, uv.y};
    const UvTransform& rows = uv_transforms_[part.mMaterialIndex];
    return {dot(rows[0], {uv.x, uv.y, 1}), dot(rows[1], {uv.x, uv.y, 1})};
  }

  bool has_texture(const aiMesh& part) const {
    if (part.mMaterialIndex >= mesh_.materials.size()) return false;
    const Material& material = mesh_.materials[part.mMaterialIndex];
    return part.HasTextureCoords(uv_channel_of(part)) &&
           !(material.texture_bytes.empty() && material.texture_file.empty());
  }

  /// Where the coordinates of its texture are.
  unsigned uv_channel_of(const aiMesh& part) const {
    return part.mMaterialIndex < uv_channels_.size() ? uv_channels_[part.mMaterialIndex] : 0;
  }

  void add_part(const aiMesh& part) {
    const auto first = static_cast<std::uint32_t>(mesh_.vertices.size());
    const unsigned channel = uv_channel_of(part);
    // Beside a texture they count in glTF alone: elsewhere they are whatever a tool kept there.
    const bool has_colors = part.HasVertexColors(0) && (is_gltf_ || !has_texture(part));
    for (unsigned i = 0; i < part.mNumVertices; ++i) {
      mesh_.vertices.push_back(to_vec(part.mVertices[i]));
      mesh_.normals.push_back(part.HasNormals() ? to_vec(part.mNormals[i]) : Vec3{});
      if (any_uv_) mesh_.uvs.push_back(uv_of(part, channel, i));
      if (any_color_) {
        const aiColor4D c = has_colors ? part.mColors[0][i] : aiColor4D(1, 1, 1, 1);
        mesh_.colors.push_back(is_gltf_ ? coded_from_linear(c) : clamped(c));
      }
    }
    for (unsigned i = 0; i < part.mNumFaces; ++i) {
      const aiFace& face = part.mFaces[i];
      if (face.mNumIndices != 3) continue;
      mesh_.triangles.push_back({first + face.mIndices[0], first + face.mIndices[1], first + face.mIndices[2]});
      mesh_.triangle_materials.push_back(part.mMaterialIndex);
    }
  }

  const std::filesystem::path& path_;
  const aiScene& scene_;
  const Reporter& reporter_;
  const bool is_gltf_;           ///< its textures multiply the colour, its vertex colours are linear
  const bool has_no_materials_;  ///< what Assimp hands over is its own
  Mesh mesh_;
  std::vector<unsigned> uv_channels_;       ///< per material
  std::vector<UvTransform> uv_transforms_;  ///< per material
  bool any_uv_ = false, any_color_ = false;
};

/// Leaves the materials that triangles have, in their order.
void keep_used_materials(Mesh& mesh) {
  std::vector<bool> is_used(mesh.materials.size());
  for (const std::uint32_t material : mesh.triangle_materials) {
    if (material >= is_used.size()) return mesh.triangle_materials.clear();  // none of those that there are is meant
    is_used[material] = true;
  }
  std::vector<std::uint32_t> new_number(mesh.materials.size());
  std::vector<Material> used;
  for (std::size_t i = 0; i < mesh.materials.size(); ++i) {
    new_number[i] = static_cast<std::uint32_t>(used.size());
    if (is_used[i]) used.push_back(std::move(mesh.materials[i]));
  }
  for (std::uint32_t& material : mesh.triangle_materials) material = new_number[material];
  mesh.materials = std::move(used);
}

/// Warns of a model whose places are blurred by Assimp's single precision, by more than pictures of it would hide.
void warn_if_blurred(const std::filesystem::path& path, const Mesh& mesh, const Reporter& reporter) {
  constexpr double kMostSizesAway = 1e4;
  const Box box = bounding_box(mesh);
  const double farthest = std::max({-box.min.x, -box.min.y, -box.min.z, box.max.x, box.max.y, box.max.z});
  if (farthest > kMostSizesAway * box.longest_side())
    reporter.warn(path.string() + ": is so far from the origin that single precision blurs it: move it there");
}

/// Warns of files of materials that an OBJ file names and that are not there: the mesh loses its colours.
void warn_of_missing_materials(const std::filesystem::path& path, const Reporter& reporter) {
  constexpr std::string_view kKey = "mtllib ";
  const std::string text = obj_for_assimp(read_file(path));
  for (std::size_t at = text.find(kKey); at != std::string::npos; at = text.find(kKey, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    std::string name = text.substr(at + kKey.size(), text.find_first_of("\r\n", at) - at - kKey.size());
    name.erase(name.find_last_not_of(" \t") + 1);
    const auto is_there = [&](const std::string& file) {
      std::error_code unreadable;
      return std::filesystem::exists(path.parent_path() / file, unreadable) ||
             std::filesystem::exists(path.parent_path() / percent_decoded(file), unreadable);
    };
    if (name.empty() || is_there(name)) continue;
    std::istringstream several(name);
    const bool are_there = std::all_of(std::istream_iterator<std::string>(several), {}, is_there);
    if (!are_there) reporter.warn(path.string() + ": the file of its materials '" + printable(name) + "' is missing");
  }
}

}  // namespace

bool is_mesh_file(const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  // XML says nothing of what is in it, but for Ogre's `name.mesh.xml`.
  if (extension == ".xml") return lower_extension(path.stem()) == ".mesh";
  return !extension.empty() && mesh_format_of(path).is_read && Assimp::Importer().IsExtensionSupported(extension);
}

Mesh read_mesh(const std::filesystem::path& path, UpAxis up, const Reporter& reporter) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::status_known(status)) throw InputError(path, "cannot be read: " + error.message());
  if (!std::filesystem::exists(status)) throw InputError(path, "no such file");
  if (std::filesystem::is_directory(status)) throw InputError(path, "is a folder, expected a 3-D model file");
  if (!std::filesystem::is_regular_file(status)) throw InputError(path, "is no regular file");
  if (!is_mesh_file(path)) throw InputError(path, "is of a format that is not read: export it as GLB");
  if (is_gltf_file(path)) check_gltf(path, reporter);
  if (is_ply_file(path)) check_ply(path, reporter);
  Assimp::Importer importer;
  importer.SetIOHandler(files_for_assimp(path.parent_path()).release());  // the importer deletes it
  importer.SetPropertyFloat(AI_CONFIG_PP_GSN_MAX_SMOOTHING_ANGLE, 40);
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  if (up != UpAxis::by_format) leave_axes(importer);
  const aiScene* scene = importer.ReadFile(path.string(), 0);
  if (scene != nullptr) {
    check_faces(*scene, path);
    aiScene& posed = const_cast<aiScene&>(*scene);  // which the importer will change, too
    if (is_gltf_file(path)) apply_morph_targets(posed);
    apply_skins(posed);
    scene = importer.ApplyPostProcessing(aiProcess_Triangulate | aiProcess_SortByPType | aiProcess_GenSmoothNormals |
                                         aiProcess_PreTransformVertices);
  }
  if (std::string_view(importer.GetErrorString()).find("orphaned") != std::string_view::npos)
    throw InputError(path, "holds no triangle");  // only points, for example
  if (scene == nullptr)
    throw InputError(path, std::string("cannot be read as a 3-D model: ") + importer.GetErrorString());

  if (is_obj_file(path)) warn_of_missing_materials(path, reporter);
  Mesh mesh = MeshReader(path, *scene, reporter).read();
  if (mesh.empty()) throw InputError(path, "holds no triangle");
  const std::size_t num_broken = remove_broken_triangles(mesh);
  if (mesh.empty() && num_broken > 0)
    throw InputError(path, "holds no triangle that can be used, but " + counted(num_broken, "broken one"));
  if (mesh.empty()) throw InputError(path, "holds no triangle with an area");
  if (num_broken > 0) reporter.warn(path.string() + ": left out " + counted(num_broken, "broken triangle"));
  warn_if_blurred(path, mesh, reporter);
  keep_used_materials(mesh);
  const MeshFormat format = mesh_format_of(path);
  const bool is_turned = format.up == FormatUp::z_turned_by_assimp;
  if (up != UpAxis::by_format && is_turned) turn_y_up_to_z_up(mesh);  // back
  if (is_y_up(format, *scene, up)) turn_y_up_to_z_up(mesh);
  return mesh;
}

}  // namespace syncdreamer
