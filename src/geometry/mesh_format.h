#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syncdreamer {

/// Which axis points up in files of a format.
enum class FormatUp {
  y,
  z,
  z_turned_by_assimp,  ///< z in the file, y as Assimp hands the model over
};

/// What is known of a format of 3-D models beyond what Assimp tells.
struct MeshFormat {
  std::string_view extension;  ///< of its files' names, in lower case
  FormatUp up = FormatUp::y;
  bool is_up_sure = false;    ///< it is the same in all files, or the file says it and Assimp heeds it
  bool has_materials = true;  ///< otherwise those that Assimp hands over are its own
  bool is_read = true;        ///< otherwise Assimp reads it wrongly, or versions long past alone
};

/// The format of a file of this name, of which only the extension counts, however it is written; the defaults for
/// formats of which nothing is known.
MeshFormat mesh_format_of(const std::filesystem::path& path);

/// The extension of a file's name in lower case.
std::string lower_extension(const std::filesystem::path& path);

/// Whether a file of this name is Wavefront OBJ, PLY or glTF, of which only the extension counts.
bool is_obj_file(const std::filesystem::path& path);
bool is_ply_file(const std::filesystem::path& path);
bool is_gltf_file(const std::filesystem::path& path);

}  // namespace syncdreamer
