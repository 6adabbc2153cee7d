#include "model/volume_block.h"

#include "model/viewpoint_embedding.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kVolumeGroups = 8;

}  // namespace

VolumeBlock::VolumeBlock(const VolumeBlockOptions& options) {
  using Kind = VolumeBlockOptions::Kind;
  t_conv = register_module("t_conv", std::make_shared<Conv3d>(options.time_embed_dim, options.in_channels, 1));
  if (options.sees_viewpoint) {
    v_conv = register_module("v_conv", std::make_shared<Conv3d>(kViewpointDim, options.in_channels, 1));
  }
  const bool doubles = options.kind == Kind::doubles;
  bn = register_module(doubles ? "norm" : "bn", std::make_shared<GroupNorm>(kVolumeGroups, options.in_channels));
  if (doubles) {
    conv = register_module("conv", std::make_shared<ConvTranspose3d>(options.in_channels, options.out_channels, 3,
                                                                     ConvOptions{.stride = 2, .output_padding = 1}));
  } else {
    const std::int64_t stride = options.kind == Kind::halves ? 2 : 1;
    conv = register_module(
        "conv", std::make_shared<Conv3d>(options.in_channels, options.out_channels, 3, ConvOptions{.stride = stride}));
  }
}

at::Tensor VolumeBlock::forward(const at::Tensor& x, const at::Tensor& t_map, const at::Tensor& v_map) {
  at::Tensor shift = t_conv->forward(t_map);
  if (v_conv) shift = shift + v_conv->forward(v_map);
  return conv->forward(bn->forward(x + shift, Activation::silu));
}

at::Tensor as_voxel(const at::Tensor& embedding) {
  return embedding.view({embedding.size(0), embedding.size(1), 1, 1, 1});
}

}  // namespace syncdreamer
