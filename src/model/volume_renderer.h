#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// Where and how finely rays sample a volume.
struct VolumeRenderOptions {
  double half_side = 0.52;  ///< the volume is the cube [-half_side, half_side]^3, object units: unit cube and margin
  int num_samples = 40;     ///< samples between a ray's entry into the cube and its exit
};

/// Renders voxel fields as emission and absorption on a white background, differentiably (paper of NeRF, equation 3).
///
/// Along each ray, sample i of colour c_i and density s_i over a segment of length d contributes T_i (1 - exp(-s_i d))
/// c_i, where T_i is the product of exp(-s_j d) over j < i; what is left of T is white. Samples lie in the middles of
/// equal segments between entry and exit. Fields are interpolated trilinearly between voxel centres, the first and last
/// of which lie on the faces of the cube.
///
/// \param density         `[B, V, V, V]` float, >= 0, per object unit, indexed z, y, x.
/// \param color           `[B, 3, V, V, V]` float in [0, 1].
/// \param cam_from_world  `[B, K, 3, 4]` float.
/// \param size            of the pictures, pixels; intrinsics as camera_intrinsics(size), rays through pixel centres
///                        (i + 0.5).
/// \return `[B, K, 4, size, size]` float: colour over white, and opacity; gradients flow to density and color.
at::Tensor render_volume(const at::Tensor& density, const at::Tensor& color, const at::Tensor& cam_from_world, int size,
                         const VolumeRenderOptions& options = {});

/// The same by differentiable tensor operations, for devices that render_volume has no kernel for: slower.
at::Tensor render_volume_by_operators(const at::Tensor& density, const at::Tensor& color,
                                      const at::Tensor& cam_from_world, int size,
                                      const VolumeRenderOptions& options = {});

}  // namespace syncdreamer
