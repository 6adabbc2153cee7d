#include "model/spatial_volume.h"

#include <ATen/ATen.h>

#include <string>

#include "core/error.h"
#include "model/view_pooling.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

SpatialTime3DNet::SpatialTime3DNet(std::int64_t in_channels, std::int64_t time_embed_dim,
                                   const std::vector<std::int64_t>& dims) {
  using Kind = VolumeBlockOptions::Kind;
  check(!dims.empty(), "SpatialTime3DNet: at least one level is needed");
  const auto add_block = [&](const std::string& name, std::int64_t in, std::int64_t out, Kind kind) {
    return register_module("conv" + name,
                           std::make_shared<VolumeBlock>(VolumeBlockOptions{in, out, time_embed_dim, false, kind}));
  };
  init_conv = register_module("init_conv", std::make_shared<Conv3d>(in_channels, dims[0], 3));
  conv0 = add_block("0", dims[0], dims[0], Kind::same_size);
  for (std::size_t k = 1; k < dims.size(); ++k) {
    const std::string level = std::to_string(2 * k);
    const auto halve = add_block(std::to_string(2 * k - 1), dims[k - 1], dims[k], Kind::halves);
    const auto first = add_block(level + "_0", dims[k], dims[k], Kind::same_size);
    const auto second = add_block(level + "_1", dims[k], dims[k], Kind::same_size);
    down_.push_back({halve, first, second});
  }
  for (std::size_t k = dims.size() - 1; k > 0; --k) {
    const std::size_t number = 2 * dims.size() - 1 + up_.size();
    up_.push_back(add_block(std::to_string(number), dims[k], dims[k - 1], Kind::doubles));
  }
}

at::Tensor SpatialTime3DNet::forward(const at::Tensor& x, const at::Tensor& t_embed) {
  const at::Tensor t_map = as_voxel(t_embed);
  std::vector<at::Tensor> skips{conv0->forward(init_conv->forward(in_kernel_layout(x)), t_map)};
  for (const auto& blocks : down_) {
    at::Tensor level = skips.back();
    for (const auto& block : blocks) level = block->forward(level, t_map);
    skips.push_back(level);
  }
  at::Tensor result = skips.back();
  for (const auto& block : up_) {
    skips.pop_back();
    result = skips.back() + block->forward(result, t_map);
  }
  return result;
}

namespace {

std::int64_t gathered_channels(const SpatialVolumeOptions& options, const SpatialVolume::Dimensions& dimensions) {
  const std::int64_t per_voxel = options.pooling == Pooling::concatenate ? dimensions.num_views : 2;
  return per_voxel * options.view_channels + options.extra_channels;
}

}  // namespace

SpatialVolume::SpatialVolume(const SpatialVolumeOptions& options, const Dimensions& dimensions)
    : target_encoder(register_module("target_encoder", std::make_shared<TargetViewEncoder>(TargetViewEncoderOptions{
                                                           .in_channels = dimensions.latent_channels,
                                                           .time_embed_dim = dimensions.time_embed_dim,
                                                           .channels = options.view_channels}))),
      spatial_volume_feats(register_module(
          "spatial_volume_feats", std::make_shared<SpatialTime3DNet>(gathered_channels(options, dimensions),
                                                                     dimensions.time_embed_dim, options.volume_dims))),
      frustum_volume_feats(register_module(
          "frustum_volume_feats",
          std::make_shared<FrustumTV3DNet>(FrustumVolumeOptions{.in_channels = options.volume_dims.at(0),
                                                                .time_embed_dim = dimensions.time_embed_dim,
                                                                .dims = options.volume_dims}))),
      options_(options),
      dimensions_(dimensions) {}

ProjectionGrids SpatialVolume::grids(const ViewCameras& cameras) const {
  return projection_grids(cameras, {.volume_size = options_.volume_size,
                                    .num_depths = options_.num_depths,
                                    .feature_size = dimensions_.latent_size});
}

at::Tensor SpatialVolume::gather_views(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed,
                                       const ProjectionGrids& grids, const at::Tensor& extra) {
  check(x.dim() == 5 && x.size(1) == grids.warp.size(0), "SpatialVolume: the latents and cameras differ in views");
  check(options_.pooling != Pooling::concatenate || x.size(1) == dimensions_.num_views,
        "SpatialVolume: a model that concatenates views works with the number of views it was made for");
  check(extra.defined() == (options_.extra_channels > 0), "SpatialVolume: extra features given, and only if declared");
  const std::int64_t batch = x.size(0), num_views = x.size(1);
  const at::ScalarType type = scalar_type();
  const at::Tensor t_views = t_embed.repeat_interleave(num_views, 0).to(type);
  const at::Tensor encoded = target_encoder->forward(x.flatten(0, 1).to(type), t_views, v_embed.flatten(0, 1).to(type));
  const at::Tensor features = encoded.unflatten(0, {batch, num_views});
  const at::Tensor pooled = options_.pooling == Pooling::concatenate ? unproject(features, grids.warp).flatten(1, 2)
                                                                     : pool_views(features, grids.warp, grids.visible);
  return (extra.defined() ? at::cat({pooled, extra}, 1) : pooled).to(type);
}

at::Tensor SpatialVolume::forward(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed,
                                  const ProjectionGrids& grids, const at::Tensor& extra) {
  return spatial_volume_feats->forward(gather_views(x, t_embed, v_embed, grids, extra), t_embed.to(scalar_type()));
}

std::vector<at::Tensor> SpatialVolume::frustum_volumes(const at::Tensor& volume, const at::Tensor& t_embed,
                                                       const at::Tensor& v_embed, const at::Tensor& view_indices,
                                                       const ProjectionGrids& grids) {
  check(view_indices.dim() == 2 && view_indices.size(0) == volume.size(0), "SpatialVolume: view_indices is [B, K]");
  const std::int64_t batch = view_indices.size(0), num_targets = view_indices.size(1);
  const at::Tensor flat = view_indices.flatten().to(grids.frustum.device());
  const at::Tensor frustum = grids.frustum.index_select(0, flat).unflatten(0, {batch, num_targets});
  const at::ScalarType type = scalar_type();
  const at::Tensor sampled = sample_frustums(volume, frustum).to(type);
  return frustum_volume_feats->forward(sampled, t_embed.repeat_interleave(num_targets, 0).to(type),
                                       v_embed.flatten(0, 1).to(type));
}

}  // namespace syncdreamer
