#include "nn/fused_group_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/error.h"
#include "nn/cpu_kernels.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

bool fused_group_norm_applies(const at::Tensor& x, const at::Tensor& weight) {
  return kernels_apply({x, weight}) && has_channels_last(x) && x.size(1) % cpu_kernels().lanes == 0;
}

at::Tensor fused_group_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            const GroupNormOptions& options) {
  check(fused_group_norm_applies(x, weight), "fused_group_norm: float32 with the channels last expected");
  check(weight.numel() == x.size(1) && bias.numel() == x.size(1), "fused_group_norm: a weight and a bias a channel");
  const at::Tensor input = channels_last_view(x);
  const at::Tensor output = at::empty(input.sizes(), input.options());
  const int64_t channels = x.size(1), pixels = x.numel() / (x.size(0) * channels);
  at::parallel_for(0, x.size(0), 1, [&](int64_t begin, int64_t end) {
    const at::Tensor scratch = at::empty({kGroupNormScratch * channels}, at::kFloat);
    for (int64_t i = begin; i < end; ++i) {
      cpu_kernels().group_norm({.num_pixels = pixels,
                                .num_channels = channels,
                                .num_groups = options.num_groups,
                                .input = input.data_ptr<float>() + i * pixels * channels,
                                .weight = weight.data_ptr<float>(),
                                .bias = bias.data_ptr<float>(),
                                .output = output.data_ptr<float>() + i * pixels * channels,
                                .eps = options.eps,
                                .activation = options.activation},
                               scratch.data_ptr<float>());
    }
  });
  return channels_first_view(output);
}

}  // namespace syncdreamer
