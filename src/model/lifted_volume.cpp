#include "model/lifted_volume.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "geometry/camera.h"
#include "model/camera_tensors.h"
#include "model/volume_projection.h"
#include "nn/autocast.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

constexpr double kHalfSide = VolumeRenderOptions{}.half_side;
constexpr double kDensityScale = 20;  // per object unit, so that outputs of order 1 are surfaces

constexpr std::int64_t cubed(std::int64_t x) {
  return x * x * x;
}

/// `[B, C R^3, V, V, V]` to `[B, C, R V, R V, R V]`: the channels of a voxel are those of its refined voxels.
at::Tensor refine_voxels(const at::Tensor& x, std::int64_t r) {
  const std::int64_t batch = x.size(0), channels = x.size(1) / (r * r * r), side = x.size(2);
  return x.reshape({batch, channels, r, r, r, side, side, side})
      .permute({0, 1, 5, 2, 6, 3, 7, 4})
      .reshape({batch, channels, r * side, r * side, r * side});
}

/// One half of a voxel and a quarter of each neighbour along every axis, zero beyond: `[B, 1, V, V, V]`.
at::Tensor weighted_with_neighbours(const at::Tensor& x) {
  const at::Tensor kernel = at::tensor({0.25F, 0.5F, 0.25F}, x.options());
  at::Tensor result = at::conv3d(x, kernel.view({1, 1, 3, 1, 1}), {}, 1, at::IntArrayRef{1, 0, 0});
  result = at::conv3d(result, kernel.view({1, 1, 1, 3, 1}), {}, 1, at::IntArrayRef{0, 1, 0});
  return at::conv3d(result, kernel.view({1, 1, 1, 1, 3}), {}, 1, at::IntArrayRef{0, 0, 1});
}

}  // namespace

LiftedVolumeNet::LiftedVolumeNet(const LiftedVolumeOptions& options) : options_(options) {
  const auto& encoder_dims = options.encoder_dims;
  const auto& volume_dims = options.volume_dims;
  check(encoder_dims.size() >= 2 && volume_dims.size() >= 2, "LiftedVolumeNet: needs two levels or more");
  encoder = register_module("encoder", std::make_shared<ResidualUNet<Conv2d>>(4, encoder_dims, 1, 0));
  to_features = register_module("to_features", std::make_shared<Conv2d>(encoder_dims[1], options.feature_channels, 1));
  reduce = register_module("reduce", std::make_shared<Conv3d>(options.sampled_channels(), volume_dims[0], 1));
  completion = register_module(
      "completion", std::make_shared<ResidualUNet<Conv3d>>(volume_dims[0], volume_dims, 0, encoder_dims.back()));
  out_norm =
      register_module("out_norm", std::make_shared<GroupNorm>(volume_dims[0] / kChannelsPerGroup, volume_dims[0]));
  out = register_module("out", std::make_shared<Conv3d>(volume_dims[0], 5 * cubed(options.refinement), 1));
}

std::array<at::Tensor, 2> LiftedVolumeNet::project_voxels(const at::Tensor& elevation, std::int64_t side) const {
  const Autocast none(kNoAutocast);  // places must be exact to a fraction of a pixel
  const at::Tensor points = volume_points(side, kHalfSide, elevation.device()).view({-1, 3});
  const at::Tensor pose = camera_poses(at::zeros_like(elevation), elevation);  // [B, 3, 4]
  const at::Tensor in_camera =
      at::matmul(points, pose.slice(2, 0, 3).transpose(1, 2)) + pose.slice(2, 3, 4).transpose(1, 2);
  const at::Tensor depth = in_camera.select(2, 2);
  const double focal = kFocalLength256 / kPrincipalPoint256;  // in half picture widths
  return {in_camera.slice(2, 0, 2) / depth.unsqueeze(2) * focal, depth - kRingDistance};
}

LiftedVolume LiftedVolumeNet::forward(const at::Tensor& picture, const at::Tensor& elevation) {
  check(picture.dim() == 4 && picture.size(1) == 4 && picture.size(2) == options_.image_size,
        "LiftedVolumeNet: picture must be [B, 4, S, S] of the size in the options");
  const std::int64_t batch = picture.size(0), side = options_.volume_size, refined_side = side * options_.refinement;
  const auto cube = [&](const at::Tensor& x, std::int64_t n) { return x.reshape({batch, -1, n, n, n}); };
  const auto seen = [&](const at::Tensor& x, const at::Tensor& places, std::int64_t n) {
    return cube(at::grid_sampler(x, places.unsqueeze(1), 0, 0, false), n);
  };

  const ResidualUNetOutput encoded = encoder->forward(picture * 2 - 1, {});
  const at::Tensor features = to_features->forward(encoded.out);  // [B, F, S/2, S/2]
  const auto [places, depth] = project_voxels(elevation, side);
  const at::Tensor place =
      volume_points(side, 1, picture.device()).permute({3, 0, 1, 2}).expand({batch, 3, side, side, side});
  const at::Tensor sampled =
      at::cat({seen(features, places, side), seen(picture, places, side), place, cube(depth, side)}, 1);

  const at::Tensor hidden = completion->forward(reduce->forward(in_kernel_layout(sampled)), encoded.lowest).out;
  const at::Tensor voxels = out->forward(out_norm->forward(hidden, Activation::silu));
  const at::Tensor fields = refine_voxels(voxels.to(picture.scalar_type()), options_.refinement);
  LiftedVolume volume;
  volume.density = kDensityScale * at::softplus(fields.select(1, 0) - 3);
  const at::Tensor gate = at::sigmoid(fields.slice(1, 1, 2));
  const at::Tensor colors = seen(picture.slice(1, 0, 3), project_voxels(elevation, refined_side)[0], refined_side);
  volume.color = gate * colors + (1 - gate) * at::sigmoid(fields.slice(1, 2, 5));
  volume.features = at::cat({hidden, mean_fields(volume)}, 1);
  return volume;
}

at::Tensor LiftedVolumeNet::mean_fields(const LiftedVolume& volume) const {
  const auto coarse = [&](const at::Tensor& x) {
    const std::int64_t r = options_.refinement;
    return r == 1 ? x : at::avg_pool3d(x, {r, r, r});
  };
  const at::Tensor opacity = 1 - at::exp(-volume.density * (2 * kHalfSide / options_.volume_size));
  return at::cat({coarse(volume.color), coarse(opacity.unsqueeze(1))}, 1);
}

at::Tensor LiftedVolumeNet::occupancy(const LiftedVolume& volume) const {
  const at::Tensor share = volume.density / (volume.density + options_.surface_density);
  return weighted_with_neighbours(share.unsqueeze(1)).squeeze(1);
}

at::Tensor LiftedVolumeNet::render(const LiftedVolume& volume, const at::Tensor& cam_from_world, int size) const {
  return render_volume(volume.density, volume.color, cam_from_world, size,
                       {.half_side = kHalfSide, .num_samples = options_.num_samples});
}

}  // namespace syncdreamer
