#pragma once

#include <cstdint>

#include "render/scene.h"

namespace syncdreamer {

/// A variant of an object, drawn from `seed`: stretched along each axis by 0.7 to 1.4, sometimes mirrored, turned about
/// z by any angle, scaled back to the unit box; its colour channels exchanged, its hues turned and its brightness
/// changed by a gamma of 0.75 to 1.3, in the materials, patterns, vertex colours and textures alike.
SceneObject augmented(const SceneObject& object, std::uint64_t seed);

}  // namespace syncdreamer
