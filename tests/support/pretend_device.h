#pragma once

#include <c10/core/Device.h>

namespace syncdreamer {

/// A device that computes on the CPU but is none to libtorch: what would mix memory of a GPU and of the CPU throws
/// here, too, and what is right gives the CPU's numbers. It stands under the name `xpu`, which no build for the CPU
/// uses.
///
/// Absent (`has_pretend_device`) with libtorch 2, to whose machinery it was not brought.
bool has_pretend_device();
c10::Device pretend_device();

}  // namespace syncdreamer
