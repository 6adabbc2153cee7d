#pragma once

#include <cstdint>
#include <string>

namespace syncdreamer {

/// A number of bytes to be read: `1234 GB`, `2.79 GB`, `12.3 MB`, `0.012 MB`.
std::string size_text(std::uint64_t bytes);

}  // namespace syncdreamer
