#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>

namespace syncdreamer {

/// True if the kernels of cpu_kernels.h may stand in for libtorch's operators: float32 on the CPU, not empty, and no
/// gradient is recorded. Undefined tensors do not count.
bool kernels_apply(std::initializer_list<at::Tensor> operands);

/// `x` with the channels last in memory where the layers can then use the kernels: gradients off, float32 on the CPU.
/// Otherwise `x` as it is. Layers keep the layout that they are given.
at::Tensor in_kernel_layout(const at::Tensor& x);

/// The result of an operator on `x` that may not have kept its layout.
at::Tensor in_layout_of(const at::Tensor& x, const at::Tensor& result);

/// True if the channels of `[B, C, ...]` lie next to each other, and pixels follow each other without gaps.
bool has_channels_last(const at::Tensor& x);

/// `[B, C, ...]` as `[B, ..., C]`, without copying.
at::Tensor channels_last_view(const at::Tensor& x);

/// `[B, ..., C]` as `[B, C, ...]`, without copying.
at::Tensor channels_first_view(const at::Tensor& x);

}  // namespace syncdreamer
