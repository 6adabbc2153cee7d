#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "geometry/camera.h"

namespace syncdreamer {

/// The cameras of the target views, as tensors on one device. The input picture's camera has azimuth 0.
struct ViewCameras {
  at::Tensor cam_from_world;  ///< `[N, 3, 4]` float, rotation | translation, object units
  at::Tensor intrinsics;      ///< `[N, 3, 3]` float, pixels of pictures `image_size` wide; pixel centres on integers
  at::Tensor azimuth;         ///< `[N]` float, radians in [-pi, pi), relative to the input picture's
  at::Tensor elevation;       ///< `[N]` float, radians
  std::int64_t image_size = 256;

  std::int64_t num_views() const { return cam_from_world.size(0); }
  ViewCameras to(at::Device device) const;
};

/// Cameras at viewpoints, with the field's intrinsics for pictures of `image_size` pixels.
ViewCameras view_cameras(const std::vector<Viewpoint>& viewpoints, std::int64_t image_size);

}  // namespace syncdreamer
