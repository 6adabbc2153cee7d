#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace syncdreamer {

/// The unsigned number in the first `count` (at most eight) bytes, lowest byte first. The bytes must be there.
inline std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t k = 0; k < count; ++k) value |= std::to_integer<std::uint64_t>(bytes[k]) << (8 * k);
  return value;
}

}  // namespace syncdreamer
