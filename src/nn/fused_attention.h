#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// softmax(q k^T / sqrt(d)) v without gradients on the CPU, a few queries at a time: the scores stay in the cache.
///
/// \param queries  `[B, H, L, d]` float32, last dimension contiguous, other strides as they are.
/// \param keys     `[B, H, M, d]`.
/// \param values   `[B, H, M, e]`.
/// \return `[B, H, L, e]`, laid out as `[B, L, H, e]`.
at::Tensor fused_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);

}  // namespace syncdreamer
