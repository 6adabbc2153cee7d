#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace syncdreamer {

/// Rays through cubes of voxels on a CUDA device; all pointers are there. Ray r of an object belongs to its view
/// r / pixels.
struct CudaRays {
  const float* voxels;      ///< `[B, V, V, V, 4]`: density, red, green, blue; indexed z, y, x
  const float* origins;     ///< `[B, K, 3]`
  const float* directions;  ///< `[B, K, pixels, 3]`
  const float* entry;       ///< `[B, K, pixels]`: where each ray enters the cube,
  const float* exit;        ///< and where it leaves it
  std::int64_t num_objects, num_views, pixels;
  int side;         ///< V
  float half_side;  ///< of the cube, object units
  int num_samples;
};

/// Colour over white and opacity of every ray, `[B, K, pixels, 4]`.
void composite_on_cuda(const CudaRays& rays, float* result, cudaStream_t stream);

/// Adds the gradient of the voxels to `grad_voxels`, given those of the results.
void composite_backward_on_cuda(const CudaRays& rays, const float* result, const float* grad_result, float* grad_voxels,
                                cudaStream_t stream);

}  // namespace syncdreamer
