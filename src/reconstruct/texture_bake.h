#pragma once

#include <vector>

#include "geometry/mesh.h"
#include "image/image.h"
#include "reconstruct/surface_colors.h"
#include "reconstruct/texture_atlas.h"

namespace syncdreamer {

/// The colours of the vertices, sRGB-coded, from pictures of the surface; those that no picture shows take over from
/// their neighbours.
///
/// \param surface  of the mesh, with what else stands before and behind it.
/// \throws std::logic_error for a mesh without normals.
std::vector<Vec3> vertex_colors(const Mesh& mesh, const SurfaceColors& surface);

/// The atlas's texture, RGB, from pictures of the surface. What no picture shows has the colours of the mesh's vertices
/// (see vertex_colors), what lies between the charts those of the charts around it.
Image bake_texture(const TextureAtlas& atlas, const SurfaceColors& surface);

/// Lays a picture on the whole mesh, as its only material.
void set_texture(Mesh& mesh, const Image& texture);

}  // namespace syncdreamer
