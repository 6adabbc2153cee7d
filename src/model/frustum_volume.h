#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "model/volume_block.h"
#include "nn/layers.h"

namespace syncdreamer {

struct FrustumVolumeOptions {
  std::int64_t in_channels = 64;
  std::int64_t time_embed_dim = 256;
  std::vector<std::int64_t> dims{64, 128, 256, 512};  ///< channels, from full resolution to the lowest; multiples of 8
};

/// Turns the part of the spatial volume in a view's frustum into a pyramid of features that condition the denoising of
/// that view.
///
/// Children: conv0; conv1 (halves), conv2; conv3 (halves), conv4; ...; up0, up1, ... (double).
class FrustumTV3DNet : public torch::nn::Module {
 public:
  explicit FrustumTV3DNet(const FrustumVolumeOptions& options);

  /// \param x        `[B, C, D, h, h]`; every view is a sample of the batch; D and h divisible by 2^(levels - 1).
  /// \param t_embed  `[B, time_embed_dim]`.
  /// \param v_embed  `[B, 4]`, see viewpoint_embedding.
  /// \return for each level k, from full resolution to the lowest, `[B, dims[k], D / 2^k, h / 2^k, h / 2^k]`.
  std::vector<at::Tensor> forward(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed);

  /// In training: blocks are computed again in the backward pass, see checkpointed.
  bool checkpoints_activations = false;

  std::shared_ptr<Conv3d> conv0;

 private:
  std::vector<std::shared_ptr<VolumeBlock>> down_, same_;  // one of each a level below the first
  std::vector<std::shared_ptr<VolumeBlock>> up_;           // from the lowest level upwards
};

}  // namespace syncdreamer
