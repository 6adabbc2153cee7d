#pragma once

#include <filesystem>
#include <string>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Writers of 3-D files, and their bytes for programs that keep them in memory. Files are written under a temporary
/// name and renamed, so that no reader sees half a file; OutputError if the disk refuses.
///
/// A mesh has at most one material here. Its picture, `texture_bytes`, is a PNG; without one, vertex colours are
/// written where the mesh has them, else the material's colour. Missing normals are made.

/// A binary glTF 2.0 file that holds everything, y up: (x, y, z) becomes (x, z, -y).
std::string encode_glb(const Mesh& mesh);
void write_glb(const std::filesystem::path& path, const Mesh& mesh);

/// An OBJ file, y up, with a material file and a picture of the same stem beside it.
void write_obj(const std::filesystem::path& path, const Mesh& mesh);

/// A binary PLY file, z up, with normals and vertex colours; without these, of the material's colour.
std::string encode_ply(const Mesh& mesh);
void write_ply(const std::filesystem::path& path, const Mesh& mesh);

}  // namespace syncdreamer
