#pragma once

#include "nn/cpu_kernels.h"

/// Sizes of the blocks in which the kernels work, which scratch memory depends on.
namespace syncdreamer {

/// Queries whose scores are held at once.
constexpr std::int64_t kQueryBlock = 48;

/// Distance of the 36 pieces of transformed weights of kWinogradChannels output channels.
[[gnu::always_inline]] constexpr std::int64_t winograd_weight_stride(const WinogradProblem& problem) {
  return problem.depth_taps * problem.in_channels * kWinogradChannels + 16;
}

/// Distance of the 36 pieces of their products.
[[gnu::always_inline]] constexpr std::int64_t winograd_product_stride(std::int64_t num_tiles) {
  return num_tiles * kWinogradChannels + 16;
}

}  // namespace syncdreamer
