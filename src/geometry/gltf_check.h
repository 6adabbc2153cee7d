#pragma once

#include <filesystem>

#include "core/progress.h"

namespace syncdreamer {

/// Looks for what Assimp would read wrongly or leave out of a glTF or GLB file without a word.
///
/// Pictures that only extensions name (EXT_texture_webp, KHR_texture_basisu) are warned of.
///
/// \throws InputError if the file requires an extension that is not read, as compressed ones do, or keeps texture
/// coordinates as integers.
void check_gltf(const std::filesystem::path& path, const Reporter& reporter);

}  // namespace syncdreamer
