#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

namespace syncdreamer {

inline constexpr std::uint64_t kUnlimitedMemory = std::numeric_limits<std::uint64_t>::max();

/// Bytes of memory that this process may still take: what the system has available, within the limit of the process's
/// control group if there is one. 0 if the system does not say, 1 if nothing is left.
std::uint64_t available_memory();

/// Bytes that control groups leave to their processes; kUnlimitedMemory if none of them has a limit.
std::uint64_t memory_left_by(const std::vector<std::filesystem::path>& groups);

/// Has the C library keep freed memory for later. Networks allocate and free the same large buffers over and over:
/// given back to the system each time, they cost a quarter of a training step in page faults.
void keep_freed_memory();

/// Returns to the system the freed memory that the C library kept.
void return_freed_memory();

}  // namespace syncdreamer
