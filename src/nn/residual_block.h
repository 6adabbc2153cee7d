#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

struct ResidualBlockOptions {
  std::int64_t in_channels = 320;
  std::int64_t out_channels = 320;
  std::int64_t embedding_dim = 1280;  ///< of the time embedding
  std::int64_t norm_groups = 32;
};

/// The UNet's residual block: norm, SiLU, convolution; plus the projected time embedding; norm, SiLU, convolution; plus
/// the input (by a 1x1 convolution where the number of channels changes).
class ResidualBlock : public torch::nn::Module {
 public:
  explicit ResidualBlock(const ResidualBlockOptions& options);

  /// \param x          `[B, in, H, W]`.
  /// \param embedding  `[B, embedding_dim]`.
  /// \return `[B, out, H, W]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& embedding);

  std::shared_ptr<Sequence> in_layers, emb_layers, out_layers;
  std::shared_ptr<Conv2d> skip_connection;  ///< null where in and out agree
};

}  // namespace syncdreamer
