#pragma once

#include <c10/core/Device.h>

namespace syncdreamer {

/// Where suites of reference numbers run: on the device that the environment variable SYNCDREAMER_DEVICE names, `cpu`
/// (the default), `cuda`, `cuda:NUMBER` or `pretend` (pretend_device.h). Modules that fill_by_rule fills and the
/// tensors of a GoldenCase are there.
c10::Device test_device();

/// The error that may be where it may be `on_cpu` on the CPU. CUDA's float32 kernels, without TF32, sum in other
/// orders.
double tolerance_on_device(double on_cpu);

}  // namespace syncdreamer
