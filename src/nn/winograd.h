#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// True if winograd_convolution takes the operands and is expected to be faster than the direct convolution: no
/// gradients, float32 on the CPU, channels last and in whole vectors, kernels of three pixels in each direction.
bool winograd_applies(const at::Tensor& x, const at::Tensor& weight);

/// A convolution of stride 1, padded by one on each side, with a quarter of the direct multiplications (Winograd's
/// F(4x4, 3x3), Lavin and Gray 2016; of volumes in height and width alone). Weights are transformed anew in every call,
/// some output channels at a time, so that it takes no memory to keep.
///
/// The result differs from the direct convolution's by about 3e-6 of its largest value.
///
/// \param x       `[B, in, H, W]` or `[B, in, D, H, W]` float32, channels last in memory, as the result.
/// \param weight  `[out, in, 3, 3]` or `[out, in, 3, 3, 3]`.
/// \param bias    `[out]`, or undefined.
at::Tensor winograd_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace syncdreamer
