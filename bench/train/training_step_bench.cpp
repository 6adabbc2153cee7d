#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "bench/train/multiply_adds.h"
#include "core/files.h"
#include "core/machine_memory.h"
#include "core/options.h"
#include "core/stopwatch.h"
#include "nn/layers.h"
#include "train/moving_average.h"
#include "train/optimizer.h"
#include "train/stage.h"

/// A training step of every stage but the elevation's with the options of configs/default, on random weights and
/// pictures, of two objects each: the batches of the configurations are made for GPUs.
///
/// `objects/s` goes by the clock; `GFLOP/s` by the CPU time of all threads, of the arithmetic that MultiplyAdds counts;
/// `share` is that of the speed of a matrix product, measured just before on one thread. Reading pictures is not part
/// of the step: they are held in memory.
namespace syncdreamer {
namespace {

constexpr int kNumObjects = 2;

/// As the program does.
[[maybe_unused]] const bool kKeepsMemory = (keep_freed_memory(), true);

nlohmann::json config(const std::string& name) {
  return nlohmann::json::parse(read_file(SYNCDREAMER_SOURCE_DIR "/configs/default/" + name + ".json"));
}

/// The backbone, which has no configuration of its own, takes that of the synchronized stage.
TrainOptions default_options(const std::string& stage) {
  nlohmann::json json = config(stage == "backbone" ? "synchronized" : stage);
  json["model"] = config("model");
  TrainOptions options = options_from_json<TrainOptions>(json, stage);
  options.stage = enum_value<TrainStage>(stage);
  options.independent_steps = 0;
  options.batch_size = kNumObjects;
  return options;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// GFLOP/s of one thread.
double matrix_product_speed() {
  at::set_num_threads(1);
  const at::Tensor a = at::rand({1024, 1024}), b = at::rand({1024, 1024});
  at::mm(a, b);
  const double start = cpu_seconds();
  constexpr int kRepetitions = 20;
  for (int i = 0; i < kRepetitions; ++i) benchmark::DoNotOptimize(at::mm(a, b));
  return kRepetitions * 2e-9 * 1024 * 1024 * 1024 / (cpu_seconds() - start);
}

MultiviewBatch random_batch(std::int64_t objects, std::int64_t views, std::int64_t size) {
  return {.inputs = at::rand({objects, 4, size, size}),
          .input_elevation = at::full({objects}, 0.3),
          .targets = at::rand({objects, views, 4, size, size}),
          .target_indices = at::arange(views).expand({objects, views}).contiguous(),
          .target_elevation = at::full({objects, views}, radians(30.0))};
}

/// What the trainer does in a step, besides choosing the objects.
class Step {
 public:
  explicit Step(const std::string& stage)
      : options_(default_options(stage)), model_(options_.model), generator_(at::detail::createCPUGenerator(1)) {
    initialize(model_, 1);
    stage_ = make_stage(options_, model_);
    optimizer_ = std::make_unique<Optimizer>(stage_->parameter_groups(), options_.optimizer);
    average_ = std::make_unique<MovingAverage>(optimizer_->groups(), options_.average_decay);
    batch_ = random_batch(options_.batch_size, stage_->batch_options().num_targets, options_.model.image_size);
  }

  std::int64_t num_objects() const { return options_.batch_size; }

  double multiply_adds() {
    const MultiplyAdds count;
    Figures figures;
    stage_->loss(batch_, generator_, figures);
    return count.training();
  }

  void run() {
    optimizer_->zero_grad();
    Figures figures;
    stage_->loss(batch_, generator_, figures).backward();
    optimizer_->clip_gradients(options_.max_gradient_norm);
    optimizer_->step(1e-4);
    average_->update(100);
  }

 private:
  TrainOptions options_;
  MultiviewDiffusion model_;
  at::Generator generator_;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<MovingAverage> average_;
  MultiviewBatch batch_;
};

void training_step(benchmark::State& state, const std::string& stage) {
  const double product_speed = matrix_product_speed();
  at::set_num_threads(static_cast<int>(state.range(0)));
  Step step(stage);
  const double gigaflop = 2e-9 * step.multiply_adds();
  step.run();
  const double cpu_start = cpu_seconds();
  const Stopwatch stopwatch;
  for (auto _ : state) step.run();
  const double cpu = cpu_seconds() - cpu_start, seconds = stopwatch.seconds();
  const auto steps = static_cast<double>(state.iterations());
  state.counters["objects/s"] = steps * static_cast<double>(step.num_objects()) / seconds;
  state.counters["GFLOP/step"] = gigaflop;
  state.counters["GFLOP/s"] = steps * gigaflop / cpu;
  state.counters["product_GFLOP/s"] = product_speed;
  state.counters["share"] = steps * gigaflop / cpu / product_speed;
}

#define TRAINING_STEP(stage)                      \
  BENCHMARK_CAPTURE(training_step, stage, #stage) \
      ->ArgName("threads")                        \
      ->Arg(1)                                    \
      ->Arg(2)                                    \
      ->MeasureProcessCPUTime()                   \
      ->UseRealTime()                             \
      ->Unit(benchmark::kMillisecond)
TRAINING_STEP(autoencoder);
TRAINING_STEP(geometry);
TRAINING_STEP(backbone);
TRAINING_STEP(synchronized);

}  // namespace
}  // namespace syncdreamer
