#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "core/byte_order.h"
#include "geometry/mesh.h"

namespace syncdreamer {

/// What the mesh is called in files that name their objects.
inline constexpr const char* kObjectName = "object";

/// A mesh as the bytes of a binary glTF 2.0 file; coordinates are written as they are, so y must point up.
///
/// The mesh has normals and one material, whose `texture_bytes` are a PNG, a JPEG or empty; see mesh_writer.h.
std::string glb_bytes(const Mesh& mesh);

/// \throws InputError for a material whose `texture_bytes` are neither a PNG nor a JPEG.
void check_texture(const Material& material);

/// `.png` or `.jpg`, by the texture's bytes.
std::string texture_extension(const Material& material);

inline void append_float(std::string& bytes, double value) {
  append_little_endian(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
}

inline void append_floats(std::string& bytes, Vec3 value) {
  for (int i = 0; i < 3; ++i) append_float(bytes, value[i]);
}

}  // namespace syncdreamer
