#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// True if sample_volume takes them: its kernel applies, and channels fill whole vectors.
bool volume_sampling_applies(const at::Tensor& volume, const at::Tensor& points);

/// Features of a volume at points, interpolated trilinearly, zero outside; without gradients on the CPU.
///
/// \param volume  `[B, C, D, H, W]` float32.
/// \param points  `[B, P, 3]` float32: x along the width, y along the height, z along the depth; -1 is the middle of
///                the first voxel, 1 that of the last.
/// \return `[B, P, C]`.
at::Tensor sample_volume(const at::Tensor& volume, const at::Tensor& points);

}  // namespace syncdreamer
