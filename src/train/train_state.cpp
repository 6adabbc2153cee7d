#include "train/train_state.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "checkpoint/module_loading.h"
#include "checkpoint/tensor_entry.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/option_range.h"
#include "core/options.h"
#include "core/random.h"
#include "model/checkpoint_names.h"

namespace syncdreamer {
namespace {

constexpr const char* kStepKey = "syncdreamer.step";
constexpr const char* kFrozenKey = "syncdreamer.frozen";
constexpr const char* kBatchesKey = "syncdreamer.batches_per_step";
constexpr const char* kObjectsKey = "syncdreamer.objects";
constexpr const char* kHeldOutKey = "syncdreamer.held_out";

/// The options that determine the numbers; the others may change between sittings.
nlohmann::json determining_options(const TrainOptions& options) {
  nlohmann::json json = options_to_json(options);
  for (const char* name :
       {"num_steps", "output", "initialize_from", "threads", "device", "accumulate_steps", "data_memory_gb",
        "activation_checkpointing", "checkpoint_minutes", "log_steps", "validate_steps", "data"}) {
    json.erase(name);
  }
  return json;
}

/// The step and the options that a checkpoint's metadata say.
std::pair<std::int64_t, TrainOptions> read_metadata(const std::filesystem::path& path, const StateDict& file) {
  const auto step = file.metadata.find(kStepKey), saved = file.metadata.find(kTrainingMetadata);
  if (step == file.metadata.end() || saved == file.metadata.end()) {
    throw InputError(path, "is no checkpoint of a training: it does not say its step and options");
  }
  const nlohmann::json number = nlohmann::json::parse(step->second, nullptr, false);
  const nlohmann::json options = nlohmann::json::parse(saved->second, nullptr, false);
  constexpr std::uint64_t kMostSteps = std::numeric_limits<std::int64_t>::max();
  if (!number.is_number_unsigned() || number.get<std::uint64_t>() > kMostSteps || options.is_discarded()) {
    throw InputError(path, "its step or its options cannot be read");
  }
  return {number.get<std::int64_t>(), options_from_json<TrainOptions>(options, path.string())};
}

/// Goes on from `hash` over a tensor's bytes, eight at a time.
std::uint64_t hash_of_bytes(const at::Tensor& tensor, std::uint64_t hash) {
  const at::Tensor values = tensor.detach().cpu().contiguous();
  const auto* byte = static_cast<const std::byte*>(values.data_ptr());
  for (std::size_t left = values.nbytes(); left > 0;) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(left, sizeof word);
    std::memcpy(&word, byte, size);
    hash = mix_bits(hash ^ word);
    byte += size;
    left -= size;
  }
  return hash;
}

}  // namespace

std::uint64_t fingerprint(const TrainOptions& options) {
  nlohmann::json json = determining_options(options);
  json["num_steps"] = options.num_steps;
  json["accumulate_steps"] = options.accumulate_steps;
  json["validate_steps"] = options.validate_steps;
  return fnv1a_64(json_text(json));
}

std::vector<NamedTensor> frozen_tensors(const torch::nn::Module& model, const std::set<std::string>& parts,
                                        const std::vector<ParameterGroup>& learning) {
  std::set<std::string> learns;
  for (const NamedTensor& parameter : parameters_of(learning)) learns.insert(parameter.name);
  std::vector<NamedTensor> frozen;
  for (const NamedTensor& entry : state_dict_of(model)) {
    if (parts.contains(part_of(entry.name)) && !learns.contains(entry.name)) frozen.push_back(entry);
  }
  return frozen;
}

std::uint64_t fingerprint_of_frozen(const torch::nn::Module& model, const std::set<std::string>& parts,
                                    const std::vector<ParameterGroup>& learning) {
  std::uint64_t hash = 0;
  for (const NamedTensor& entry : frozen_tensors(model, parts, learning))
    hash = hash_of_bytes(entry.tensor, fnv1a_64(entry.name, hash));
  return hash;
}

void save_checkpoint(const std::filesystem::path& path, const TrainOptions& options, std::int64_t step,
                     const TrainState& state) {
  StateDict file;
  file.metadata[kStepKey] = std::to_string(step);
  file.metadata[kTrainingMetadata] = json_text(options_to_json(options));
  file.metadata[kFrozenKey] = std::to_string(state.frozen);
  file.metadata[kBatchesKey] = std::to_string(state.batches_per_step);
  file.metadata[kObjectsKey] = std::to_string(state.objects);
  file.metadata[kHeldOutKey] = std::to_string(state.held_out);
  for (const NamedTensor& parameter : parameters_of(state.optimizer.groups()))
    file.add("weight." + parameter.name, parameter.tensor.detach());
  state.optimizer.save(file);
  state.average.save(file);
  save_state_dict(path, file);
}

std::optional<std::int64_t> load_checkpoint(const std::filesystem::path& path, const TrainOptions& options,
                                            const TrainState& state) {
  std::error_code absent;  // a link that leads nowhere is there
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, absent))) return std::nullopt;
  const StateDict file = load_state_dict(path);
  const auto [step, saved_options] = read_metadata(path, file);
  const nlohmann::json found = determining_options(saved_options), expected = determining_options(options);
  if (found != expected) {
    const nlohmann::json none;
    auto place = nlohmann::json::json_pointer(nlohmann::json::diff(expected, found)[0]["path"].get<std::string>());
    if (found.value(place.parent_pointer(), none).is_array()) place = place.parent_pointer();  // lists are told whole
    throw InputError(path, "comes from other options (" + place.to_string() + ": " + found.value(place, none).dump() +
                               " there, " + expected.value(place, none).dump() +
                               " now); continue with the same ones or choose another output folder");
  }
  const auto saved = [&](const char* key) {
    const auto place = file.metadata.find(key);
    return place != file.metadata.end() ? place->second : std::string();
  };
  if (saved(kFrozenKey) != std::to_string(state.frozen))
    throw InputError(path,
                     "was trained beside other frozen weights than those of initialize_from; continue with the "
                     "same files or choose another output folder");
  if (saved(kBatchesKey) != std::to_string(state.batches_per_step))
    throw InputError(path, "was trained with " + saved(kBatchesKey) + " batches a step, found " +
                               std::to_string(state.batches_per_step) +
                               " (accumulate_steps times the number of processes), expected as many");
  if (saved(kObjectsKey) != std::to_string(state.objects))
    throw InputError(
        path,
        "was trained on other objects than those of data, or on them in another order; continue with the same "
        "ones, or name its model in initialize_from and another output folder");
  if (saved(kHeldOutKey) != std::to_string(state.held_out))
    throw InputError(path,
                     "was validated on other held-out objects than those of data, and validation.csv would mix both; "
                     "continue with the same ones, or name its model in initialize_from and another output folder");
  require_option(options.num_steps >= step, "num_steps", options.num_steps,
                 std::to_string(step) + " or more: so many are done in " + path.parent_path().string());
  const at::NoGradGuard no_grad;
  for (const NamedTensor& parameter : parameters_of(state.optimizer.groups()))
    restore(parameter.tensor, file, "weight." + parameter.name);
  state.optimizer.load(file, step);
  state.average.load(file);
  return step;
}

void save_model(const std::filesystem::path& path, const torch::nn::Module& model,
                const MultiviewDiffusionOptions& options, const std::set<std::string>& parts) {
  StateDict file;
  MultiviewDiffusionOptions written = options;
  if (!parts.contains("elevation_net")) written.elevation_net.enabled = false;
  file.metadata[kModelMetadata] = json_text(options_to_json(written));
  for (const NamedTensor& entry : state_dict_of(model)) {
    if (parts.contains(part_of(entry.name))) file.add(entry.name, entry.tensor.detach());
  }
  save_state_dict(path, file);
}

}  // namespace syncdreamer
