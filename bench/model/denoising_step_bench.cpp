#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <memory>

#include "core/machine_memory.h"
#include "model/autoencoder_kl.h"
#include "model/spatial_volume.h"
#include "model/unet.h"
#include "nn/layers.h"

/// The parts of a denoising step at full size with guidance, with 2 and 8 views of 16, and the decoding of a picture.
///
/// Weights are random. GFLOP/s count the plain program's arithmetic, so they may exceed the machine's.
namespace syncdreamer {
namespace {

using benchmark::Counter;

/// As the program does.
[[maybe_unused]] const bool kKeepsMemory = (keep_freed_memory(), true);

void report(benchmark::State& state, double multiply_adds) {
  state.counters["GFLOP/s"] = Counter(2e-9 * multiply_adds * static_cast<double>(state.iterations()), Counter::kIsRate);
}

void matrix_product_2048(benchmark::State& state) {
  const at::Tensor a = at::rand({2048, 2048}), b = at::rand({2048, 2048});
  for (auto _ : state) benchmark::DoNotOptimize(at::mm(a, b));
  report(state, 2048.0 * 2048.0 * 2048.0);
}
BENCHMARK(matrix_product_2048)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

/// Argument: views at once; the batch has twice as many rows, half of them without volumes.
void unet(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  static const auto network = [] {
    auto made = std::make_shared<DepthWiseUNet>(UNetOptions{});
    initialize(*made, 1);
    return made;
  }();
  const std::int64_t views = state.range(0), rows = 2 * views;
  const at::Tensor x = at::randn({rows, 8, 32, 32}), context = at::randn({rows, 1, 768});
  VolumePyramid volumes;
  for (std::int64_t k = 0; k < 4; ++k) volumes.push_back(at::randn({views, 64 << k, 48 >> k, 32 >> k, 32 >> k}));
  for (auto _ : state) {
    benchmark::DoNotOptimize(network->forward(x, at::full({rows}, 500, at::kLong), context, volumes));
  }
  report(state, 0.101e12 * static_cast<double>(rows));
}
BENCHMARK(unet)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)->Iterations(1)->Arg(2)->Arg(8);

SpatialVolume& volume_networks() {
  static const auto network = [] {
    auto made = std::make_shared<SpatialVolume>(SpatialVolumeOptions{}, SpatialVolume::Dimensions{});
    initialize(*made, 1);
    return made;
  }();
  return *network;
}

void spatial_volume(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const at::Tensor x = at::randn({1, 256, 32, 32, 32}), t_embed = at::randn({1, 256});
  SpatialTime3DNet& network = *volume_networks().spatial_volume_feats;
  for (auto _ : state) benchmark::DoNotOptimize(network.forward(x, t_embed));
  report(state, 0.03e12);
}
BENCHMARK(spatial_volume)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)->Iterations(1);

void frustum_volumes(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const std::int64_t views = 8;
  const at::Tensor x = at::randn({views, 64, 48, 32, 32}), t_embed = at::randn({views, 256});
  const at::Tensor v_embed = at::randn({views, 4});
  FrustumTV3DNet& network = *volume_networks().frustum_volume_feats;
  for (auto _ : state) benchmark::DoNotOptimize(network.forward(x, t_embed, v_embed));
  report(state, 0.24e12 * static_cast<double>(views) / 16);
}
BENCHMARK(frustum_volumes)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)->Iterations(1);

/// One picture of 256x256.
void decode(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  AutoencoderKL network{AutoencoderOptions{}};
  initialize(network, 1);
  const at::Tensor z = at::randn({1, 4, 32, 32});
  for (auto _ : state) benchmark::DoNotOptimize(network.decode(z));
  report(state, 0.311e12);
}
BENCHMARK(decode)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace syncdreamer
