#include "model/volume_projection.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "geometry/camera.h"
#include "nn/kernel_operands.h"
#include "nn/linspace.h"
#include "nn/volume_sampling.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kBilinear = 0, kZeros = 0;
constexpr bool kAlignCorners = true;
constexpr double kVolumeHalfSide = 0.5;  // of the unit cube

// The intrinsics for pictures of another size: the first two rows scale.
at::Tensor scaled_intrinsics(const ViewCameras& cameras, std::int64_t size) {
  const double scale = static_cast<double>(size) / static_cast<double>(cameras.image_size);
  const at::Tensor rows = at::tensor({scale, scale, 1.0}, cameras.intrinsics.options()).view({3, 1});
  return cameras.intrinsics * rows;
}

// Points in the cameras' frames, [N, P, 3].
at::Tensor to_cameras(const at::Tensor& points, const ViewCameras& cameras) {
  const at::Tensor rotation = cameras.cam_from_world.slice(2, 0, 3);
  const at::Tensor translation = cameras.cam_from_world.slice(2, 3, 4).transpose(1, 2);
  return at::matmul(points, rotation.transpose(1, 2)) + translation;
}

// Whether each voxel is seen by each view, [N, 1, V, V, V] float.
at::Tensor visibility(const at::Tensor& points, const at::Tensor& warp, const ViewCameras& cameras) {
  const at::Tensor depth = to_cameras(points.view({-1, 3}), cameras).select(2, 2);
  const at::Tensor within = (warp.abs() <= 1).all(-1);
  return (within & (depth > kMinProjectionDepth).view(within.sizes())).to(warp.scalar_type()).unsqueeze(1);
}

}  // namespace

at::Tensor project_points(const at::Tensor& points, const ViewCameras& cameras, std::int64_t feature_size) {
  check(points.dim() == 2 && points.size(1) == 3, "project_points: points are [P, 3]");
  const at::Tensor in_camera = to_cameras(points, cameras);
  const at::Tensor homogeneous = at::matmul(in_camera, scaled_intrinsics(cameras, feature_size).transpose(1, 2));
  return homogeneous.slice(2, 0, 2) / homogeneous.slice(2, 2, 3).clamp_min(kMinProjectionDepth);
}

at::Tensor volume_points(std::int64_t volume_size, double half_side, at::Device device) {
  const at::Tensor axis = linspace(-half_side, half_side, volume_size, device);
  const auto zyx = at::meshgrid({axis, axis, axis}, "ij");
  return at::stack({zyx[2], zyx[1], zyx[0]}, -1);
}

at::Tensor frustum_points(const ViewCameras& cameras, std::int64_t num_depths, double near, double far,
                          std::int64_t feature_size) {
  const at::TensorOptions options = cameras.cam_from_world.options();
  const at::Tensor depth = linspace(near, far, num_depths, options.device());
  const at::Tensor pixel = at::arange(feature_size, options);
  const auto dyx = at::meshgrid({depth, pixel, pixel}, "ij");
  const at::Tensor rays = at::stack({dyx[2] * dyx[0], dyx[1] * dyx[0], dyx[0]}).view({1, 3, -1});  // [1, 3, D h h]
  const at::Tensor in_camera = at::matmul(at::inverse(scaled_intrinsics(cameras, feature_size)), rays);
  const at::Tensor rotation = cameras.cam_from_world.slice(2, 0, 3);
  const at::Tensor translation = cameras.cam_from_world.slice(2, 3, 4);
  const at::Tensor world = at::matmul(rotation.transpose(1, 2), in_camera - translation);
  return world.view({cameras.num_views(), 3, num_depths, feature_size, feature_size});
}

ProjectionGrids projection_grids(const ViewCameras& cameras, const ProjectionOptions& options) {
  const std::int64_t side = options.volume_size, num_views = cameras.num_views();
  const at::Tensor points = volume_points(side, kVolumeHalfSide, cameras.cam_from_world.device());
  const at::Tensor pixels = project_points(points.view({-1, 3}), cameras, options.feature_size);
  ProjectionGrids grids;
  const double half_width = static_cast<double>(options.feature_size - 1) / 2;
  grids.warp = (pixels / half_width - 1).view({num_views, side, side, side, 2});
  grids.visible = visibility(points, grids.warp, cameras);
  const double near = kRingDistance - options.depth_half_range, far = kRingDistance + options.depth_half_range;
  const at::Tensor frustum = frustum_points(cameras, options.num_depths, near, far, options.feature_size);
  grids.frustum = (frustum / kVolumeHalfSide).permute({0, 2, 3, 4, 1}).contiguous();
  return grids;
}

at::Tensor unproject(const at::Tensor& features, const at::Tensor& warp) {
  check(features.dim() == 5 && warp.dim() == 5 && features.size(1) == warp.size(0),
        "unproject: features [B, N, C, h, h] need a warp [N, V, V, V, 2]");
  const std::int64_t batch = features.size(0), num_views = features.size(1), channels = features.size(2);
  const std::int64_t side = warp.size(1);
  // A batch larger than one shares the grid by stacking its channels.
  const at::Tensor maps = features.transpose(0, 1).flatten(1, 2).to(warp.scalar_type());  // [N, B C, h, h]
  const at::Tensor grid = warp.view({num_views, side * side, side, 2});
  const at::Tensor sampled = at::grid_sampler(maps, grid, kBilinear, kZeros, kAlignCorners);
  return sampled.view({num_views, batch, channels, side, side, side}).transpose(0, 1);
}

at::Tensor sample_frustums(const at::Tensor& volume, const at::Tensor& frustum) {
  check(volume.dim() == 5 && frustum.dim() == 6 && volume.size(0) == frustum.size(0),
        "sample_frustums: a volume [B, C, V, V, V] needs frustums [B, K, D, h, h, 3]");
  const std::int64_t batch = volume.size(0), channels = volume.size(1), num_views = frustum.size(1);
  const std::int64_t depth = frustum.size(2), height = frustum.size(3), width = frustum.size(4);
  if (volume_sampling_applies(volume, frustum)) {
    const at::Tensor sampled = sample_volume(volume, frustum.reshape({batch, -1, 3}));
    return channels_first_view(sampled.view({batch * num_views, depth, height, width, channels}));
  }
  // The views of a sample read one volume: their frustums are stacked along depth.
  const at::Tensor grid = frustum.reshape({batch, num_views * depth, height, width, 3});
  const at::Tensor sampled = at::grid_sampler(volume.to(grid.scalar_type()), grid, kBilinear, kZeros, kAlignCorners);
  return sampled.view({batch, channels, num_views, depth, height, width})
      .transpose(1, 2)
      .reshape({batch * num_views, channels, depth, height, width});
}

}  // namespace syncdreamer
