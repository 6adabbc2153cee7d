#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "geometry/mesh.h"

namespace syncdreamer {

/// The family of a model file: its base name in lower case (of ASCII), letters only, so that `chair-2.obj` and
/// `Chair3.obj` are both `chair`. A name without any, as `12.obj` has, is a family of its own. Where every model of a
/// collection has the same name, as in `shoe/meshes/model.obj` or `sofa/scene.gltf`, the nearest folder that says more
/// gives it.
std::string family_of(const std::filesystem::path& model);

/// Whether a whole family is kept from training: FNV-1a-64 of its name, modulo 10, is 0.
bool is_held_out(std::string_view family);

/// Whether the thinnest side of a box is under 5 % of the longest; an empty one is flat, too.
bool is_flat(const Box& box);

/// Whether a model does not show an object to be seen from all sides: windows, doors, frames, curtains, mirrors,
/// blinds, shutters, pictures and posters by name, and flat things.
bool is_left_out(std::string_view family, const Box& box);

}  // namespace syncdreamer
