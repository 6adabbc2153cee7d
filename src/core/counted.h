#pragma once

#include <cstddef>
#include <string>

namespace syncdreamer {

/// `1 view`, `16 views`.
///
/// \param noun  with a regular plural.
std::string counted(std::size_t count, const std::string& noun);

}  // namespace syncdreamer
