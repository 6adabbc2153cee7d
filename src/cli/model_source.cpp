#include "cli/model_source.h"

#include <memory>

#include "cli/console.h"
#include "cli/matrix_product_speed.h"
#include "cli/option_flags.h"
#include "cli/threads.h"
#include "core/cores.h"
#include "core/option_range.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/model_file.h"

namespace syncdreamer {
namespace {

/// The model, placed where and in the numbers that are chosen.
std::shared_ptr<MultiviewDiffusion> load(const ModelChoice& choice) {
  const c10::Device device = device_named(choice.compute.device);
  const c10::ScalarType step_type = scalar_type(choice.compute.precision, device);
  // Weights are read into the CPU's memory, whatever the device.
  auto model = load_model(choice.model, choice.clip, cpu_memory_limit(choice));
  model->place(device, step_type);
  return model;
}

}  // namespace

void add_model_flags(CLI::App& command, ModelChoice& choice) {
  command
      .add_option("--model", choice.model,
                  "checkpoint: of this program, or as the authors of SyncDreamer and Zero123 published theirs; "
                  "default: what SYNCDREAMER_MODEL names, else the model that comes with the program")
      ->check([](const std::string& file) { return std::string(file.empty() ? "found a file without a name" : ""); });
  command.add_option("--clip", choice.clip, "OpenAI's ViT-L-14.pt, for published checkpoints that lack CLIP");
  add_flag(command, "--threads", choice.threads, "CPU threads, 0 for all cores");
  add_flags(command, choice.compute);
}

void add_memory_flag(CLI::App& command, ModelChoice& choice) {
  add_flag(command, "--max-memory", choice.max_memory_gb, "gigabytes that may be used; 0: what is available");
}

std::uint64_t cpu_memory_limit(const ModelChoice& choice) {
  return memory_limit(device_named(choice.compute.device).is_cpu() ? choice.max_memory_gb : 0, c10::kCPU);
}

ModelSource::ModelSource(const ModelChoice& choice) : choice_(choice) {
  require_option(choice.max_memory_gb >= 0, "--max-memory", choice.max_memory_gb, "gigabytes, or 0 for all");
  require_range("--threads", choice.threads, 0, kMaxThreads);
  if (choice_.model.empty()) choice_.model = default_model_path();
}

const ViewGenerator& ModelSource::generator() {
  if (!generator_) {
    use_threads(choice_.threads);
    warn_of_slow_matrix_products(matrix_product_speed(), console_reporter());
    generator_.emplace(load(choice_));
  }
  return *generator_;
}

}  // namespace syncdreamer
