#include "train/train_state.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <string>
#include <utility>

#include "checkpoint/module_loading.h"
#include "core/error.h"
#include "core/options.h"
#include "model/checkpoint_names.h"

namespace syncdreamer {
namespace {

constexpr const char* kStepKey = "syncdreamer.step";
constexpr const char* kTrainKey = "syncdreamer.train";

/// The options that determine the numbers; the others may change between sittings.
nlohmann::json determining_options(const TrainOptions& options) {
  nlohmann::json json = options_to_json(options);
  for (const char* name : {"num_steps", "output", "initialize_from", "threads", "device", "accumulate_steps",
                           "data_memory_gb", "checkpoint_minutes", "log_steps", "validate_steps", "data"}) {
    json.erase(name);
  }
  return json;
}

/// The step and the options that a checkpoint's metadata say.
std::pair<std::int64_t, TrainOptions> read_metadata(const std::filesystem::path& path, const StateDict& file) {
  const auto step = file.metadata.find(kStepKey), saved = file.metadata.find(kTrainKey);
  if (step == file.metadata.end() || saved == file.metadata.end()) {
    throw InputError(path, "is no checkpoint of a training: it does not say its step and options");
  }
  const nlohmann::json number = nlohmann::json::parse(step->second, nullptr, false);
  const nlohmann::json options = nlohmann::json::parse(saved->second, nullptr, false);
  if (!number.is_number_unsigned() || options.is_discarded()) {
    throw InputError(path, "its step or its options cannot be read");
  }
  return {number.get<std::int64_t>(), options_from_json<TrainOptions>(options, path.string())};
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const TrainOptions& options, std::int64_t step,
                     const TrainState& state) {
  StateDict file;
  file.metadata[kStepKey] = std::to_string(step);
  file.metadata[kTrainKey] = options_to_json(options).dump();
  for (const ParameterGroup& group : state.optimizer.groups()) {
    for (const NamedTensor& parameter : group.parameters)
      file.add("weight." + parameter.name, parameter.tensor.detach());
  }
  state.optimizer.save(file);
  state.average.save(file);
  save_state_dict(path, file);
}

std::optional<std::int64_t> load_checkpoint(const std::filesystem::path& path, const TrainOptions& options,
                                            const TrainState& state) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const StateDict file = load_state_dict(path);
  const auto [num_steps, saved_options] = read_metadata(path, file);
  const nlohmann::json found = determining_options(saved_options), expected = determining_options(options);
  if (found != expected) {
    const nlohmann::json difference = nlohmann::json::diff(expected, found);
    throw InputError(path, "comes from other options (" + difference[0]["path"].get<std::string>() +
                               " differs); continue with the same ones or choose another output folder");
  }
  const at::NoGradGuard no_grad;
  for (const ParameterGroup& group : state.optimizer.groups()) {
    for (const NamedTensor& parameter : group.parameters) {
      at::Tensor(parameter.tensor).copy_(file.at("weight." + parameter.name));
    }
  }
  state.optimizer.load(file, num_steps);
  state.average.load(file);
  return num_steps;
}

void save_model(const std::filesystem::path& path, const torch::nn::Module& model,
                const MultiviewDiffusionOptions& options, const std::vector<std::string>& prefixes) {
  StateDict file;
  file.metadata[kModelMetadata] = options_to_json(options).dump();
  for (const NamedTensor& entry : state_dict_of(model)) {
    const bool wanted =
        prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(),
                                        [&](const std::string& prefix) { return entry.name.starts_with(prefix); });
    if (wanted) file.add(entry.name, entry.tensor.detach());
  }
  save_state_dict(path, file);
}

}  // namespace syncdreamer
