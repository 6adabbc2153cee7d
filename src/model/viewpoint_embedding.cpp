#include "model/viewpoint_embedding.h"

#include <ATen/ATen.h>

#include "core/error.h"

namespace syncdreamer {

at::Tensor viewpoint_embedding(const at::Tensor& input_elevation, const ViewCameras& cameras) {
  check(input_elevation.dim() == 1, "viewpoint_embedding: input_elevation is [B]");
  const std::int64_t batch = input_elevation.size(0);
  const at::Tensor azimuth = cameras.azimuth.unsqueeze(0).expand({batch, -1});
  const at::Tensor elevation = input_elevation.to(azimuth.device()).unsqueeze(1) - cameras.elevation.unsqueeze(0);
  return at::stack({elevation, azimuth.sin(), azimuth.cos(), at::zeros_like(elevation)}, -1);
}

}  // namespace syncdreamer
