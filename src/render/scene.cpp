#include "render/scene.h"

#include <algorithm>
#include <array>
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

Image read_texture_image(const Material& material) {
  if (material.texture_bytes.empty()) return read_image(material.texture_file, ImageReading::raw);
  const std::string name = material.name.empty() ? "a texture" : "texture of the material " + material.name;
  return read_image(std::as_bytes(std::span(material.texture_bytes)), name, ImageReading::raw);
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

/// Texture coordinates where a triangle's second and third corner have these barycentric weights.
std::array<double, 2> uv_at(const Mesh& mesh, std::size_t triangle, double u, double v) {
  const auto [a, b, c] = mesh.triangles[triangle];
  std::array<double, 2> uv{};
  for (std::size_t i = 0; i < 2; ++i) uv[i] = (1 - u - v) * mesh.uvs[a][i] + u * mesh.uvs[b][i] + v * mesh.uvs[c][i];
  return uv;
}

/// Whether a triangle reaches its material's cutoff of opacity there. Textures count as they are, not halved: of what
/// is thin, the cutoff would leave nothing in halved copies, and of what is dense no hole.
bool is_opaque_at(const SceneObject& object, std::size_t triangle, double u, double v) {
  const std::uint32_t m = object.mesh.triangle_materials[triangle];
  const Material& material = object.mesh.materials[m];
  double alpha = material.opacity;
  if (object.textures[m] && !object.textures[m]->is_opaque()) {
    const auto [s, t] = uv_at(object.mesh, triangle, u, v);
    alpha *= object.textures[m]->sample(s, t, 0, material.texture_wrap).alpha;
  }
  return alpha >= material.alpha_cutoff;
}

/// What lets rays pass through an object; nothing where no material is less than opaque.
IsSeenThrough holes_of(const SceneObject& object) {
  const auto has_holes = [&](std::size_t m) {
    const Material& material = object.mesh.materials[m];
    const bool is_clear_in_places = object.textures[m] && !object.textures[m]->is_opaque();
    return material.alpha_cutoff > 0 && (is_clear_in_places || material.opacity < material.alpha_cutoff);
  };
  for (std::size_t m = 0; m < object.mesh.materials.size(); ++m) {
    if (has_holes(m))
      return [&object](std::uint32_t triangle, double u, double v) { return !is_opaque_at(object, triangle, u, v); };
  }
  return {};
}

const SceneObject& checked(const SceneObject& object) {
  const Mesh& mesh = object.mesh;
  check(mesh.triangle_materials.size() == mesh.triangles.size() && object.textures.size() == mesh.materials.size() &&
            object.patterns.size() == mesh.materials.size(),
        "Scene: an attribute of the object has the wrong length");
  return object;
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

void remove_clear_triangles(Mesh& mesh) {
  const auto is_clear = [&](std::uint32_t material) {
    return mesh.materials[material].opacity == 0 && mesh.materials[material].alpha_cutoff > 0;
  };
  if (std::ranges::all_of(mesh.triangle_materials, is_clear)) return;
  remove_triangles(mesh, [&](std::size_t triangle) { return is_clear(mesh.triangle_materials[triangle]); });
}

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
  constexpr double kNumPlaces = 100'000;
  const std::uint32_t m = object.mesh.triangle_materials[triangle];
  const Texture* const texture = object.textures[m].get();
  const bool is_alike_everywhere = texture == nullptr || texture->is_opaque() ||
                                   object.mesh.materials[m].opacity < object.mesh.materials[m].alpha_cutoff;
  const double places_a_triangle = kNumPlaces / static_cast<double>(object.mesh.triangles.size());
  const int side = is_alike_everywhere
                       ? 1
                       : static_cast<int>(std::clamp(std::sqrt(2 * places_a_triangle), 16.0, 256.0));  // for thin wires
  for (int k = 0; k < side * side; ++k) {
    const int column = k % side, row = k / side;
    const double u = (column + 0.5) / side, v = (row + 0.5) / side;
    if (u + v <= 1 && is_opaque_at(object, triangle, u, v)) return true;
  }
  return false;
}

Scene::Scene(SceneObject object, double texel_size)
    : object_(std::move(object)), tracer_(object_.mesh, holes_of(checked(object_))) {
  const Mesh& mesh = object_.mesh;
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
  const std::optional<RayHit> hit = tracer_.trace(origin, direction);
  if (!hit) return std::nullopt;
  const Vec3 position = origin + direction * hit->distance;
  Vec3 shading = shading_normal(*hit);
  if (dot(shading, hit->normal) < 0) shading = -shading;
  return SurfacePoint{position, hit->normal, shading, albedo_at(*hit, position), hit->distance};
}

Vec3 Scene::albedo_at(const RayHit& hit, Vec3 position) const {
  const Mesh& mesh = object_.mesh;
  const std::uint32_t m = mesh.triangle_materials[hit.triangle];
  Vec3 albedo = object_.patterns[m] ? linear_from_srgb(object_.patterns[m]->color_at(position)) : material_albedo_[m];
  if (!vertex_albedo_.empty())
    albedo = product(albedo, value_in(vertex_albedo_, mesh.triangles[hit.triangle], hit.u, hit.v));
  if (const Texture* texture = object_.textures[m].get()) {
    const int level = texture_levels_.empty() ? 0 : texture_levels_[hit.triangle];
    const auto [s, t] = uv_at(mesh, hit.triangle, hit.u, hit.v);
    albedo = product(albedo, texture->sample(s, t, level, mesh.materials[m].texture_wrap).color);
  }
  return albedo;
}

Vec3 Scene::shading_normal(const RayHit& hit) const {
  const Mesh& mesh = object_.mesh;
  if (mesh.normals.empty()) return hit.normal;
  const Vec3 normal = value_in(mesh.normals, mesh.triangles[hit.triangle], hit.u, hit.v);
  const double norm = length(normal);
  return norm > 1e-6 ? normal / norm : hit.normal;
}

}  // namespace syncdreamer
