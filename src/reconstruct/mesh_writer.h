#pragma once

#include <filesystem>
#include <string>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Writers of 3-D files, and their bytes for programs that keep them in memory. Files are written under a temporary
/// name and renamed, so that no reader sees half a file; OutputError if the disk refuses.
///
/// A mesh is z up, and has at most one material here. Its texture, in memory or a file, is a PNG or a JPEG, and is
/// written as it is, without a colour that multiplies it and ending at its edges; without one or without uvs, vertex
/// colours are written where the mesh has them, else the material's colour. Missing normals are made, and missing
/// folders.
///
/// \throws InputError for a texture that cannot be read or is another kind of picture, std::logic_error for a mesh that
/// contradicts itself (check_mesh), is empty or has several materials.

/// A binary glTF 2.0 file that holds everything, y up: (x, y, z) becomes (x, z, -y).
std::string encode_glb(const Mesh& mesh);
void write_glb(const std::filesystem::path& path, const Mesh& mesh);

/// An OBJ file, y up, with a material file and a picture of the same stem beside it, PNG or JPEG as the texture is.
void write_obj(const std::filesystem::path& path, const Mesh& mesh);

/// A binary PLY file, z up, with normals and vertex colours; without these, of the material's colour.
std::string encode_ply(const Mesh& mesh);
void write_ply(const std::filesystem::path& path, const Mesh& mesh);

}  // namespace syncdreamer
