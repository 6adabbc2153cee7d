#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace Assimp {
class IOSystem;
}  // namespace Assimp

namespace syncdreamer {

/// The text of an OBJ file whose coordinates (lines v, vt, vn) all have a digit before the point: `.5` becomes `0.5`.
std::string with_leading_zeros(std::string_view obj);

/// Files as they are, but OBJ files with leading zeros: Assimp passes over numbers without.
std::unique_ptr<Assimp::IOSystem> files_for_assimp();

}  // namespace syncdreamer
