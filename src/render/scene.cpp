#include "render/scene.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "geometry/srgb.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

constexpr int kMaxCutoutLayers = 64;
constexpr double kSelfHitDistance = 1e-6;  // below this a ray that leaves a surface meets the same surface

Image read_texture_image(const Material& material) {
  if (material.texture_bytes.empty()) return read_image(material.texture_file, ImageTurn::as_stored);
  const std::string name = material.name.empty() ? "a texture" : "texture of the material " + material.name;
  return read_image(std::as_bytes(std::span(material.texture_bytes)), name, ImageTurn::as_stored);
}

/// Makes see-through materials opaque if they cover most of the mesh: of a drinking glass nothing would be left.
void keep_visible(Mesh& mesh) {
  double clear = 0, total = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const double area = length(area_normal(mesh, mesh.triangles[i]));
    total += area;
    const Material& material = mesh.materials[mesh.triangle_materials[i]];
    if (material.opacity < material.alpha_cutoff) clear += area;
  }
  if (clear <= total / 2) return;
  for (Material& material : mesh.materials) material.opacity = 1;
}

bool is_anything_visible(const SceneObject& object) {
  for (std::size_t i = 0; i < object.mesh.triangles.size(); ++i) {
    if (is_visible(object, i)) return true;
  }
  return object.mesh.empty();
}

/// Reads the pictures of the materials, each once; where their alpha says nothing, without it.
void read_textures(SceneObject& object, const Reporter& reporter) {
  std::map<std::tuple<std::filesystem::path, std::string_view, bool>, std::shared_ptr<const Texture>> known;
  object.textures.clear();
  for (Material& material : object.mesh.materials) {
    std::shared_ptr<const Texture>& texture = object.textures.emplace_back();
    if (object.mesh.uvs.empty() || (material.texture_file.empty() && material.texture_bytes.empty())) continue;
    const bool is_opaque = material.alpha_cutoff == 0;
    const auto [entry, is_new] = known.try_emplace({material.texture_file, material.texture_bytes, is_opaque});
    if (is_new) {
      try {
        Image image = read_texture_image(material);
        entry->second = std::make_shared<const Texture>(is_opaque ? to_rgb(image) : std::move(image));
      } catch (const InputError& error) {
        reporter.warn(error.what());
      }
    }
    texture = entry->second;
    if (texture && material.texture_replaces_color) material.color = {1, 1, 1};
  }
}

/// Shows what the alpha of textures would hide: some programs keep gloss there.
void ignore_hiding_alpha(SceneObject& object, const Reporter& reporter) {
  if (is_anything_visible(object)) return;
  reporter.warn("the alpha of its textures would hide the model, and is not taken for opacity");
  for (Material& material : object.mesh.materials) material.alpha_cutoff = 0;
  read_textures(object, reporter.silenced());
}

}  // namespace

SceneObject make_scene_object(Mesh mesh, const Reporter& reporter) {
  check_mesh(mesh);
  if (mesh.materials.empty()) mesh.materials.emplace_back();
  if (mesh.triangle_materials.empty()) mesh.triangle_materials.assign(mesh.triangles.size(), 0);
  keep_visible(mesh);
  SceneObject object{std::move(mesh), {}, {}};
  object.patterns.resize(object.mesh.materials.size());
  read_textures(object, reporter);
  ignore_hiding_alpha(object, reporter);
  return object;
}

bool is_visible(const SceneObject& object, std::size_t triangle) {
  constexpr double kNumPoints = 100'000;
  const Mesh& mesh = object.mesh;
  const Triangle& t = mesh.triangles[triangle];
  const Material& material = mesh.materials[mesh.triangle_materials[triangle]];
  const Texture* const texture = object.textures[mesh.triangle_materials[triangle]].get();
  if (texture == nullptr || material.opacity < material.alpha_cutoff) return material.opacity >= material.alpha_cutoff;
  const double points_a_triangle = kNumPoints / static_cast<double>(mesh.triangles.size());
  const int side = static_cast<int>(std::clamp(std::sqrt(2 * points_a_triangle), 16.0, 256.0));  // for thin wires
  for (int k = 0; k < side * side; ++k) {
    const double u = (k % side + 0.5) / side, v = (k / side + 0.5) / side;
    if (u + v > 1) continue;
    std::array<double, 2> uv{};
    for (std::size_t axis = 0; axis < 2; ++axis)
      uv[axis] = (1 - u - v) * mesh.uvs[t[0]][axis] + u * mesh.uvs[t[1]][axis] + v * mesh.uvs[t[2]][axis];
    const double alpha = texture->sample(uv[0], uv[1], 0, material.texture_wrap).alpha;
    if (material.opacity * alpha >= material.alpha_cutoff) return true;
  }
  return false;
}

Scene::Scene(SceneObject object, double texel_size) : object_(std::move(object)), tracer_(object_.mesh) {
  const Mesh& mesh = object_.mesh;
  check(mesh.triangle_materials.size() == mesh.triangles.size() && object_.textures.size() == mesh.materials.size() &&
            object_.patterns.size() == mesh.materials.size(),
        "Scene: an attribute of the object has the wrong length");
  for (std::size_t i = 0; i < mesh.materials.size(); ++i) {
    material_albedo_.push_back(linear_from_srgb(mesh.materials[i].color));
    if (std::optional<Pattern>& pattern = object_.patterns[i]; pattern && pattern->kind == PatternKind::plain) {
      material_albedo_.back() = linear_from_srgb(pattern->first);
      pattern.reset();
    }
  }
  for (const Vec3 color : mesh.colors) vertex_albedo_.push_back(linear_from_srgb(color));
  if (texel_size > 0 && !mesh.uvs.empty()) choose_texture_levels(texel_size);
}

void Scene::choose_texture_levels(double texel_size) {
  const Mesh& mesh = object_.mesh;
  texture_levels_.assign(mesh.triangles.size(), 0);
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const Texture* texture = object_.textures[mesh.triangle_materials[i]].get();
    if (texture == nullptr) continue;
    const auto& t = mesh.triangles[i];
    const double area = length(area_normal(mesh, t));
    const auto &p = mesh.uvs[t[0]], &q = mesh.uvs[t[1]], &r = mesh.uvs[t[2]];
    const double uv_area = std::abs((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
    const double texels =
        std::sqrt(uv_area * texture->width() * texture->height() / std::max(area, 1e-30)) * texel_size;
    texture_levels_[i] = static_cast<signed char>(std::clamp(std::lround(std::log2(std::max(texels, 1.0))), 0L, 20L));
  }
}

std::optional<SurfacePoint> Scene::trace(Vec3 origin, Vec3 direction) const {
  double start = 0;
  for (int layer = 0; layer < kMaxCutoutLayers; ++layer) {
    const std::optional<RayHit> hit = tracer_.trace(origin, direction, start);
    if (!hit) return std::nullopt;
    const Vec3 position = origin + direction * hit->distance;
    const Look look = look_at(*hit, position);
    if (look.alpha >= object_.mesh.materials[object_.mesh.triangle_materials[hit->triangle]].alpha_cutoff) {
      Vec3 shading = shading_normal(*hit);
      if (dot(shading, hit->normal) < 0) shading = -shading;
      return SurfacePoint{position, hit->normal, shading, look.albedo, hit->distance};
    }
    start = hit->distance * (1 + 1e-6) + kSelfHitDistance;
  }
  return std::nullopt;
}

Scene::Look Scene::look_at(const RayHit& hit, Vec3 position) const {
  const Mesh& mesh = object_.mesh;
  const std::uint32_t m = mesh.triangle_materials[hit.triangle];
  Look look{material_albedo_[m], mesh.materials[m].opacity};
  if (object_.patterns[m]) look.albedo = linear_from_srgb(object_.patterns[m]->color_at(position));
  const auto& t = mesh.triangles[hit.triangle];
  const double w = 1 - hit.u - hit.v;
  if (!vertex_albedo_.empty()) {
    const Vec3 c = vertex_albedo_[t[0]] * w + vertex_albedo_[t[1]] * hit.u + vertex_albedo_[t[2]] * hit.v;
    look.albedo = product(look.albedo, c);
  }
  if (const Texture* texture = object_.textures[m].get()) {
    const auto &p = mesh.uvs[t[0]], &q = mesh.uvs[t[1]], &r = mesh.uvs[t[2]];
    const int level = texture_levels_.empty() ? 0 : texture_levels_[hit.triangle];
    const double u = w * p[0] + hit.u * q[0] + hit.v * r[0], v = w * p[1] + hit.u * q[1] + hit.v * r[1];
    const Material& material = mesh.materials[m];
    Texture::Sample sample = texture->sample(u, v, level, material.texture_wrap);
    // Of what is thin, the cutoff would leave nothing in halved copies, and of what is dense no hole.
    const bool may_be_cut_out = material.alpha_cutoff > 0 && sample.alpha < 1;
    if (level > 0 && may_be_cut_out) sample.alpha = texture->sample(u, v, 0, material.texture_wrap).alpha;
    look.albedo = product(look.albedo, sample.color);
    look.alpha *= sample.alpha;
  }
  return look;
}

Vec3 Scene::shading_normal(const RayHit& hit) const {
  const Mesh& mesh = object_.mesh;
  if (mesh.normals.empty()) return hit.normal;
  const auto& t = mesh.triangles[hit.triangle];
  const Vec3 normal =
      mesh.normals[t[0]] * (1 - hit.u - hit.v) + mesh.normals[t[1]] * hit.u + mesh.normals[t[2]] * hit.v;
  const double norm = length(normal);
  return norm > 1e-6 ? normal / norm : hit.normal;
}

}  // namespace syncdreamer
