#include "nn/volume_sampling.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "nn/cpu_kernels.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

bool volume_sampling_applies(const at::Tensor& volume, const at::Tensor& points) {
  return kernels_apply({volume, points}) && volume.size(1) % cpu_kernels().lanes == 0;
}

at::Tensor sample_volume(const at::Tensor& volume, const at::Tensor& points) {
  check(volume_sampling_applies(volume, points), "sample_volume: float32 on the CPU without gradients expected");
  check(volume.dim() == 5 && points.dim() == 3 && points.size(2) == 3 && points.size(0) == volume.size(0),
        "sample_volume: a volume [B, C, D, H, W] needs points [B, P, 3]");
  constexpr std::int64_t kPointsAtOnce = 1024;
  const at::Tensor voxels = channels_last_view(volume).contiguous(), places = points.contiguous();
  const std::int64_t channels = volume.size(1), num_points = points.size(1);
  const at::Tensor result = at::empty({volume.size(0), num_points, channels}, volume.options());
  for (std::int64_t b = 0; b < volume.size(0); ++b) {
    const float* const object = voxels.data_ptr<float>() + b * voxels.stride(0);
    at::parallel_for(0, num_points, kPointsAtOnce, [&](std::int64_t begin, std::int64_t end) {
      const std::int64_t first = b * num_points + begin;
      cpu_kernels().sample_volume({.depth = volume.size(2),
                                   .height = volume.size(3),
                                   .width = volume.size(4),
                                   .num_channels = channels,
                                   .num_points = end - begin,
                                   .volume = object,
                                   .points = places.data_ptr<float>() + 3 * first,
                                   .result = result.data_ptr<float>() + channels * first});
    });
  }
  return result;
}

}  // namespace syncdreamer
