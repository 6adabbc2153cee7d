#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace Assimp {
class IOSystem;
}  // namespace Assimp

namespace syncdreamer {

/// Files as they are, but OBJ and PLY files as the functions below change them. What is not there under its name is
/// looked for as if that were a URI.
///
/// \param folder  of the model, from which it names other files.
std::unique_ptr<Assimp::IOSystem> files_for_assimp(const std::filesystem::path& folder);

/// The text of an OBJ file whose coordinates (lines v, vt, vn) all have a digit before the point: `.5` becomes `0.5`.
/// Assimp passes over numbers without, and over a line that follows a byte-order mark, which goes, too.
std::string obj_for_assimp(std::string_view obj);

/// The bytes of a PLY file without two things that Assimp reads wrongly.
///
/// It swallows line ends that follow the header's, as binary numbers may begin: such a byte is changed where next to
/// nothing depends on it; elsewhere a carriage return at the header's end helps up to Assimp 5.3. And it knows no
/// `diffuse_red`, as old scans call it.
std::string ply_for_assimp(std::string ply);

}  // namespace syncdreamer
