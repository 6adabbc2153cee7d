#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "nn/activation.h"

namespace syncdreamer {

struct GroupNormOptions {
  std::int64_t num_groups = 32;
  double eps = 1e-5;
  Activation activation = Activation::none;
};

/// True if fused_group_norm takes `x`: its channels come last and fill whole vectors.
bool fused_group_norm_applies(const at::Tensor& x, const at::Tensor& weight);

/// Group norm and activation in one go, without gradients on the CPU.
///
/// \param x  `[B, C, ...]` float32, channels last in memory, as the result.
at::Tensor fused_group_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            const GroupNormOptions& options);

}  // namespace syncdreamer
