#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/view_cameras.h"

namespace syncdreamer {

/// Numbers of a viewpoint_embedding.
inline constexpr std::int64_t kViewpointDim = 4;

/// Where each target view lies relative to the input picture's camera: (d_e, sin d_a, cos d_a, 0).
///
/// Checkpoint quirk: elevations enter negated, so d_e = input elevation - view elevation.
///
/// \param input_elevation  `[B]` float, radians.
/// \return `[B, N, 4]` float.
at::Tensor viewpoint_embedding(const at::Tensor& input_elevation, const ViewCameras& cameras);

}  // namespace syncdreamer
