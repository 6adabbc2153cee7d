#pragma once

#include <array>
#include <filesystem>
#include <utility>

#include "core/named_enum.h"
#include "core/progress.h"
#include "geometry/mesh.h"

namespace syncdreamer {

enum class UpAxis { by_format, y, z };
constexpr auto enum_names(UpAxis) {
  using enum UpAxis;
  return std::array{std::pair{by_format, "auto"}, std::pair{y, "y"}, std::pair{z, "z"}};
}

/// Reads a 3-D model of any format that Assimp knows, all its parts in one mesh, in the file's units, z up.
///
/// Polygons are triangulated, points and lines left out; missing normals are made (smooth below 40 degrees). Broken
/// triangles are taken out with a warning, those without area without one. Colours of PLY faces are warned of. Texture
/// paths are resolved relative to the model; a missing picture is reported as a warning and left out.
///
/// Assimp keeps coordinates in single precision; models whose distance from the origin is 10,000 times their size or
/// more are warned of.
///
/// Models with a skeleton stand in the pose that the file gives, glTF's with its morph targets (see skinning.h).
///
/// Colours follow Blender: a material's diffuse colour is linear light (and stored sRGB-coded), a texture takes its
/// place and that of colours of the vertices, in glTF it multiplies both. Materials that are black otherwise have the
/// colour that they emit. Textures may be moved and scaled, and in glTF turned (KHR_texture_transform); in other
/// formats a turned one is warned of, and neither turned, moved nor scaled.
///
/// Of pictures, the alpha of those that give the colour counts; others for the opacity are warned of and left out.
///
/// \param up  the axis that points up in the file; `by_format` takes what an FBX, COLLADA or 3DS file says, z for STL,
///            PLY, 3MF, AMF, STEP, IFC, DXF, ASE, IQM, MD3, MDC, MD5 and MDL files, and y for all others.
/// \throws InputError if the file cannot be read or holds no triangle.
Mesh read_mesh(const std::filesystem::path& path, UpAxis up = UpAxis::by_format, const Reporter& reporter = {});

/// Whether read_mesh accepts files of this name's extension.
bool is_mesh_file(const std::filesystem::path& path);

}  // namespace syncdreamer
