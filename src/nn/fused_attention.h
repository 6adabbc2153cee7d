#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// softmax(q k^T / sqrt(d)) v without gradients on the CPU, a few queries at a time: the scores stay in the cache.
///
/// \param queries  `[B, H, L, d]` float32, of any strides.
/// \param keys     `[B, H, M, d]`.
/// \param values   `[B, H, M, e]`.
/// \return `[B, H, L, e]`, laid out as `[B, L, H, e]`.
at::Tensor fused_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);

/// True if short_attention is faster than libtorch's operators: float32 on the CPU, and few scores a head.
bool short_attention_applies(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);

/// fused_attention with gradients, made for many short sequences, as the depths along rays: libtorch without MKL
/// multiplies batches of small matrices one by one, which takes many times as long as the arithmetic. Scores are not
/// kept but computed again in the backward pass.
at::Tensor short_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);

}  // namespace syncdreamer
