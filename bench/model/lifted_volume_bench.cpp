#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include "model/camera_tensors.h"
#include "model/lifted_volume.h"

namespace syncdreamer {
namespace {

/// The machine's speed limit for everything else here: GFLOP/s of a large matrix product.
void matrix_product_1024(benchmark::State& state) {
  const at::Tensor a = at::rand({1024, 1024}), b = at::rand({1024, 1024});
  for (auto _ : state) benchmark::DoNotOptimize(at::mm(a, b));
  state.counters["GFLOP/s"] = benchmark::Counter(2 * 1.024 * 1.024 * 1.024 * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK(matrix_product_1024)->UseRealTime();

void convolution_3d(benchmark::State& state) {
  const int64_t channels = state.range(0), side = state.range(1);
  at::Tensor weight = at::rand({channels, channels, 3, 3, 3}).set_requires_grad(true);
  at::Tensor x = at::rand({4, channels, side, side, side}).set_requires_grad(true);
  const bool backward = state.range(2) != 0;
  for (auto _ : state) {
    const at::Tensor y = at::conv3d(x, weight, {}, 1, 1);
    if (backward) y.sum().backward();
  }
  const double flops =
      2.0 * 27 * static_cast<double>(channels * channels * side * side * side) * 4 * (backward ? 3 : 1);
  state.counters["GFLOP/s"] =
      benchmark::Counter(flops * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(convolution_3d)
    ->UseRealTime()
    ->Args({16, 32, 0})
    ->Args({16, 32, 1})
    ->Args({32, 16, 1})
    ->Args({64, 16, 1})
    ->Args({64, 8, 1})
    ->Args({128, 4, 1});

void lifted_volume(benchmark::State& state) {
  LiftedVolumeNet network(LiftedVolumeOptions{.enabled = true});
  initialize(network, 1);
  const int64_t objects = 4;
  const at::Tensor picture = at::rand({objects, 4, 64, 64}), elevation = at::full({objects}, 0.3);
  const at::Tensor azimuth = at::rand({objects, 4}) * 6;
  const at::Tensor poses = camera_poses(azimuth, at::full_like(azimuth, 0.5));
  const int part = static_cast<int>(state.range(0));  // 0: lift, 1: and render, 2: and backward
  for (auto _ : state) {
    const at::AutoGradMode grad(part == 2);
    const LiftedVolume volume = network.forward(picture, elevation);
    if (part == 0) continue;
    const at::Tensor views = network.render(volume, poses, 64);
    if (part == 2) views.square().mean().backward();
  }
  state.counters["s/object"] = benchmark::Counter(static_cast<double>(objects * state.iterations()),
                                                  benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(lifted_volume)->UseRealTime()->Arg(0)->Arg(1)->Arg(2);

}  // namespace
}  // namespace syncdreamer
