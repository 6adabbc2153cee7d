#pragma once

#include <filesystem>

#include "core/progress.h"

namespace syncdreamer {

/// Looks for what Assimp would read wrongly or leave out of a glTF or GLB file without a word.
///
/// Pictures that only extensions name (EXT_texture_webp, KHR_texture_basisu), weights of morph targets that nodes give,
/// and texture coordinates of a base colour that KHR_texture_transform names are warned of.
///
/// \throws InputError if the file requires an extension that says where the surface is and is not read, as those of
/// compression, keeps texture coordinates or weights of joints as integers, has a skeleton without inverse bind
/// matrices or a node of two parents, or is nested so deep that Assimp would crash.
void check_gltf(const std::filesystem::path& path, const Reporter& reporter);

}  // namespace syncdreamer
