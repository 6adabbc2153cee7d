#pragma once

#include "nn/cpu_kernels.h"

/// The same kernels, compiled for several instruction sets; a set may be called only where the machine has it.
namespace syncdreamer {

namespace portable {
const CpuKernels& kernel_set();
}
namespace avx2 {
const CpuKernels& kernel_set();
}
namespace avx512 {
const CpuKernels& kernel_set();
}
namespace amx {
const CpuKernels& kernel_set();
}

/// How many sets this machine can run, and the one number `index`, slowest first.
int num_kernel_sets();
const CpuKernels& kernel_set(int index);

}  // namespace syncdreamer
