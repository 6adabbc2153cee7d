#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/attention.h"
#include "nn/feed_forward.h"
#include "nn/layers.h"

namespace syncdreamer {

/// Self-attention, attention to a context, perceptron; each after a LayerNorm and added to its input.
class BasicTransformerBlock : public torch::nn::Module {
 public:
  BasicTransformerBlock(std::int64_t width, std::int64_t num_heads, std::int64_t context_dim);

  /// \param x        `[B, L, width]`.
  /// \param context  `[B, M, context_dim]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& context);

  std::shared_ptr<CrossAttention> attn1;  ///< to itself
  std::shared_ptr<FeedForward> ff;
  std::shared_ptr<CrossAttention> attn2;  ///< to the context
  std::shared_ptr<LayerNorm> norm1, norm2, norm3;
};

struct SpatialTransformerOptions {
  std::int64_t channels = 320;
  std::int64_t num_heads = 8;
  std::int64_t context_dim = 768;
  std::int64_t norm_groups = 32;
};

/// A transformer block on the pixels of a feature map (Rombach et al. 2022), added to its input.
class SpatialTransformer : public torch::nn::Module {
 public:
  explicit SpatialTransformer(const SpatialTransformerOptions& options);

  /// \param x        `[B, C, H, W]`.
  /// \param context  `[B, M, context_dim]`.
  /// \return `[B, C, H, W]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& context);

  std::shared_ptr<GroupNorm> norm;
  std::shared_ptr<Conv2d> proj_in;
  std::shared_ptr<ModuleList> transformer_blocks;
  std::shared_ptr<Conv2d> proj_out;
};

}  // namespace syncdreamer
