#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/mesh.h"
#include "geometry/triangle_raster.h"

namespace syncdreamer {

/// A mesh whose surface is laid out in a square picture, every texel of which shows one place at most, but for overlaps
/// narrower than a sample of cut_into_charts.
struct TextureAtlas {
  Mesh mesh;     ///< with uvs and normals; vertices are split where charts meet
  int size = 0;  ///< texels a side
  std::vector<std::uint32_t> chart_of_triangle;
};

/// Cuts the surface into charts, each seen along an axis, and packs them as large as they fit, all at one scale.
///
/// Colours are kept, materials are not. Charts lie 4 texels apart at least.
///
/// \param size  width and height of the texture, texels.
/// \return nothing if the mesh falls into too many charts for the texture.
/// \throws InputError if the mesh is empty.
std::optional<TextureAtlas> make_texture_atlas(const Mesh& mesh, int size);

/// The corners of a triangle of the atlas in its picture: texels, y up.
std::array<Point2, 3> texel_corners(const TextureAtlas& atlas, std::size_t triangle);

/// What a texel shows.
struct SurfaceTexel {
  std::int32_t triangle = -1;  ///< none if negative
  double b = 0, c = 0;         ///< weights of the triangle's second and third corner

  bool on_surface() const { return triangle >= 0; }
};

/// `size * size` texels, rows from top to bottom as in a picture; every chart has one at least.
std::vector<SurfaceTexel> surface_texels(const TextureAtlas& atlas);

/// The value of a vertex attribute at a texel on the surface.
Vec3 interpolate(const Mesh& mesh, const std::vector<Vec3>& attribute, const SurfaceTexel& texel);

}  // namespace syncdreamer
