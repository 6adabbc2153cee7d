#pragma once

#include <filesystem>

namespace syncdreamer {

/// Looks for the end of a PLY file of text, behind which Assimp would read on.
///
/// \throws InputError if fewer lines follow the header than it announces elements.
void check_ply(const std::filesystem::path& path);

}  // namespace syncdreamer
