#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "render/scene.h"

namespace syncdreamer {

/// One kind of made-up object.
struct ProceduralKind {
  std::string_view name;
  bool held_out = false;  ///< not for training: a kind that the model meets first when it is tested
};

/// All kinds, in a fixed order.
const std::vector<ProceduralKind>& procedural_kinds();

/// Makes an object of a kind, with proportions, colours and patterns drawn from `seed`; in the unit box, z up, turned
/// about z by a random angle in half of the cases.
///
/// \throws InputError for an unknown kind.
SceneObject make_procedural_object(std::string_view kind, std::uint64_t seed);

}  // namespace syncdreamer
