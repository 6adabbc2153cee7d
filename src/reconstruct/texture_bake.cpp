#include "reconstruct/texture_bake.h"

#include <optional>

#include "core/error.h"
#include "core/in_parallel.h"
#include "image/image_io.h"
#include "reconstruct/color_filling.h"
#include "render/pixel_color.h"

namespace syncdreamer {

std::vector<Vec3> vertex_colors(const Mesh& mesh, const SurfaceColors& surface) {
  check(mesh.normals.size() == mesh.vertices.size(), "vertex_colors: the vertices have no normals");
  std::vector<std::optional<Vec3>> seen(mesh.vertices.size());
  in_parallel(seen.size(), [&](std::size_t k) { seen[k] = surface.at(mesh.vertices[k], mesh.normals[k]); });
  return fill_vertex_colors(mesh, seen);
}

Image bake_texture(const TextureAtlas& atlas, const SurfaceColors& surface) {
  const Mesh& mesh = atlas.mesh;
  check(mesh.colors.size() == mesh.vertices.size(), "bake_texture: the vertices have no colours");
  const std::vector<SurfaceTexel> texels = surface_texels(atlas);
  Image texture(atlas.size, atlas.size, 3);
  in_parallel(atlas.size, [&](int y) {
    for (int x = 0; x < atlas.size; ++x) {
      const SurfaceTexel& texel = texels[static_cast<std::size_t>(y) * atlas.size + x];
      if (!texel.on_surface()) continue;
      const Vec3 normal = interpolate(mesh, mesh.normals, texel);
      std::optional<Vec3> color;
      if (length(normal) > 0) color = surface.at(interpolate(mesh, mesh.vertices, texel), normalized(normal));
      const Vec3 seen = color ? *color : interpolate(mesh, mesh.colors, texel);
      set_pixel(texture, x, y, seen);
    }
  });
  std::vector<bool> known;
  for (const SurfaceTexel& texel : texels) known.push_back(texel.on_surface());
  fill_picture(texture, std::move(known));
  return texture;
}

void set_texture(Mesh& mesh, const Image& texture) {
  check(!mesh.uvs.empty(), "set_texture: the mesh has no texture coordinates");
  Material material;
  material.name = "surface";
  material.color = {1, 1, 1};
  material.texture_bytes = encode_png(texture);
  mesh.materials = {std::move(material)};
  mesh.triangle_materials.assign(mesh.triangles.size(), 0);
}

}  // namespace syncdreamer
