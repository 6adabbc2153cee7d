// The kernels of volume_renderer.cpp for CUDA devices: a thread a ray.

#include "model/ray_limits.h"
#include "model/volume_renderer_cuda.h"

namespace syncdreamer {
namespace {

constexpr int kThreads = 128;

__device__ float4 plus(float4 a, float weight, float4 b) {
  return {a.x + weight * b.x, a.y + weight * b.y, a.z + weight * b.z, a.w + weight * b.w};
}

__device__ void add_to(float4* target, float weight, float4 value) {
  const float4 added{weight * value.x, weight * value.y, weight * value.z, weight * value.w};
#if __CUDA_ARCH__ >= 900 && __CUDACC_VER_MAJOR__ * 100 + __CUDACC_VER_MINOR__ >= 1201  // older ones lack it
  atomicAdd(target, added);
#else
  atomicAdd(&target->x, added.x);
  atomicAdd(&target->y, added.y);
  atomicAdd(&target->z, added.z);
  atomicAdd(&target->w, added.w);
#endif
}

/// The cell of eight voxels around a point.
struct Cell {
  int first, side;
  float u, v, w;  ///< place within the cell

  __device__ Cell(const CudaRays& rays, float x, float y, float z) : side(rays.side) {
    const float last = static_cast<float>(side - 1), scale = last / (2 * rays.half_side);
    u = fminf(fmaxf((x + rays.half_side) * scale, 0), last);
    v = fminf(fmaxf((y + rays.half_side) * scale, 0), last);
    w = fminf(fmaxf((z + rays.half_side) * scale, 0), last);
    const int iu = min(static_cast<int>(u), side - 2), iv = min(static_cast<int>(v), side - 2),
              iw = min(static_cast<int>(w), side - 2);
    first = (iw * side + iv) * side + iu;
    u -= static_cast<float>(iu), v -= static_cast<float>(iv), w -= static_cast<float>(iw);
  }

  /// Calls visit(voxel, weight) for the eight corners.
  template <class Visit>
  __device__ void corners(Visit&& visit) const {
    for (int corner = 0; corner < 8; ++corner) {
      const int du = corner & 1, dv = corner >> 1 & 1, dw = corner >> 2;
      visit(first + (dw * side + dv) * side + du, (du ? u : 1 - u) * (dv ? v : 1 - v) * (dw ? w : 1 - w));
    }
  }
};

/// Calls visit(cell, interpolated voxel, segment length) for the samples along a ray until visit returns false.
template <class Visit>
__device__ void march(const CudaRays& rays, std::int64_t ray, Visit&& visit) {
  const float entry = rays.entry[ray], step = (rays.exit[ray] - entry) / static_cast<float>(rays.num_samples);
  if (!(step >= kMinSegment)) return;  // also what is no number
  const float* const origin = rays.origins + 3 * (ray / rays.pixels);
  const float* const direction = rays.directions + 3 * ray;
  const std::int64_t object = ray / (rays.pixels * rays.num_views);
  const auto* const voxels = reinterpret_cast<const float4*>(rays.voxels) + object * rays.side * rays.side * rays.side;
  for (int i = 0; i < rays.num_samples; ++i) {
    const float t = entry + (static_cast<float>(i) + 0.5f) * step;
    const Cell cell(rays, origin[0] + t * direction[0], origin[1] + t * direction[1], origin[2] + t * direction[2]);
    float4 texel{0, 0, 0, 0};
    cell.corners([&](int voxel, float weight) { texel = plus(texel, weight, voxels[voxel]); });
    if (!visit(cell, texel, step)) return;
  }
}

__device__ std::int64_t this_ray() {
  return static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

std::int64_t num_rays(const CudaRays& rays) {
  return rays.num_objects * rays.num_views * rays.pixels;
}

unsigned num_blocks(const CudaRays& rays) {
  return static_cast<unsigned>((num_rays(rays) + kThreads - 1) / kThreads);
}

__global__ void composite(CudaRays rays, float4* result, std::int64_t count) {
  const std::int64_t ray = this_ray();
  if (ray >= count) return;
  float transmittance = 1;
  float4 color{0, 0, 0, 0};
  march(rays, ray, [&](const Cell&, float4 texel, float step) {
    const float alpha = 1 - expf(-texel.x * step);
    color = plus(color, transmittance * alpha, {texel.y, texel.z, texel.w, 0});
    transmittance *= 1 - alpha;
    return transmittance > kMinTransmittance;
  });
  result[ray] = {color.x + transmittance, color.y + transmittance, color.z + transmittance, 1 - transmittance};
}

__global__ void composite_backward(CudaRays rays, const float4* result, const float4* grad_result, float4* grad_voxels,
                                   std::int64_t count) {
  const std::int64_t ray = this_ray();
  if (ray >= count) return;
  const float4 end = result[ray], grad = grad_result[ray];
  float4* const target = grad_voxels + ray / (rays.pixels * rays.num_views) * rays.side * rays.side * rays.side;
  float transmittance = 1;
  float4 color{0, 0, 0, 0};
  march(rays, ray, [&](const Cell& cell, float4 texel, float step) {
    const float left = expf(-texel.x * step), weight = transmittance * (1 - left);
    color = plus(color, weight, {texel.y, texel.z, texel.w, 0});
    const float shown = transmittance * left;
    // See composite_backward in volume_renderer.cpp.
    const float density = grad.x * (shown * texel.y - (end.x - color.x)) +
                          grad.y * (shown * texel.z - (end.y - color.y)) +
                          grad.z * (shown * texel.w - (end.z - color.z)) + grad.w * (1 - end.w);
    const float4 grad_texel{step * density, weight * grad.x, weight * grad.y, weight * grad.z};
    cell.corners([&](int voxel, float share) { add_to(target + voxel, share, grad_texel); });
    transmittance *= left;
    return transmittance > kMinTransmittance;
  });
}

}  // namespace

void composite_on_cuda(const CudaRays& rays, float* result, cudaStream_t stream) {
  composite<<<num_blocks(rays), kThreads, 0, stream>>>(rays, reinterpret_cast<float4*>(result), num_rays(rays));
}

void composite_backward_on_cuda(const CudaRays& rays, const float* result, const float* grad_result, float* grad_voxels,
                                cudaStream_t stream) {
  composite_backward<<<num_blocks(rays), kThreads, 0, stream>>>(rays, reinterpret_cast<const float4*>(result),
                                                                reinterpret_cast<const float4*>(grad_result),
                                                                reinterpret_cast<float4*>(grad_voxels), num_rays(rays));
}

}  // namespace syncdreamer
