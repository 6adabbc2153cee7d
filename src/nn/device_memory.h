#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace syncdreamer {

/// Bytes of a device's memory that this process may still take: of a CUDA device those that are free there, of the CPU
/// see available_memory. 0 if that cannot be told.
std::uint64_t available_memory(c10::Device device);

}  // namespace syncdreamer
