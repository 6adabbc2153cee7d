#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// True if fused_gated_gelu takes `x`: no gradients, float32 on the CPU, contiguous halves of whole vectors.
bool fused_gated_gelu_applies(const at::Tensor& x);

/// a * gelu(b) for the halves a and b of the last dimension, with the exact GELU, in one go.
///
/// \param x  `[..., 2 C]`.
/// \return `[..., C]`.
at::Tensor fused_gated_gelu(const at::Tensor& x);

}  // namespace syncdreamer
