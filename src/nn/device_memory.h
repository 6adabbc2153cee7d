#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace syncdreamer {

/// Bytes of a device's memory that this process may still take: of a CUDA device those that are free there, of the CPU
/// see available_memory. 0 if that cannot be told.
std::uint64_t available_memory(c10::Device device);

/// Returns to the system the freed memory of a device that this process kept for later: the C library that of the CPU
/// (see keep_freed_memory), libtorch that of all CUDA devices.
void return_freed_memory(c10::Device device);

}  // namespace syncdreamer
