#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// Mean and variance of what the views that see a voxel say of it: `unproject`, then the first two moments. Voxels that
/// no view sees are 0. Gradients flow to the features.
///
/// \param features  `[B, N, C, h, h]`.
/// \param warp      `[N, V, V, V, 2]` where voxels land in the views, see ProjectionGrids.
/// \param visible   `[N, 1, V, V, V]` float, 0 or 1; 1 only where the warp lies within the picture.
/// \return `[B, 2 C, V, V, V]`: means, then variances.
at::Tensor pool_views(const at::Tensor& features, const at::Tensor& warp, const at::Tensor& visible);

/// The same by tensor operations, on any device: the features of all views at all voxels go through memory several
/// times. Tests compare pool_views with it, and it stands in where there is no kernel.
at::Tensor pool_views_by_operators(const at::Tensor& features, const at::Tensor& warp, const at::Tensor& visible);

}  // namespace syncdreamer
