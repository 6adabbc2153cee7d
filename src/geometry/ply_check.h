#pragma once

#include <filesystem>

#include "core/progress.h"

namespace syncdreamer {

/// Looks for the end of a PLY file of text, behind which Assimp would read on, and warns of colours of its faces, which
/// Assimp leaves out.
///
/// \throws InputError if the file cannot be read, or fewer lines follow the header than it announces elements.
void check_ply(const std::filesystem::path& path, const Reporter& reporter);

}  // namespace syncdreamer
