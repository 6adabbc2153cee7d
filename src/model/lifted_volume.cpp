#include "model/lifted_volume.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "geometry/camera.h"
#include "model/camera_tensors.h"
#include "model/volume_projection.h"
#include "nn/autocast.h"

namespace syncdreamer {
namespace {

constexpr double kHalfSide = VolumeRenderOptions{}.half_side;
constexpr double kDensityScale = 20;  // per object unit, so that outputs of order 1 are surfaces
constexpr int64_t kChannelsPerGroup = 8;

constexpr int64_t cubed(int64_t x) {
  return x * x * x;
}

at::Tensor twice_as_large(const at::Tensor& x) {
  const int64_t h = x.size(-2) * 2, w = x.size(-1) * 2;
  return x.dim() == 4 ? at::upsample_nearest2d(x, {h, w}) : at::upsample_nearest3d(x, {x.size(-3) * 2, h, w});
}

at::Tensor half_as_large(const at::Tensor& x) {
  return x.dim() == 4 ? at::avg_pool2d(x, {2, 2}) : at::avg_pool3d(x, {2, 2, 2});
}

/// `[B, C R^3, V, V, V]` to `[B, C, R V, R V, R V]`: the channels of a voxel are those of its refined voxels.
at::Tensor refine_voxels(const at::Tensor& x, int64_t r) {
  const int64_t batch = x.size(0), channels = x.size(1) / (r * r * r), side = x.size(2);
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

std::vector<int64_t> spatial_dims(const at::Tensor& x) {
  return x.dim() == 4 ? std::vector<int64_t>{-2, -1} : std::vector<int64_t>{-3, -2, -1};
}

}  // namespace

template <class Conv>
LiftedBlock<Conv>::LiftedBlock(int64_t in_channels, int64_t out_channels) {
  norm1 = register_module("norm1", std::make_shared<GroupNorm>(in_channels / kChannelsPerGroup, in_channels));
  conv1 = register_module("conv1", std::make_shared<Conv>(in_channels, out_channels, 3));
  norm2 = register_module("norm2", std::make_shared<GroupNorm>(out_channels / kChannelsPerGroup, out_channels));
  conv2 = register_module("conv2",
                          std::make_shared<Conv>(out_channels, out_channels, 3, ConvOptions{.zero_initialized = true}));
  if (in_channels != out_channels) skip = register_module("skip", std::make_shared<Conv>(in_channels, out_channels, 1));
}

template <class Conv>
at::Tensor LiftedBlock<Conv>::forward(const at::Tensor& x) {
  const at::Tensor hidden = conv1->forward(norm1->forward(x, Activation::silu));
  return (skip ? skip->forward(x) : x) + conv2->forward(norm2->forward(hidden, Activation::silu));
}

template <class Conv>
LiftedUNet<Conv>::LiftedUNet(int64_t in_channels, std::vector<int64_t> dims, size_t out_level, int64_t context_channels)
    : out_level_(out_level) {
  check(dims.size() >= 2 && out_level < dims.size(), "LiftedUNet: needs two levels or more, and a level to end at");
  for (const int64_t dim : dims) check(dim % kChannelsPerGroup == 0, "LiftedUNet: channels must be multiples of 8");
  in = register_module("in", std::make_shared<Conv>(in_channels, dims[0], 3));
  down = register_module("down", std::make_shared<ModuleList>());
  middle = register_module("middle", std::make_shared<Sequence>());
  up = register_module("up", std::make_shared<ModuleList>());
  narrow = register_module("narrow", std::make_shared<ModuleList>());
  const auto lowest_level = static_cast<int64_t>(dims.size()) - 1;
  for (int64_t level = 1; level < lowest_level; ++level)
    down->add<LiftedBlock<Conv>>(level, dims[level - 1], dims[level]);
  middle->add<LiftedBlock<Conv>>(0, dims[lowest_level - 1], dims[lowest_level]);
  middle->add<LiftedBlock<Conv>>(1, dims[lowest_level], dims[lowest_level]);
  for (int64_t level = static_cast<int64_t>(out_level); level < lowest_level; ++level) {
    narrow->add<Conv>(level, dims[level + 1], dims[level], 1);
    up->add<LiftedBlock<Conv>>(level, dims[level], dims[level]);
  }
  if (context_channels > 0)
    context = register_module("context", std::make_shared<Linear>(context_channels, dims.back()));
}

template <class Conv>
LiftedLevels LiftedUNet<Conv>::forward(const at::Tensor& x, const at::Tensor& context_vector) {
  at::Tensor h = in->forward(x);
  std::vector<at::Tensor> skips{h};
  for (const auto& [level, block] : down->modules_by_index()) {
    h = static_cast<LiftedBlock<Conv>&>(*block).forward(half_as_large(h));
    skips.push_back(h);
  }
  h = middle->forward(half_as_large(h));
  if (context) {
    at::Tensor added = context->forward(context_vector);
    while (added.dim() < h.dim()) added = added.unsqueeze(-1);
    h = h + added;
  }
  const at::Tensor lowest = h.mean(spatial_dims(h));
  for (size_t i = skips.size(); i-- > out_level_;) {
    const auto level = static_cast<int64_t>(i);
    h = up->at<LiftedBlock<Conv>>(level).forward(twice_as_large(narrow->at<Conv>(level).forward(h)) + skips[i]);
  }
  return {h, lowest};
}

template class LiftedBlock<Conv2d>;
template class LiftedBlock<Conv3d>;
template class LiftedUNet<Conv2d>;
template class LiftedUNet<Conv3d>;

LiftedVolumeNet::LiftedVolumeNet(const LiftedVolumeOptions& options) : options_(options) {
  const auto& encoder_dims = options.encoder_dims;
  const auto& volume_dims = options.volume_dims;
  check(encoder_dims.size() >= 2 && volume_dims.size() >= 2, "LiftedVolumeNet: needs two levels or more");
  const int64_t sampled = options.feature_channels + 8;  // features, colour, opacity, place, depth
  encoder = register_module("encoder", std::make_shared<LiftedUNet<Conv2d>>(4, encoder_dims, 1, 0));
  to_features = register_module("to_features", std::make_shared<Conv2d>(encoder_dims[1], options.feature_channels, 1));
  reduce = register_module("reduce", std::make_shared<Conv3d>(sampled, volume_dims[0], 1));
  completion = register_module(
      "completion", std::make_shared<LiftedUNet<Conv3d>>(volume_dims[0], volume_dims, 0, encoder_dims.back()));
  out_norm =
      register_module("out_norm", std::make_shared<GroupNorm>(volume_dims[0] / kChannelsPerGroup, volume_dims[0]));
  out = register_module("out", std::make_shared<Conv3d>(volume_dims[0], 5 * cubed(options.refinement), 1));
}

std::array<at::Tensor, 2> LiftedVolumeNet::project_voxels(const at::Tensor& elevation, int64_t side) const {
  const Autocast none(AutocastState{});  // places must be exact to a fraction of a pixel
  const at::Tensor points = volume_points(side, kHalfSide, elevation.options()).view({-1, 3});
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
  const int64_t batch = picture.size(0), side = options_.volume_size, refined_side = side * options_.refinement;
  const auto cube = [&](const at::Tensor& x, int64_t n) { return x.reshape({batch, -1, n, n, n}); };
  const auto seen = [&](const at::Tensor& x, const at::Tensor& places, int64_t n) {
    return cube(at::grid_sampler(x, places.unsqueeze(1), 0, 0, false), n);
  };

  const LiftedLevels encoded = encoder->forward(picture * 2 - 1, {});
  const at::Tensor features = to_features->forward(encoded.out);  // [B, F, S/2, S/2]
  const auto [places, depth] = project_voxels(elevation, side);
  const at::Tensor place =
      volume_points(side, 1, picture.options()).permute({3, 0, 1, 2}).expand({batch, 3, side, side, side});
  const at::Tensor sampled =
      at::cat({seen(features, places, side), seen(picture, places, side), place, cube(depth, side)}, 1);

  const at::Tensor hidden = completion->forward(reduce->forward(sampled), encoded.lowest).out;
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
    const int64_t r = options_.refinement;
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
