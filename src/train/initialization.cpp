#include "train/initialization.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "checkpoint/tensor_entry.h"
#include "core/error.h"
#include "model/checkpoint_names.h"

namespace syncdreamer {
namespace {

/// Whether a tensor of the model, under its name there, is one that a Zero123 has too.
bool is_of_zero123(std::string_view name) {
  const std::string part = part_of(name);
  return (part == "model" || part == "first_stage_model" || part == "cc_projection" || part == "clip_image_encoder") &&
         !is_depth_attention(name);
}

bool is_zero123(const StateDict& file) {
  return std::any_of(file.begin(), file.end(),
                     [](const NamedTensor& entry) { return entry.name.starts_with(kZero123ImageTower); });
}

/// The tensors of a Zero123 that a SyncDreamer has too, under its names.
StateDict synchronized_names(const StateDict& file) {
  StateDict known;
  known.path = file.path;
  for (const auto& [name, tensor] : renamed(file, model_name)) {
    if (is_of_zero123(name)) known.add(name, tensor);
  }
  return known;
}

/// A tensor of the model that a file has, but not as it can be read. \throws InputError if there is one.
void check_nothing_is_skipped(const MultiviewDiffusion& model, const StateDict& file) {
  const StateDict known = state_dict_of(model);
  for (const std::string& line : file.skipped) {
    if (known.contains(model_name(line.substr(0, line.find(": ")))))
      throw InputError(file.path, line + ": cannot be read");
  }
}

/// Whether a checkpoint of the authors holds a tensor besides the model: averages of the training, CLIP's text tower.
bool is_besides(const std::set<std::string>& parts_of_model, const std::string& name) {
  const std::string part = part_of(name);
  return !parts_of_model.contains(part) || (part == "clip_image_encoder" && !name.starts_with(kImageTower));
}

/// What of a file is to be taken over. The tables of the schedule and the cameras are those of the configuration.
StateDict weights_of(const MultiviewDiffusion& model, const StateDict& file) {
  if (file.metadata.contains(kTrainingMetadata))
    throw InputError(file.path, "is a checkpoint of a training, expected the model.safetensors beside it");
  std::set<std::string> parts;
  for (const auto& parameter : model.named_parameters()) parts.insert(part_of(parameter.key()));
  const bool is_ours = file.metadata.contains(kModelMetadata);
  StateDict weights;
  weights.path = file.path;
  for (const NamedTensor& entry : file) {
    if (!is_table(entry.name) && (is_ours || !is_besides(parts, entry.name))) weights.add(entry.name, entry.tensor);
  }
  if (weights.empty() && !file.empty())
    throw InputError(file.path, "holds nothing of the model, but " + file.begin()->name + " ...");
  return weights;
}

/// A file that lacks a tensor of Zero123 would leave a part of the backbone random.
void check_zero123(const MultiviewDiffusion& model, const StateDict& file) {
  for (const NamedTensor& entry : state_dict_of(model)) {
    if (is_of_zero123(entry.name) && !file.contains(entry.name)) {
      throw InputError(file.path, entry.name + ": not found, expected every tensor of the configured model's Zero123");
    }
  }
}

/// A tensor of a part that no file holds, or nothing.
std::string random_tensor_of(const MultiviewDiffusion& model, const std::string& part,
                             const std::set<std::string>& taken_over) {
  for (const NamedTensor& entry : state_dict_of(model)) {
    const bool is_expected = part_of(entry.name) == part && !is_depth_attention(entry.name);
    if (is_expected && !taken_over.contains(entry.name)) return entry.name;
  }
  return "";
}

}  // namespace

std::set<std::string> initialize_from_files(MultiviewDiffusion& model, const std::vector<std::string>& files) {
  std::set<std::string> names;
  for (const std::string& path : files) {
    StateDict file = load_state_dict(path);
    check_nothing_is_skipped(model, file);
    if (is_zero123(file)) {
      file = synchronized_names(file);
      check_zero123(model, file);
    }
    const StateDict weights = weights_of(model, file);
    load_into(model, weights, {.allow_missing = true});
    for (const NamedTensor& entry : weights) names.insert(entry.name);
  }
  return names;
}

std::set<std::string> parts_of(const std::set<std::string>& names) {
  std::set<std::string> parts;
  for (const std::string& name : names) parts.insert(part_of(name));
  return parts;
}

void check_frozen_parts(const MultiviewDiffusion& model, const std::set<std::string>& taken_over,
                        const std::set<std::string>& needed_parts, const std::set<std::string>& written_parts) {
  for (const std::string& part : needed_parts) {
    const std::string name = written_parts.contains(part) ? random_tensor_of(model, part, taken_over) : "";
    if (!name.empty())
      throw InputError("initialize_from: no file holds " + name +
                       ", expected one that does, since learning_rate_scales freezes its part");
  }
}

std::vector<std::string> warnings_of_random_parts(const MultiviewDiffusion& model,
                                                  const std::set<std::string>& taken_over,
                                                  const std::set<std::string>& needed_parts) {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::string& part, const std::string& why) {
    const std::string name = random_tensor_of(model, part, taken_over);
    if (!name.empty()) warnings.push_back("no file of initialize_from holds " + name + why);
  };
  const std::set<std::string> taken_parts = parts_of(taken_over);
  for (const std::string& part : needed_parts) {
    if (!taken_parts.contains(part))
      warn(part, ", which this stage needs and does not learn: the model that it writes will lack it");
  }
  for (const std::string& part : taken_parts) warn(part, ", though the rest of its part");
  return warnings;
}

}  // namespace syncdreamer
