#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>

namespace syncdreamer {

/// `count` numbers at equal distances from `first` to `last`, `[count]` float32, to the last bit as libtorch 1.13
/// computes them on AVX2, with which the reference's numbers were made: later versions and other machines round
/// otherwise, and where a table decides between two voxels or the sides of a ReLU, that is seen.
at::Tensor linspace(double first, double last, std::int64_t count, at::Device device = at::kCPU);

}  // namespace syncdreamer
