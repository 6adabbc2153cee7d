#include "model/camera_tensors.h"

#include <ATen/ATen.h>

namespace syncdreamer {

at::Tensor camera_poses(const at::Tensor& azimuth, const at::Tensor& elevation, double distance) {
  const at::Tensor sa = azimuth.sin(), ca = azimuth.cos(), se = elevation.sin(), ce = elevation.cos();
  const at::Tensor zero = at::zeros_like(sa);
  const at::Tensor rows = at::stack({-sa, ca, zero, zero,          // x: to the right
                                     se * ca, se * sa, -ce, zero,  // y: down
                                     -ca * ce, -sa * ce, -se, zero + distance},
                                    -1);  // z: towards the origin
  return rows.unflatten(-1, {3, 4});
}

at::Tensor camera_intrinsics(int size) {
  const double scale = size / 256.0;
  at::Tensor intrinsics = at::eye(3);
  intrinsics[0][0] = intrinsics[1][1] = kFocalLength256 * scale;
  intrinsics[0][2] = intrinsics[1][2] = kPrincipalPoint256 * scale;
  return intrinsics;
}

}  // namespace syncdreamer
