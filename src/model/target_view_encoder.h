#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/layers.h"

namespace syncdreamer {

struct TargetViewEncoderOptions {
  std::int64_t in_channels = 4;
  std::int64_t time_embed_dim = 256;
  std::int64_t channels = 16;  ///< of the features; a multiple of 8
};

/// Turns the noisy latent of one view into the features that are unprojected into the volume.
class TargetViewEncoder : public torch::nn::Module {
 public:
  explicit TargetViewEncoder(const TargetViewEncoderOptions& options);

  /// \param x            `[B, in_channels, h, h]` noisy latents; every view is a sample of the batch.
  /// \param t_embed      `[B, time_embed_dim]`.
  /// \param v_embed      `[B, 4]`, see viewpoint_embedding.
  /// \return `[B, channels, h, h]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed);

  std::shared_ptr<Conv2d> init_conv;
  std::shared_ptr<Sequence> final_out;

 private:
  std::vector<std::shared_ptr<torch::nn::Module>> blocks_;
};

}  // namespace syncdreamer
