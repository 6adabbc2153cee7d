#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/view_cameras.h"

namespace syncdreamer {

/// Projects world points to pixels of each view.
///
/// A point nearer than `kMinProjectionDepth` to the camera plane, or behind it, is projected as if at that depth, so
/// every coordinate is finite.
///
/// \param points  `[P, 3]` float, world frame, object units.
/// \return `[N, P, 2]` float, (x, y) in pixels of pictures `feature_size` wide.
at::Tensor project_points(const at::Tensor& points, const ViewCameras& cameras, std::int64_t feature_size);

inline constexpr double kMinProjectionDepth = 1e-4;

/// The points of a cube's grid: linspace(-half_side, half_side, V) on each axis, corners included.
///
/// \return `[V, V, V, 3]` (x, y, z), indexed z, y, x.
at::Tensor volume_points(std::int64_t volume_size, double half_side, at::Device device = at::kCPU);

/// The points of a view's frustum: on `num_depths` planes of constant depth, evenly from `near` to `far`, at the pixel
/// centres of a picture `feature_size` wide.
///
/// \return `[N, 3, D, h, h]` float, world frame.
at::Tensor frustum_points(const ViewCameras& cameras, std::int64_t num_depths, double near, double far,
                          std::int64_t feature_size);

/// Where features of the views land in the volume, and where voxels land in the views' frustums. They depend on the
/// cameras alone, so one set serves all steps of a sampling.
struct ProjectionGrids {
  at::Tensor warp;  ///< `[N, V, V, V, 2]` position of each voxel in each view, -1 .. 1 between centres of outer pixels
  at::Tensor visible;  ///< `[N, 1, V, V, V]` float, 1 where the voxel is in front of the camera and within the picture
  at::Tensor frustum;  ///< `[N, D, h, h, 3]` position of each frustum point in the volume, -1 .. 1 between outer voxels
};

struct ProjectionOptions {
  std::int64_t volume_size = 32;
  std::int64_t num_depths = 48;       ///< planes of a frustum
  double depth_half_range = 0.86603;  ///< before and behind the origin; Checkpoint quirk: sqrt(3) / 2 to five digits
  std::int64_t feature_size = 32;     ///< side of the views' feature maps and frustums
};

/// Of the unit cube around the origin, and of frustums about kRingDistance from the cameras.
ProjectionGrids projection_grids(const ViewCameras& cameras, const ProjectionOptions& options);

/// Samples feature maps bilinearly at the voxels; zero outside the picture. As below, features of a smaller type are
/// sampled in that of the places, float32: in bfloat16 places would be off by a fraction of a voxel.
///
/// \param features  `[B, N, C, h, h]`.
/// \param warp      `[N, V, V, V, 2]`.
/// \return `[B, N, C, V, V, V]`.
at::Tensor unproject(const at::Tensor& features, const at::Tensor& warp);

/// Samples a volume trilinearly at the frustum points of K views; zero outside the cube.
///
/// \param volume   `[B, C, V, V, V]`.
/// \param frustum  `[B, K, D, h, h, 3]`: the grids of the views of each sample.
/// \return `[B K, C, D, h, h]`.
at::Tensor sample_frustums(const at::Tensor& volume, const at::Tensor& frustum);

}  // namespace syncdreamer
