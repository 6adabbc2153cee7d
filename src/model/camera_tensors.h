#pragma once

#include <ATen/core/Tensor.h>

#include "geometry/camera.h"

namespace syncdreamer {

/// Poses of cameras that look at the origin from `distance` object units, as `camera_at` of geometry/camera.h.
///
/// \param azimuth, elevation  float tensors of one shape `[...]`, radians.
/// \return `[..., 3, 4]` cam_from_world, rotation | translation.
at::Tensor camera_poses(const at::Tensor& azimuth, const at::Tensor& elevation, double distance = kRingDistance);

/// The field's 256x256 intrinsics scaled to pictures of `size` pixels, `[3, 3]` float.
at::Tensor camera_intrinsics(int size);

}  // namespace syncdreamer
