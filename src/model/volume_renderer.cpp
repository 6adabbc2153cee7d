#include "model/volume_renderer.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "model/camera_tensors.h"
#include "model/ray_limits.h"
#include "nn/autocast.h"
#ifdef SYNCDREAMER_CUDA
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "model/volume_renderer_cuda.h"
#endif

namespace syncdreamer {
namespace {

/// Origins `[B, K, 3]` and unit directions `[B, K, size * size, 3]` of the rays through pixel centres, world frame.
std::array<at::Tensor, 2> pixel_rays(const at::Tensor& cam_from_world, int size) {
  const auto options = cam_from_world.options();
  const at::Tensor intrinsics = camera_intrinsics(size).to(options.device());
  const at::Tensor centres = at::arange(size, options) + 0.5;
  const at::Tensor x = (centres - intrinsics[0][2]) / intrinsics[0][0];
  const at::Tensor y = (centres - intrinsics[1][2]) / intrinsics[1][1];
  const at::Tensor in_camera = at::stack({x.unsqueeze(0).expand({size, size}), y.unsqueeze(1).expand({size, size}),
                                          at::ones({size, size}, options)},
                                         -1)
                                   .reshape({size * size, 3});
  const at::Tensor rotation = cam_from_world.slice(-1, 0, 3), translation = cam_from_world.slice(-1, 3, 4);
  const at::Tensor origins = -at::matmul(rotation.transpose(-1, -2), translation).squeeze(-1);
  at::Tensor directions = at::matmul(in_camera, rotation);  // [B, K, P, 3]: rows times R = R^T applied to each
  directions = directions / directions.norm(2, {-1}, true);
  return {origins, directions};
}

/// Entry and exit distances of rays in the cube, `[B, K, P]` each; equal where a ray misses.
std::array<at::Tensor, 2> cube_interval(const at::Tensor& origins, const at::Tensor& directions, double half_side) {
  const at::Tensor safe = at::where(directions.abs() < 1e-9, at::full_like(directions, 1e-9), directions);
  const at::Tensor a = (-half_side - origins.unsqueeze(-2)) / safe, b = (half_side - origins.unsqueeze(-2)) / safe;
  const at::Tensor entry = at::minimum(a, b).amax(-1).clamp_min(0);
  return {entry, at::maximum(at::maximum(a, b).amin(-1), entry)};
}

/// One object's fields as the kernel reads them: voxels of (density, red, green, blue).
struct VoxelGrid {
  const float* data;
  int side;
  float half_side;
};

/// Density, red, green, blue of a voxel, or of a point between voxels; as a result of rendering: red, green, blue,
/// opacity. One register, so that all four are interpolated at once.
using Texel [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = float;

/// The cell of eight voxels around a point: four pairs of neighbours along x, which lie side by side in memory.
struct Cell {
  std::array<int, 4> pair;      ///< the first voxel of each
  std::array<float, 4> weight;  ///< of each pair
  float along;                  ///< of the second voxel of a pair

  Cell(const VoxelGrid& grid, float x, float y, float z) {
    const float scale = static_cast<float>(grid.side - 1) / (2 * grid.half_side),
                last = static_cast<float>(grid.side - 1);
    const float u = std::clamp((x + grid.half_side) * scale, 0.f, last);
    const float v = std::clamp((y + grid.half_side) * scale, 0.f, last);
    const float w = std::clamp((z + grid.half_side) * scale, 0.f, last);
    const int iu = std::min(static_cast<int>(u), grid.side - 2), iv = std::min(static_cast<int>(v), grid.side - 2),
              iw = std::min(static_cast<int>(w), grid.side - 2);
    const float fv = v - static_cast<float>(iv), fw = w - static_cast<float>(iw);
    const int first = (iw * grid.side + iv) * grid.side + iu, slice = grid.side * grid.side;
    pair = {first, first + grid.side, first + slice, first + slice + grid.side};
    weight = {(1 - fv) * (1 - fw), fv * (1 - fw), (1 - fv) * fw, fv * fw};
    along = u - static_cast<float>(iu);
  }

  Texel interpolate(const float* voxels) const {
    Texel first{}, second{};
    for (int i = 0; i < 4; ++i) {
      const auto* voxel = reinterpret_cast<const Texel*>(voxels + 4 * pair[i]);
      first += weight[i] * voxel[0];
      second += weight[i] * voxel[1];
    }
    return (1 - along) * first + along * second;
  }

  /// The transposed of interpolate.
  void scatter(const Texel& value, float* voxels) const {
    const Texel first = (1 - along) * value, second = along * value;
    for (int i = 0; i < 4; ++i) {
      auto* voxel = reinterpret_cast<Texel*>(voxels + 4 * pair[i]);
      voxel[0] += weight[i] * first;
      voxel[1] += weight[i] * second;
    }
  }
};

struct RayView {
  const float* origin;
  const float* direction;
  float entry;
  float exit;
  int num_samples;
};

/// Calls visit(cell, interpolated voxel, segment length) for the samples along a ray until visit returns false.
template <class Visit>
void march(const VoxelGrid& grid, const RayView& ray, Visit&& visit) {
  const float step = (ray.exit - ray.entry) / static_cast<float>(ray.num_samples);
  if (!(step >= kMinSegment)) return;  // also what is no number
  for (int i = 0; i < ray.num_samples; ++i) {
    const float t = ray.entry + (static_cast<float>(i) + 0.5f) * step;
    const Cell cell(grid, ray.origin[0] + t * ray.direction[0], ray.origin[1] + t * ray.direction[1],
                    ray.origin[2] + t * ray.direction[2]);
    if (!visit(cell, cell.interpolate(grid.data), step)) return;
  }
}

/// Colour over white and opacity of one ray.
Texel composite(const VoxelGrid& grid, const RayView& ray) {
  float transmittance = 1;
  Texel result{};
  march(grid, ray, [&](const Cell&, const Texel& texel, float step) {
    const float alpha = 1 - std::exp(-texel[0] * step);
    for (int k = 0; k < 3; ++k) result[k] += transmittance * alpha * texel[k + 1];
    transmittance *= 1 - alpha;
    return transmittance > kMinTransmittance;
  });
  for (int k = 0; k < 3; ++k) result[k] += transmittance;
  result[3] = 1 - transmittance;
  return result;
}

/// Adds the gradient of one ray to `grad` (voxels like the grid's), given the gradient of its colour and opacity.
///
/// With C the final colour and A_i what samples after i (and the background) contribute, dC/dalpha_i = T_i c_i - A_i /
/// (1 - alpha_i).
void composite_backward(const VoxelGrid& grid, const RayView& ray, const Texel& result, const Texel& grad_result,
                        float* grad) {
  float transmittance = 1;
  Texel accumulated{};
  march(grid, ray, [&](const Cell& cell, const Texel& texel, float step) {
    const float left = std::exp(-texel[0] * step), alpha = 1 - left, weight = transmittance * alpha;
    Texel grad_texel{};
    for (int k = 0; k < 3; ++k) {
      accumulated[k] += weight * texel[k + 1];
      const float behind = result[k] - accumulated[k];
      // d(alpha)/d(density) = step * left cancels the division by 1 - alpha.
      grad_texel[0] += grad_result[k] * step * (transmittance * left * texel[k + 1] - behind);
      grad_texel[k + 1] = grad_result[k] * weight;
    }
    grad_texel[0] += grad_result[3] * step * (1 - result[3]);
    cell.scatter(grad_texel, grad);
    transmittance *= left;
    return transmittance > kMinTransmittance;
  });
}

/// The rays of all pixels, and how they sample the cube.
struct RayTensors {
  at::Tensor origins, directions, entry, exit;
  VolumeRenderOptions options;

  RayTensors(const at::Tensor& cam_from_world, int size, const VolumeRenderOptions& sampling) : options(sampling) {
    const auto rays = pixel_rays(cam_from_world, size);
    const auto interval = cube_interval(rays[0], rays[1], options.half_side);
    origins = rays[0].contiguous(), directions = rays[1].contiguous();
    entry = interval[0].contiguous(), exit = interval[1].contiguous();
  }

  std::int64_t per_object() const { return entry.size(1) * entry.size(2); }
  RayView view(std::int64_t object, std::int64_t ray) const {
    const std::int64_t pixels = entry.size(2), index = object * per_object() + ray;
    return {origins.data_ptr<float>() + 3 * (index / pixels), directions.data_ptr<float>() + 3 * index,
            entry.data_ptr<float>()[index], exit.data_ptr<float>()[index], options.num_samples};
  }
};

VoxelGrid grid_of(const at::Tensor& voxels, std::int64_t object, double half_side) {
  return {voxels.data_ptr<float>() + object * voxels.stride(0), static_cast<int>(voxels.size(1)),
          static_cast<float>(half_side)};
}

/// Colour over white and opacity of all rays: `[B, K * P, 4]`.
at::Tensor composite_on_cpu(const at::Tensor& voxels, const RayTensors& rays) {
  const std::int64_t num_objects = voxels.size(0), num_rays = rays.per_object();
  at::Tensor result = at::empty({num_objects, num_rays, 4}, voxels.options());
  for (std::int64_t b = 0; b < num_objects; ++b) {
    const VoxelGrid grid = grid_of(voxels, b, rays.options.half_side);
    Texel* out = reinterpret_cast<Texel*>(result.data_ptr<float>()) + b * num_rays;
#pragma omp parallel for schedule(dynamic, 256)
    for (std::int64_t r = 0; r < num_rays; ++r) out[r] = composite(grid, rays.view(b, r));
  }
  return result;
}

/// The gradient of the voxels.
at::Tensor composite_backward_on_cpu(const at::Tensor& voxels, const RayTensors& rays, const at::Tensor& result,
                                     const at::Tensor& grad_result) {
  const std::int64_t num_rays = rays.per_object();
  at::Tensor grad = at::zeros_like(voxels);
  // One object a thread: no two threads write the same voxel, and the sum does not depend on the number of threads.
#pragma omp parallel for schedule(dynamic, 1)
  for (std::int64_t b = 0; b < voxels.size(0); ++b) {
    const VoxelGrid grid = grid_of(voxels, b, rays.options.half_side);
    const Texel* out = reinterpret_cast<const Texel*>(result.data_ptr<float>()) + b * num_rays;
    const Texel* grad_out = reinterpret_cast<const Texel*>(grad_result.data_ptr<float>()) + b * num_rays;
    float* target = grad.data_ptr<float>() + b * voxels.stride(0);
    for (std::int64_t r = 0; r < num_rays; ++r) {
      composite_backward(grid, rays.view(b, r), out[r], grad_out[r], target);
    }
  }
  return grad;
}

#ifdef SYNCDREAMER_CUDA
CudaRays cuda_rays(const at::Tensor& voxels, const RayTensors& rays) {
  return {.voxels = voxels.data_ptr<float>(),
          .origins = rays.origins.data_ptr<float>(),
          .directions = rays.directions.data_ptr<float>(),
          .entry = rays.entry.data_ptr<float>(),
          .exit = rays.exit.data_ptr<float>(),
          .num_objects = voxels.size(0),
          .num_views = rays.entry.size(1),
          .pixels = rays.entry.size(2),
          .side = static_cast<int>(voxels.size(1)),
          .half_side = static_cast<float>(rays.options.half_side),
          .num_samples = rays.options.num_samples};
}

at::Tensor composite_on_device(const at::Tensor& voxels, const RayTensors& rays) {
  if (voxels.is_cpu()) return composite_on_cpu(voxels, rays);
  const c10::cuda::CUDAGuard guard(voxels.device());
  at::Tensor result = at::empty({voxels.size(0), rays.per_object(), 4}, voxels.options());
  composite_on_cuda(cuda_rays(voxels, rays), result.data_ptr<float>(), c10::cuda::getCurrentCUDAStream());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return result;
}

at::Tensor composite_backward_on_device(const at::Tensor& voxels, const RayTensors& rays, const at::Tensor& result,
                                        const at::Tensor& grad_result) {
  if (voxels.is_cpu()) return composite_backward_on_cpu(voxels, rays, result, grad_result);
  const c10::cuda::CUDAGuard guard(voxels.device());
  at::Tensor grad = at::zeros_like(voxels);
  composite_backward_on_cuda(cuda_rays(voxels, rays), result.data_ptr<float>(), grad_result.data_ptr<float>(),
                             grad.data_ptr<float>(), c10::cuda::getCurrentCUDAStream());
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  return grad;
}
#else
constexpr auto composite_on_device = composite_on_cpu;
constexpr auto composite_backward_on_device = composite_backward_on_cpu;
#endif

/// Whether there is a kernel for tensors like this one.
bool has_kernel(const at::Tensor& tensor) {
#ifdef SYNCDREAMER_CUDA
  const bool on_device = tensor.is_cpu() || tensor.is_cuda();
#else
  const bool on_device = tensor.is_cpu();
#endif
  return on_device && tensor.scalar_type() == at::kFloat;
}

class RenderVolume : public torch::autograd::Function<RenderVolume> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& voxels,
                            const at::Tensor& cam_from_world, int size, const VolumeRenderOptions& options) {
    const at::Tensor result = composite_on_device(voxels, RayTensors(cam_from_world, size, options));
    context->save_for_backward({voxels, cam_from_world, result});
    context->saved_data["size"] = static_cast<std::int64_t>(size);
    context->saved_data["half_side"] = options.half_side;
    context->saved_data["num_samples"] = static_cast<std::int64_t>(options.num_samples);
    return result;
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const Autocast none(kNoAutocast);  // the same rays as those of forward
    const auto saved = context->get_saved_variables();
    auto& data = context->saved_data;
    const RayTensors rays(
        saved[1], static_cast<int>(data["size"].toInt()),
        {.half_side = data["half_side"].toDouble(), .num_samples = static_cast<int>(data["num_samples"].toInt())});
    return {composite_backward_on_device(saved[0], rays, saved[2], gradients[0].contiguous()), {}, {}, {}};
  }
};

void check_fields(const at::Tensor& density, const at::Tensor& color, const at::Tensor& cam_from_world) {
  const std::int64_t batch = density.size(0), side = density.size(-1);
  check(density.dim() == 4 && side >= 2 && density.sizes() == at::IntArrayRef({batch, side, side, side}),
        "render_volume: density must be [B, V, V, V] with V >= 2");
  check(color.sizes() == at::IntArrayRef({batch, 3, side, side, side}),
        "render_volume: color must be [B, 3, V, V, V] like density");
  check(cam_from_world.dim() == 4 && cam_from_world.sizes() == at::IntArrayRef({batch, cam_from_world.size(1), 3, 4}),
        "render_volume: cam_from_world must be [B, K, 3, 4]");
  check(cam_from_world.scalar_type() == at::kFloat && cam_from_world.device() == density.device(),
        "render_volume: cam_from_world must be of single precision, where density is");
}

at::Tensor as_pictures(const at::Tensor& rays, std::int64_t num_views, int size) {  // [B, K * P, 4]
  return rays.reshape({rays.size(0), num_views, size, size, 4}).permute({0, 1, 4, 2, 3});
}

}  // namespace

at::Tensor render_volume(const at::Tensor& density, const at::Tensor& color, const at::Tensor& cam_from_world, int size,
                         const VolumeRenderOptions& options) {
  const Autocast none(kNoAutocast);  // rays a hundredth of a pixel apart are different rays
  if (!has_kernel(density)) return render_volume_by_operators(density, color, cam_from_world, size, options);
  check_fields(density, color, cam_from_world);
  const at::Tensor voxels = at::cat({density.unsqueeze(1), color}, 1).permute({0, 2, 3, 4, 1}).contiguous();
  const at::Tensor rays = RenderVolume::apply(voxels, cam_from_world, size, options);
  return as_pictures(rays, cam_from_world.size(1), size);
}

at::Tensor render_volume_by_operators(const at::Tensor& density, const at::Tensor& color,
                                      const at::Tensor& cam_from_world, int size, const VolumeRenderOptions& options) {
  check_fields(density, color, cam_from_world);
  const std::int64_t num_objects = density.size(0), num_views = cam_from_world.size(1);
  const auto [origins, directions] = pixel_rays(cam_from_world, size);
  const auto [entry, exit] = cube_interval(origins, directions, options.half_side);
  const at::Tensor step = (exit - entry) / options.num_samples;  // [B, K, P]
  const at::Tensor middles = at::arange(options.num_samples, density.options()) + 0.5;
  const at::Tensor distances = entry.unsqueeze(-1) + step.unsqueeze(-1) * middles;  // [B, K, P, S]
  const at::Tensor points = origins.unsqueeze(2).unsqueeze(3) + directions.unsqueeze(3) * distances.unsqueeze(-1);
  const at::Tensor grid = (points / options.half_side).reshape({num_objects, -1, 1, options.num_samples, 3});
  const at::Tensor fields = at::grid_sampler(at::cat({density.unsqueeze(1), color}, 1), grid, 0, 1, true);
  const at::Tensor samples = fields.squeeze(3);  // [B, 4, K * P, S]
  const at::Tensor optical = samples.select(1, 0) * step.reshape({num_objects, -1, 1});
  const at::Tensor before = at::cumsum(optical, -1) - optical;
  const at::Tensor weights = at::exp(-before) * (1 - at::exp(-optical));  // [B, K * P, S]
  const at::Tensor opacity = weights.sum(-1, true);
  const at::Tensor rgb = (samples.slice(1, 1) * weights.unsqueeze(1)).sum(-1).transpose(1, 2);
  return as_pictures(at::cat({rgb + (1 - opacity), opacity}, -1), num_views, size);
}

}  // namespace syncdreamer
