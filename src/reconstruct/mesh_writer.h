#pragma once

#include <filesystem>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Writers of 3-D files. All of them write under a temporary name and rename, so that no reader sees half a file, and
/// throw OutputError if the disk refuses.
///
/// A mesh has at most one material here. Its picture, `texture_bytes`, is a PNG; without one, vertex colours are
/// written where the mesh has them, else the material's colour. Missing normals are made.

/// A binary glTF 2.0 file that holds everything, y up: (x, y, z) becomes (x, z, -y).
void write_glb(const std::filesystem::path& path, const Mesh& mesh);

/// An OBJ file, y up, with a material file and a picture of the same stem beside it.
void write_obj(const std::filesystem::path& path, const Mesh& mesh);

/// A binary PLY file, z up, with normals and vertex colours; without these, of the material's colour.
void write_ply(const std::filesystem::path& path, const Mesh& mesh);

}  // namespace syncdreamer
