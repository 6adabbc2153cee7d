#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/machine_memory.h"
#include "core/options.h"
#include "model/camera_tensors.h"
#include "model/lifted_volume.h"

/// What the default model's lifted volume takes of a picture's generation.
namespace syncdreamer {
namespace {

/// As the program does.
[[maybe_unused]] const bool kKeepsFreedMemory = (keep_freed_memory(), true);

/// Of the default model, on random weights.
LiftedVolumeNet& default_network() {
  static LiftedVolumeNet network = [] {
    const auto model = nlohmann::json::parse(read_file(SYNCDREAMER_SOURCE_DIR "/configs/default/model.json"));
    LiftedVolumeNet made(options_from_json<LiftedVolumeOptions>(model.at("lifted_volume"), "lifted_volume"));
    initialize(made, 1);
    return made;
  }();
  return network;
}

LiftedVolume lift_of_noise() {
  const std::int64_t side = default_network().options().image_size;
  return default_network().forward(at::rand({1, 4, side, side}), at::full({1}, 0.3));
}

void lift(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  for (auto _ : state) benchmark::DoNotOptimize(lift_of_noise());
}
BENCHMARK(lift)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

/// The drafts of 16 views.
void render(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  const LiftedVolume volume = lift_of_noise();
  const at::Tensor azimuth = at::arange(16).view({1, 16}) * 0.39;
  const at::Tensor poses = camera_poses(azimuth, at::full_like(azimuth, 0.5));
  const int size = static_cast<int>(default_network().options().image_size);
  for (auto _ : state) benchmark::DoNotOptimize(default_network().render(volume, poses, size));
}
BENCHMARK(render)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace syncdreamer
