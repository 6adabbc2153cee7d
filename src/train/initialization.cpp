#include "train/initialization.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::string_view kZero123Tower = "cond_stage_model.model.visual.";
constexpr std::string_view kTower = "clip_image_encoder.model.visual.";

/// Where the depth transformers stand, which Zero123 does not have.
bool is_depth_attention(std::string_view name) {
  return name.find("middle_conditions.") != name.npos || name.find("output_conditions.") != name.npos;
}

std::string part_of(std::string_view name) {
  return std::string(name.substr(0, name.find('.') + 1));
}

bool is_zero123(const StateDict& file) {
  return std::any_of(file.begin(), file.end(),
                     [](const NamedTensor& entry) { return entry.name.starts_with(kZero123Tower); });
}

/// The tensors of a Zero123 that a SyncDreamer has too, under its names.
StateDict synchronized_names(const StateDict& file) {
  StateDict renamed;
  renamed.path = file.path;
  for (const NamedTensor& entry : file) {
    if (entry.name.starts_with(kZero123Tower)) {
      renamed.add(std::string(kTower) + entry.name.substr(kZero123Tower.size()), entry.tensor);
      continue;
    }
    for (const char* part : {"model.", "first_stage_model.", "cc_projection."}) {
      if (entry.name.starts_with(part)) renamed.add(entry.name, entry.tensor);
    }
  }
  return renamed;
}

void take_over(MultiviewDiffusion& model, const StateDict& file) {
  const LoadReport report = load_into(model, file, {.strict = false, .check_finite = true});
  if (!report.mismatched.empty()) {
    const auto& [name, found, expected] = report.mismatched.front();
    throw InputError(file.path, name + ": found " + found + ", expected " + expected);
  }
  if (!report.unexpected.empty())
    throw InputError(file.path, report.unexpected.front() + ": the configured model has no such tensor");
}

/// A file that lacks a tensor of Zero123 would leave a part of the backbone random.
void check_zero123(const MultiviewDiffusion& model, const StateDict& file) {
  for (const NamedTensor& entry : state_dict_of(model)) {
    const std::string part = part_of(entry.name);
    const bool expected =
        part == "model." || part == "first_stage_model." || part == "cc_projection." || part == "clip_image_encoder.";
    if (expected && !is_depth_attention(entry.name) && !file.contains(entry.name)) {
      throw InputError(file.path, entry.name + ": not found, expected every tensor of the configured model's Zero123");
    }
  }
}

}  // namespace

std::vector<std::string> initialize_from_files(MultiviewDiffusion& model, const std::vector<std::string>& files) {
  std::set<std::string> parts;
  for (const std::string& path : files) {
    StateDict file = load_state_dict(path);
    if (is_zero123(file)) {
      file = synchronized_names(file);
      check_zero123(model, file);
    }
    take_over(model, file);
    for (const NamedTensor& entry : file) parts.insert(part_of(entry.name));
  }
  return {parts.begin(), parts.end()};
}

}  // namespace syncdreamer
