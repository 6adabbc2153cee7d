#include "model/frustum_volume.h"

#include <ATen/ATen.h>

#include <string>

#include "core/error.h"
#include "nn/activation_checkpoint.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

FrustumTV3DNet::FrustumTV3DNet(const FrustumVolumeOptions& options) {
  using Kind = VolumeBlockOptions::Kind;
  const auto& dims = options.dims;
  check(!dims.empty(), "FrustumTV3DNet: at least one level is needed");
  const auto add_block = [&](const std::string& name, std::int64_t in, std::int64_t out, Kind kind) {
    return register_module(
        name, std::make_shared<VolumeBlock>(VolumeBlockOptions{in, out, options.time_embed_dim, true, kind}));
  };
  conv0 = register_module("conv0", std::make_shared<Conv3d>(options.in_channels, dims[0], 3));
  for (std::size_t k = 1; k < dims.size(); ++k) {
    down_.push_back(add_block("conv" + std::to_string(2 * k - 1), dims[k - 1], dims[k], Kind::halves));
    same_.push_back(add_block("conv" + std::to_string(2 * k), dims[k], dims[k], Kind::same_size));
  }
  for (std::size_t k = dims.size() - 1; k > 0; --k) {
    up_.push_back(add_block("up" + std::to_string(up_.size()), dims[k], dims[k - 1], Kind::doubles));
  }
}

std::vector<at::Tensor> FrustumTV3DNet::forward(const at::Tensor& x, const at::Tensor& t_embed,
                                                const at::Tensor& v_embed) {
  const at::Tensor t_map = as_voxel(t_embed), v_map = as_voxel(v_embed);
  const auto pass = [&](const std::shared_ptr<VolumeBlock>& block, const at::Tensor& input) {
    if (!checkpoints_activations) return block->forward(input, t_map, v_map);
    return checkpointed([block](const auto& inputs) { return block->forward(inputs[0], inputs[1], inputs[2]); },
                        {input, t_map, v_map});
  };
  std::vector<at::Tensor> levels{conv0->forward(in_kernel_layout(x))};
  for (std::size_t k = 0; k < down_.size(); ++k) {
    levels.push_back(pass(same_[k], pass(down_[k], levels.back())));
  }
  for (std::size_t i = 0; i < up_.size(); ++i) {
    const std::size_t lower = levels.size() - 1 - i;
    levels[lower - 1] = levels[lower - 1] + pass(up_[i], levels[lower]);
  }
  return levels;
}

}  // namespace syncdreamer
