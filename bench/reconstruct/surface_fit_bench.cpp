#include <benchmark/benchmark.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "reconstruct/field_regularization.h"
#include "reconstruct/field_rendering.h"
#include "reconstruct/view_rays.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {
namespace {

constexpr double kRadius = 0.35;

/// The machine's limit for what only moves data: bytes read and written by a copy of more than the caches hold.
void memory_copy(benchmark::State& state) {
  std::vector<char> from(std::size_t{1} << 27, 1), to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::DoNotOptimize(to.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(2 * from.size()) * state.iterations());
}
BENCHMARK(memory_copy)->UseRealTime();

/// Views of a sphere of 256 pixels: masks alone matter here.
std::vector<ReconstructionView> sphere_views() {
  std::vector<ReconstructionView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring()) {
    ReconstructionView& view = views.emplace_back();
    view.camera = camera_at(viewpoint, 256);
    view.image = Image(256, 256, 3, 200);
    const Vec3 origin = view.camera.centre();
    for (int y = 0; y < 256; ++y) {
      for (int x = 0; x < 256; ++x) {
        const double along = dot(origin, view.camera.ray_direction(x + 0.5, y + 0.5));
        view.mask.push_back(dot(origin, origin) - along * along < kRadius * kRadius ? 1 : 0);
      }
    }
  }
  return views;
}

FieldGrid sphere_field(int size) {
  ScalarGrid distance(size, 0.55);
  for (int z = 0; z < size; ++z) {
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x)
        distance.at(x, y, z) = static_cast<float>(length(distance.position(x, y, z)) - kRadius);
    }
  }
  return FieldGrid(distance, 0.04, {0.5F, 0.5F, 0.5F});
}

void visual_hull(benchmark::State& state) {
  const auto views = sphere_views();
  const int size = static_cast<int>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(carve_visual_hull(views, size));
  state.counters["projections/s"] =
      benchmark::Counter(16 * std::pow(size, 3) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(visual_hull)->UseRealTime()->Unit(benchmark::kMillisecond)->Arg(64)->Arg(128);

/// One thread; a fit shares the rays among all.
void render_and_derive(benchmark::State& state) {
  const FieldGrid grid = sphere_field(static_cast<int>(state.range(0)));
  const auto views = sphere_views();
  const std::vector<ViewRay> rays = rays_through(grid, {views.front()}, 0.75F);
  std::vector<FieldValue> derivatives(grid.values.size());
  FieldRenderer renderer(grid, static_cast<float>(1 / grid.spacing()));
  std::size_t next = 0;
  for (auto _ : state) {
    next = (next + 7919) % rays.size();
    renderer.render(rays[next].ray);
    renderer.backward({{1, 1, 1}, 1}, derivatives);
  }
  state.counters["rays/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(render_and_derive)->Arg(64)->Arg(128);

void regularization(benchmark::State& state) {
  const FieldGrid grid = sphere_field(static_cast<int>(state.range(0)));
  const FieldRegularizer regularizer(grid, {.eikonal = 0.1F, .curvature = 0.05F, .area = 0.02F, .smooth_color = 0.1F});
  std::vector<FieldValue> derivatives(grid.values.size());
  for (auto _ : state) regularizer.add(0, regularizer.num_samples(), 100, derivatives);
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(regularizer.num_samples()) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}
BENCHMARK(regularization)->Unit(benchmark::kMillisecond)->Arg(64)->Arg(128);

}  // namespace
}  // namespace syncdreamer
