#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/error.h"

/// What a target does with one file. A finding is a crash, a report of a sanitizer, or an exception that leaves it; it
/// is called by libFuzzer (`make fuzz`) or by mutation_driver.cpp (`make test`).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace syncdreamer {

/// Calls a reader of hostile files, for which InputError is an answer.
template <typename Read>
void read_hostile(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
  }
}

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
  return std::as_bytes(std::span(data, size));
}

/// Touches every byte, so that a sanitizer sees those that lie elsewhere.
inline std::uint64_t sum_of(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0;
  for (const std::byte byte : bytes) sum += std::to_integer<std::uint64_t>(byte);
  return sum;
}

}  // namespace syncdreamer
