#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "nn/layers.h"

namespace syncdreamer {

/// softmax(q k^T / sqrt(d)) v.
///
/// Without gradients on the CPU the scores are never written to memory. Elsewhere libtorch 2 sees to that; libtorch 1
/// writes all of them, `[B, H, L, M]`.
///
/// \param queries  `[B, H, L, d]`, H heads.
/// \param keys     `[B, H, M, d]`.
/// \param values   `[B, H, M, e]`.
/// \return `[B, H, L, e]`.
at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);

/// `[B, L, H d]` as `[B, H, L, d]`.
at::Tensor split_heads(const at::Tensor& x, std::int64_t num_heads);

/// `[B, H, L, d]` as `[B, L, H d]`.
at::Tensor merge_heads(const at::Tensor& x);

/// Multi-head attention of tokens to themselves or to a context.
class CrossAttention : public torch::nn::Module {
 public:
  /// \param context_dim  width of the context; for self-attention that of the tokens.
  CrossAttention(std::int64_t width, std::int64_t context_dim, std::int64_t num_heads);

  /// Attention to a context of one token is that token's value, for every query: no scores are computed, and the
  /// result has one token, to be broadcast.
  ///
  /// \param x        `[B, L, width]`.
  /// \param context  `[B, M, context_dim]`; absent: x itself.
  /// \return `[B, L, width]`, or `[B, 1, width]` if M is 1.
  at::Tensor forward(const at::Tensor& x, const std::optional<at::Tensor>& context = std::nullopt);

  std::shared_ptr<Linear> to_q, to_k, to_v;
  std::shared_ptr<Sequence> to_out;

 private:
  std::int64_t num_heads_;
};

}  // namespace syncdreamer
