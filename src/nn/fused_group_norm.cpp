#include "nn/fused_group_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <numeric>

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
  const std::int64_t batch = x.size(0), channels = x.size(1), pixels = x.numel() / (batch * channels);
  const std::int64_t group_size = channels / options.num_groups;
  const auto norm = [&](std::int64_t row, std::int64_t first, std::int64_t count) {
    const at::Tensor scratch = at::empty({kGroupNormScratch * count}, at::kFloat);
    const std::int64_t offset = row * pixels * channels + first;
    cpu_kernels().group_norm({.num_pixels = pixels,
                              .pixel_stride = channels,
                              .num_channels = count,
                              .num_groups = count / group_size,
                              .input = input.data_ptr<float>() + offset,
                              .weight = weight.data_ptr<float>() + first,
                              .bias = bias.data_ptr<float>() + first,
                              .output = output.data_ptr<float>() + offset,
                              .eps = options.eps,
                              .activation = options.activation},
                             scratch.data_ptr<float>());
  };
  // Groups that fill whole vectors: their channels can be normed on cores of their own.
  const std::int64_t unit = std::lcm(group_size, std::int64_t{cpu_kernels().lanes});
  const std::int64_t part = channels % unit == 0 ? unit : channels, parts = channels / part;
  at::parallel_for(0, batch * parts, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t next = begin; begin < end; begin = next) {
      const std::int64_t row = begin / parts;
      next = std::min(end, (row + 1) * parts);
      norm(row, begin % parts * part, (next - begin) * part);
    }
  });
  return channels_first_view(output);
}

}  // namespace syncdreamer
