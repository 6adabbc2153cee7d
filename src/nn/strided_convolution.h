#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// 3x3x3 convolutions that halve or double the sides of volumes, as matrix products of the volume's eight parts of even
/// and odd places. In memory the channels come last, and nothing is gathered by columns.

/// True if both functions below take these operands: float32 volumes on the CPU with the channels last, no gradients.
bool strided_convolution_applies(const at::Tensor& x, const at::Tensor& weight);

/// Stride 2, padded by one.
///
/// \param x       `[B, C, D, H, W]` with even sides.
/// \param weight  `[out, C, 3, 3, 3]`.
/// \param bias    `[out]` or undefined.
/// \return `[B, out, D / 2, H / 2, W / 2]`, channels last in memory.
at::Tensor halving_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// The transposed convolution of stride 2, padded by one, with an output padding of one.
///
/// \param x       `[B, C, D, H, W]`.
/// \param weight  `[C, out, 3, 3, 3]`.
/// \param bias    `[out]` or undefined.
/// \return `[B, out, 2 D, 2 H, 2 W]`, channels last in memory.
at::Tensor doubling_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace syncdreamer
