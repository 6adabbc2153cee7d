#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace syncdreamer {

/// The unsigned number in the first `count` (at most eight) bytes, lowest byte first. The bytes must be there.
inline std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t k = count; k-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[k]);
  return value;
}

/// The same, highest byte first.
inline std::uint64_t big_endian(std::span<const std::byte> bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (const std::byte byte : bytes.first(count)) value = value << 8 | std::to_integer<std::uint64_t>(byte);
  return value;
}

/// Bytes as letters.
inline std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Appends all bytes of a number, lowest first.
template <std::unsigned_integral Number>
void append_little_endian(std::string& bytes, Number value) {
  for (std::size_t k = 0; k < sizeof(Number); ++k) bytes.push_back(static_cast<char>(value >> (8 * k) & 0xFFU));
}

/// The same, highest first.
template <std::unsigned_integral Number>
void append_big_endian(std::string& bytes, Number value) {
  for (std::size_t k = sizeof(Number); k-- > 0;) bytes.push_back(static_cast<char>(value >> (8 * k) & 0xFFU));
}

}  // namespace syncdreamer
