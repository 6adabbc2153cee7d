#include "nn/winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "nn/cpu_kernels.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

WinogradProblem problem_of(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                           const at::Tensor& output) {
  const bool volumes = input.dim() == 5;
  return {.num_volumes = volumes ? input.size(0) : 1,
          .depth = volumes ? input.size(1) : input.size(0),
          .height = input.size(-3),
          .width = input.size(-2),
          .in_channels = input.size(-1),
          .out_channels = output.size(-1),
          .depth_taps = volumes ? 3 : 1,
          .input = input.data_ptr<float>(),
          .weight = weight.data_ptr<float>(),
          .bias = bias.defined() ? bias.data_ptr<float>() : nullptr,
          .output = output.data_ptr<float>()};
}

/// Tiles that may stand in one chunk.
std::int64_t tiles_per_group(const WinogradProblem& problem) {
  return problem.depth_taps == 3 ? problem.depth * problem.tiles_per_slice() : problem.num_tiles();
}

/// Few tiles at a time keep the transforms in the cache, many make the weights' transforms pay.
std::int64_t tiles_per_chunk(const WinogradProblem& problem) {
  constexpr std::int64_t kTransformedFloats = 3 << 18, kMinTiles = 128;
  const std::int64_t target = std::max(kMinTiles, kTransformedFloats / (36 * problem.in_channels));
  const std::int64_t group = tiles_per_group(problem), num_chunks = (group + target - 1) / target;
  return (group + num_chunks - 1) / num_chunks;
}

void convolve_chunk(const WinogradProblem& problem, const WinogradChunk& chunk) {
  const CpuKernels& kernels = cpu_kernels();
  at::parallel_for(0, chunk.num_tiles + 2 * problem.halo(), 8,
                   [&](std::int64_t begin, std::int64_t end) { kernels.winograd_input(problem, chunk, begin, end); });
  at::parallel_for(0, problem.out_channels / kWinogradChannels, 1, [&](std::int64_t begin, std::int64_t end) {
    const at::Tensor scratch = at::empty({winograd_scratch(problem, chunk.num_tiles)}, at::kFloat);
    for (std::int64_t i = begin; i < end; ++i) {
      kernels.winograd_output(problem, chunk, i * kWinogradChannels, scratch.data_ptr<float>());
    }
  });
}

}  // namespace

bool winograd_applies(const at::Tensor& x, const at::Tensor& weight) {
  return kernels_apply({x, weight}) && has_channels_last(x) && weight.is_contiguous() &&
         (weight.dim() == 4 || weight.dim() == 5) && weight[0][0].numel() == (weight.dim() == 4 ? 9 : 27) &&
         weight.size(-1) == 3 && weight.size(-2) == 3 && weight.size(1) % cpu_kernels().lanes == 0 &&
         weight.size(0) % kWinogradChannels == 0 && weight.size(1) >= kWinogradChannels;
}

at::Tensor winograd_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  check(winograd_applies(x, weight), "winograd_convolution: operands that it does not take");
  check(x.size(1) == weight.size(1) && x.dim() == weight.dim(),
        "winograd_convolution: the weights are for another input");
  RECORD_FUNCTION("syncdreamer::winograd_convolution", std::vector<c10::IValue>({x, weight}));
  const at::Tensor input = channels_last_view(x);
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes.back() = weight.size(0);
  const at::Tensor output = at::empty(sizes, input.options());
  const WinogradProblem problem = problem_of(input, weight, bias, output);
  const std::int64_t chunk_tiles = tiles_per_chunk(problem);
  const std::int64_t group = tiles_per_group(problem);
  const at::Tensor transformed = at::empty({36 * WinogradChunk::position_stride(problem, chunk_tiles)}, at::kFloat);
  for (std::int64_t start = 0; start < problem.num_tiles(); start += group) {
    for (std::int64_t first = 0; first < group; first += chunk_tiles) {
      convolve_chunk(problem, {.first_tile = start + first,
                               .num_tiles = std::min(chunk_tiles, group - first),
                               .transformed = transformed.data_ptr<float>()});
    }
  }
  return channels_first_view(output);
}

}  // namespace syncdreamer
