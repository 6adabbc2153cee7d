#pragma once

#include <cstdint>

namespace syncdreamer {

/// Bytes of memory that this process may still take: what the system has available, within the limit of the process's
/// control group if there is one. 0 if the system does not say.
std::uint64_t available_memory();

/// Gives memory that was freed back to the system, where the C library keeps it for later (main.cpp has it do so).
void return_freed_memory();

}  // namespace syncdreamer
