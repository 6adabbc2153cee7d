// Compiled once for every instruction set (CMakeLists.txt), each time into a namespace of its own. Nothing of the
// standard library is used here: its inline functions would be shared with code that must run on every machine.

#include "nn/kernel_set.h"

#ifndef SYNCDREAMER_INSTRUCTION_SET
#define SYNCDREAMER_INSTRUCTION_SET portable
#endif
#define SYNCDREAMER_QUOTE(name) #name
#define SYNCDREAMER_NAME(name) SYNCDREAMER_QUOTE(name)

#include "nn/kernels/attention_gradient_kernel.h"
#include "nn/kernels/attention_kernel.h"
#include "nn/kernels/gated_gelu_kernel.h"
#include "nn/kernels/group_norm_kernel.h"
#include "nn/kernels/linear_kernel.h"
#include "nn/kernels/volume_sampling_kernel.h"
#include "nn/kernels/winograd_kernel.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

#if defined(__AMX_BF16__)
constexpr auto kLinear = linear;
#else
constexpr auto kLinear = nullptr;
#endif

const CpuKernels& kernel_set() {
  static constexpr CpuKernels kKernels{.instruction_set = SYNCDREAMER_NAME(SYNCDREAMER_INSTRUCTION_SET),
                                       .lanes = kLanes,
                                       .attention = attention,
                                       .attention_gradient = attention_gradient,
                                       .group_norm = group_norm,
                                       .linear = kLinear,
                                       .gated_gelu = gated_gelu,
                                       .sample_volume = sample_volume,
                                       .winograd_input = winograd_input,
                                       .winograd_output = winograd_output};
  return kKernels;
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
