#include "reconstruct/texture_bake.h"

#include <optional>

#include "core/error.h"
#include "core/in_parallel.h"
#include "image/image_io.h"
#include "reconstruct/color_filling.h"

namespace syncdreamer {
namespace {

using Colors = std::vector<std::optional<Vec3>>;

std::vector<Vec3> normals_of(const Mesh& mesh) {
  if (!mesh.normals.empty()) return mesh.normals;
  Mesh copy = mesh;
  compute_normals(copy);
  return copy.normals;
}

Colors seen_vertices(const Mesh& mesh, const SurfaceColors& surface) {
  const std::vector<Vec3> normals = normals_of(mesh);
  Colors colors(mesh.vertices.size());
  in_parallel(colors.size(), [&](std::size_t k) { colors[k] = surface.at(mesh.vertices[k], normals[k]); });
  return colors;
}

/// The mesh before its vertices were split; only what connects them.
Mesh unsplit(const TextureAtlas& atlas) {
  Mesh mesh;
  for (std::size_t i = 0; i < atlas.mesh.vertices.size(); ++i) {
    const std::uint32_t source = atlas.source_vertex[i];
    if (mesh.vertices.size() <= source) mesh.vertices.resize(source + 1);
    mesh.vertices[source] = atlas.mesh.vertices[i];
  }
  mesh.triangles = atlas.mesh.triangles;
  for (auto& t : mesh.triangles) {
    for (std::uint32_t& i : t) i = atlas.source_vertex[i];
  }
  return mesh;
}

/// Per vertex of the atlas, a colour that goes on from what the views see.
std::vector<Vec3> filled_colors(const TextureAtlas& atlas, const SurfaceColors& surface) {
  const Mesh whole = unsplit(atlas);
  const std::vector<Vec3> filled = fill_vertex_colors(whole, seen_vertices(whole, surface));
  std::vector<Vec3> colors;
  for (const std::uint32_t source : atlas.source_vertex) colors.push_back(filled[source]);
  return colors;
}

}  // namespace

std::vector<Vec3> vertex_colors(const Mesh& mesh, const SurfaceColors& surface) {
  return fill_vertex_colors(mesh, seen_vertices(mesh, surface));
}

Image bake_texture(const TextureAtlas& atlas, const SurfaceColors& surface) {
  const Mesh& mesh = atlas.mesh;
  const std::vector<Vec3> fallback = filled_colors(atlas, surface);
  const std::vector<SurfaceTexel> texels = surface_texels(atlas);
  Image texture(atlas.size, atlas.size, 3);
  in_parallel(atlas.size, [&](int y) {
    for (int x = 0; x < atlas.size; ++x) {
      const SurfaceTexel& texel = texels[static_cast<std::size_t>(y) * atlas.size + x];
      if (!texel.on_surface()) continue;
      const Vec3 normal = interpolate(mesh, mesh.normals, texel);
      std::optional<Vec3> color;
      if (length(normal) > 0) color = surface.at(interpolate(mesh, mesh.vertices, texel), normalized(normal));
      const Vec3 seen = color ? *color : interpolate(mesh, fallback, texel);
      for (int c = 0; c < 3; ++c) texture.at(x, y, c) = byte_from_unit(seen[c]);
    }
  });
  std::vector<bool> known;
  for (const SurfaceTexel& texel : texels) known.push_back(texel.on_surface());
  fill_picture(texture, std::move(known));
  return texture;
}

void set_texture(Mesh& mesh, const Image& texture) {
  check(!mesh.uvs.empty(), "set_texture: the mesh has no texture coordinates");
  const std::vector<std::byte> png = encode_png(texture);
  Material material;
  material.name = "surface";
  material.color = {1, 1, 1};
  material.texture_bytes.assign(reinterpret_cast<const char*>(png.data()), png.size());
  mesh.materials = {std::move(material)};
  mesh.triangle_materials.assign(mesh.triangles.size(), 0);
}

}  // namespace syncdreamer
