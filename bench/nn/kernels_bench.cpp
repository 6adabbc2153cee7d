#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include "nn/attention.h"
#include "nn/fused_group_norm.h"
#include "nn/kernel_operands.h"
#include "nn/linear_map.h"
#include "nn/volume_sampling.h"
#include "nn/winograd.h"

/// The kernels of the full-size network beside the plain operators; compare within one run only.
namespace syncdreamer {
namespace {

using benchmark::Counter;

/// Sets the rate of `flops` operations an iteration, by the CPU time of all threads.
void report(benchmark::State& state, double flops) {
  state.counters["GFLOP/s"] = Counter(flops * 1e-9 * static_cast<double>(state.iterations()), Counter::kIsRate);
}

/// What everything else is measured against: a large matrix product.
void matrix_product(benchmark::State& state) {
  const at::Tensor a = at::rand({1024, 1024}), b = at::rand({1024, 1024});
  for (auto _ : state) benchmark::DoNotOptimize(at::mm(a, b));
  report(state, 2 * 1024.0 * 1024.0 * 1024.0);
}
BENCHMARK(matrix_product)->MeasureProcessCPUTime();

/// Arguments: rows, numbers in and out, plain or by the kernel, if the machine has one.
void linear_layer(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const std::int64_t rows = state.range(0), in = state.range(1), out = state.range(2);
  const at::Tensor x = at::rand({rows, in}), weight = at::rand({out, in}), bias = at::rand({out});
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(3) == 0 ? at::linear(x, weight, bias) : linear_map(x, weight, bias));
  }
  report(state, 2 * static_cast<double>(rows * in * out));
}
BENCHMARK(linear_layer)
    ->MeasureProcessCPUTime()
    ->ArgsProduct({{16384}, {320}, {320}, {0, 1}})
    ->ArgsProduct({{2048}, {320}, {2560}, {0, 1}})
    ->ArgsProduct({{2048}, {1280}, {320}, {0, 1}})
    ->ArgsProduct({{4096}, {640}, {640}, {0, 1}})
    ->ArgsProduct({{1024}, {1280}, {10240}, {0, 1}})
    ->ArgsProduct({{1024}, {5120}, {1280}, {0, 1}});

/// Of 16 pictures, in direct multiplications and additions; arguments: sides, channels in and out, plain or Winograd.
void convolution(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const std::int64_t side = state.range(0), in = state.range(1), out = state.range(2);
  const at::Tensor x = in_kernel_layout(at::rand({16, in, side, side})), weight = at::rand({out, in, 3, 3});
  const at::Tensor plain_x = x.contiguous();
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(3) == 0 ? at::conv2d(plain_x, weight, {}, 1, 1)
                                                 : winograd_convolution(x, weight, {}));
  }
  report(state, 18 * 16 * static_cast<double>(side * side * in * out));
}
BENCHMARK(convolution)
    ->MeasureProcessCPUTime()
    ->ArgsProduct({{32}, {320}, {320}, {0, 1}})
    ->ArgsProduct({{32}, {960}, {320}, {0, 1}})
    ->ArgsProduct({{16}, {640}, {640}, {0, 1}})
    ->ArgsProduct({{8, 4}, {1280}, {1280}, {0, 1}});

void volume_convolution(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const std::int64_t depth = state.range(0), side = state.range(1), channels = state.range(2);
  const at::Tensor x = in_kernel_layout(at::rand({4, channels, depth, side, side}));
  const at::Tensor plain_x = x.contiguous(), weight = at::rand({channels, channels, 3, 3, 3});
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(3) == 0 ? at::conv3d(plain_x, weight, {}, 1, 1)
                                                 : winograd_convolution(x, weight, {}));
  }
  report(state, 54 * 4 * static_cast<double>(depth * side * side * channels * channels));
}
BENCHMARK(volume_convolution)
    ->MeasureProcessCPUTime()
    ->ArgsProduct({{48}, {32}, {64}, {0, 1}})
    ->ArgsProduct({{12}, {8}, {256}, {0, 1}})
    ->ArgsProduct({{6}, {4}, {512}, {0, 1}});

/// Self-attention of two pictures with eight heads; arguments: tokens, channels a head, plain or fused.
void self_attention(benchmark::State& state) {
  const std::int64_t length = state.range(0), dim = state.range(1);
  const at::Tensor x = split_heads(at::rand({2, length, 8 * dim}), 8);
  const at::Tensor transposed = x.transpose(2, 3);
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(2) == 0 ? at::matmul(at::softmax(at::matmul(x, transposed), -1), x)
                                                 : attention(x, x, x));
  }
  report(state, 4 * 2 * 8 * static_cast<double>(length * length * dim));
}
BENCHMARK(self_attention)
    ->MeasureProcessCPUTime()
    ->ArgsProduct({{1024}, {40}, {0, 1}})
    ->ArgsProduct({{256}, {80}, {0, 1}})
    ->ArgsProduct({{64}, {160}, {0, 1}});

/// Norm and SiLU of 16 pictures of 32x32x320; argument: plain or fused.
void norm_and_activation(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const at::Tensor x = in_kernel_layout(at::rand({16, 320, 32, 32})), plain_x = x.contiguous();
  const at::Tensor weight = at::ones({320}), bias = at::zeros({320});
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(0) == 0 ? at::silu(at::group_norm(plain_x, 32, weight, bias))
                                                 : fused_group_norm(x, weight, bias, {.activation = Activation::silu}));
  }
  state.SetBytesProcessed(state.iterations() * 8 * x.numel());
}
BENCHMARK(norm_and_activation)->MeasureProcessCPUTime()->Arg(0)->Arg(1);

/// The frustums of 4 views through a volume of 64 channels at 32^3; argument: plain or by the kernel.
void volume_sampling(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const at::Tensor volume = at::rand({1, 64, 32, 32, 32}), points = at::rand({1, 4 * 48 * 32 * 32, 3}) * 2 - 1;
  const at::Tensor grid = points.view({1, 4 * 48, 32, 32, 3});
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(0) == 0 ? at::grid_sampler(volume, grid, 0, 0, true)
                                                 : sample_volume(volume, points));
  }
  state.SetBytesProcessed(state.iterations() * 4 * 64 * points.size(1));
}
BENCHMARK(volume_sampling)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)->Arg(0)->Arg(1);

}  // namespace
}  // namespace syncdreamer
