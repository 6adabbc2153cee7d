#pragma once

#include <cstdint>
#include <string>

namespace syncdreamer {

/// A number of bytes to be read: `1234 GB`, `2.79 GB`, `12.3 MB`, `0.012 MB`.
std::string size_text(std::uint64_t bytes);

/// The bytes of gigabytes, 0 or more, or as many as can be counted with room to spare.
std::uint64_t bytes_of_gigabytes(double gigabytes);

}  // namespace syncdreamer
