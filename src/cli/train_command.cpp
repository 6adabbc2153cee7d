#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/matrix_product_speed.h"
#include "cli/threads.h"
#include "core/duration_text.h"
#include "core/explained_json.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/machine_memory.h"
#include "core/made_folder.h"
#include "core/options.h"
#include "core/printable.h"
#include "core/size_text.h"
#include "nn/device.h"
#include "train/trainer.h"

namespace syncdreamer {
namespace {

std::string figures_text(const Figures& figures) {
  std::string text;
  for (const auto& [name, value] : figures) {
    char part[64];
    std::snprintf(part, sizeof part, "  %s %.4g", name.c_str(), value);
    text += part;
  }
  return text;
}

/// A file with comments. \throws InputError if it is no JSON, or gives an object the same name twice, where a parser
/// alone would take the last.
nlohmann::json read_json(const std::filesystem::path& path) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto check_names = [&](int, Event event, const nlohmann::json& parsed) {
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::object_end) names.pop_back();
    if (event == Event::key && !names.back().insert(parsed.get<std::string>()).second)
      throw InputError(path, printable(parsed.get<std::string>(), 40) + ": found twice, expected once");
    return true;
  };
  return parse_json(read_file(path), path.string(), check_names, true);
}

/// Says of mistakes in which file they are.
template <class Check>
void check_file(const std::filesystem::path& path, const Check& check) {
  try {
    check();
  } catch (const InputError& error) {
    throw InputError(path, error.what());
  }
}

/// The configuration; `"model": "model.json"` stands for the content of that file beside it, which stages can share.
TrainOptions read_options(const std::filesystem::path& path) {
  nlohmann::json json = read_json(path);
  if (json.is_object() && !json.contains("stage"))
    throw InputError(path, "stage: not found, expected the name of what is to be trained");
  if (json.contains("model") && json["model"].is_string()) {
    const std::filesystem::path shared = path.parent_path() / json["model"].get<std::string>();
    json["model"] = read_json(shared);
    const auto model = options_from_json<MultiviewDiffusionOptions>(json["model"], shared.string());
    check_file(shared, [&] { model.check_consistency(); });
  }
  TrainOptions options = options_from_json<TrainOptions>(json, path.string());
  check_file(path, [&] { options.check_ranges(); });
  return options;
}

TrainCallbacks console_callbacks() {
  TrainCallbacks callbacks;
  callbacks.on_log = [](const StepReport& report) {
    console_reporter().note("step " + std::to_string(report.step) + " of " + std::to_string(report.num_steps) +
                            figures_text(report.figures) + "  " + duration_text(report.seconds_left) + " left");
  };
  callbacks.on_validation = [](std::int64_t step, const Figures& figures) {
    console_reporter().note("held out at step " + std::to_string(step) + ":" + figures_text(figures));
  };
  callbacks.reporter = console_reporter();
  return callbacks;
}

/// Bytes of pictures that this process may hold.
std::uint64_t data_memory(const TrainOptions& options, int local_world_size) {
  if (options.data_memory_gb > 0) return bytes_of_gigabytes(options.data_memory_gb);
  return available_memory() / 3 / static_cast<std::uint64_t>(local_world_size);
}

void run(const TrainOptions& options) {
  const LaunchEnvironment launch = launch_environment();
  const bool first = launch.rank == 0;
  use_threads(options.threads, {launch.local_world_size, launch.binds_processes});
  if (launch.world_size > 1) {
    console_reporter().note("process " + std::to_string(launch.rank) + " of " + std::to_string(launch.world_size) +
                            ", threads: " + std::to_string(at::get_num_threads()) + ": meeting the others at " +
                            launch.master_addr + ":" + std::to_string(launch.master_port));
  }
  const at::Device device = device_named(options.device, launch.local_rank);
  scalar_type(options.precision, device);  // refuses what the device cannot do
  std::optional<MadeFolder> output;
  if (first) {  // what cannot be had is told before objects are read
    output.emplace(options.output);
    check_writable(std::filesystem::path(options.output) / "checkpoint.safetensors");
  }
  const ProcessGroup processes(launch, device);
  catch_interrupts();
  const Reporter reporter = first ? console_reporter() : console_reporter().silenced();
  warn_of_slow_matrix_products(matrix_product_speed(), reporter);
  const std::vector<std::filesystem::path> folders(options.data.begin(), options.data.end());
  const int size = static_cast<int>(options.model.image_size);
  const std::uint64_t memory = data_memory(options, launch.local_world_size);
  const auto validation_data = MultiviewDataset::load(folders, Split::held_out, size, 0);
  auto training_data = MultiviewDataset::load(folders, Split::training, size, memory, reporter);
  if (first) {
    if (training_data.num_held() < training_data.size()) {
      reporter.note("pictures of " + std::to_string(training_data.num_held()) +
                    " objects are in memory (data_memory_gb), the others are read in time");
    }
    reporter.note(enum_name(options.stage) + ": " + std::to_string(training_data.size()) + " objects to train on, " +
                  std::to_string(validation_data.size()) + " held out, " + std::to_string(launch.world_size) +
                  (launch.world_size == 1 ? " process" : " processes"));
    if (launch.world_size > 1 && !device.is_cpu()) {
      reporter.note(std::string("gradients travel ") +
                    (processes.sums_on(device) ? "from device to device (NCCL)" : "through the CPU's memory (Gloo)"));
    }
  }
  const std::int64_t steps = train(options, std::move(training_data), validation_data, console_callbacks(), processes);
  if (!first) return;
  console_reporter().note(std::to_string(steps) + " of " + std::to_string(options.num_steps) + " steps done; " +
                          options.output);
  // Said by the process that saves: launchers kill the others when one fails.
  if (steps < options.num_steps) throw InputError("stopped before the last step; the same command goes on");
}

}  // namespace

void add_train_command(CLI::App& app) {
  struct Arguments {
    std::string config;
    bool print = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "train",
      "Train a stage: autoencoder, geometry, elevation, backbone or synchronized. A run that was stopped goes on.");
  command->add_option("CONFIG", arguments->config, "JSON file, see docs/training.md; it may have // comments")
      ->required();
  command->add_flag(
      "--print-config", arguments->print,
      "print the complete configuration, what it leaves out by its default, with what each key says, and stop");
  command->callback([arguments] {
    const TrainOptions options = read_options(arguments->config);
    if (arguments->print) {
      std::puts(explained_json(options).c_str());
    } else {
      if (options.data.empty()) throw InputError(arguments->config, "data: found no folder, expected at least one");
      run(options);
    }
  });
}

}  // namespace syncdreamer
