#include "cli/creation_settings.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/option_range.h"
#include "pipeline/sampling_preset.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {
namespace {

constexpr const char* kWhere = "settings";
constexpr std::string_view kFlagLetters = "abcdefghijklmnopqrstuvwxyz-";

/// Applies the preset that the settings name.
void apply_preset_of(const nlohmann::json& settings, GenerateOptions& options) {
  const auto preset = settings.find("preset");
  if (preset == settings.end() || *preset == "") return;
  try {
    apply_preset(enum_value<SamplingPreset>(preset->is_string() ? preset->get<std::string>() : preset->dump()),
                 options);
  } catch (const InputError& error) {
    throw InputError(std::string("settings: preset: ") + error.what());
  }
}

/// What a run.json says of how an object was made, and what a client adds to it.
nlohmann::json settings_of_run(const nlohmann::json& run) {
  const nlohmann::json& command = run.at("command");
  if (command != "create" && command != "generate") {
    const std::string found = command.is_string() ? "`" + command.get<std::string>() + "`" : "something else";
    throw InputError(kWhere, "found the run.json of " + found + ", expected that of create or generate");
  }
  nlohmann::json settings = nlohmann::json::object();
  const CreationSettings all{};
  CreationSettings::visit(all, [&](const char* name, const auto&, const char*) {
    if (run.contains(name)) settings[name] = run[name];
  });
  return settings;
}

}  // namespace

void check_ranges(const CreationSettings& settings, const Reporter& reporter) {
  check_ranges(settings.generation, reporter);
  settings.reconstruction.check_ranges();
  const int num_views = settings.generation.request.options.num_views;
  require_option(num_views < 1 || static_cast<std::size_t>(num_views) >= kMinViews, "--views", num_views,
                 std::to_string(kMinViews) + " or more for a mesh, or 0");
}

CreationSettings creation_of_settings(const nlohmann::json& settings, const CreationSettings& defaults) {
  const bool is_run = settings.contains("command");  // whose options say all that a preset means
  const nlohmann::json named = is_run ? settings_of_run(settings) : settings;
  CreationSettings chosen = defaults;
  GenerateOptions& options = chosen.generation.request.options;
  if (!is_run) apply_preset_of(named, options);
  chosen = options_from_json<CreationSettings>(named, kWhere, chosen);
  if (is_run) apply_preset_of(named, options);
  MaskOptions& masks = chosen.generation.masks;
  const MaskOptions& default_masks = defaults.generation.masks;
  if (masks.matting_model.empty()) masks.matting_model = default_masks.matting_model;
  if (masks.matting_model != default_masks.matting_model)
    throw InputError("settings: masks: matting_model is chosen where the server is started");
  if (masks.method == MaskMethod::onnx && masks.matting_model.empty())
    throw InputError("settings: masks: found onnx, which the server has no network for (--matting-model)");
  if (masks.method != MaskMethod::onnx) {
    masks.matting_model.clear();
    if (masks.matting_size == default_masks.matting_size) masks.matting_size = MaskOptions().matting_size;
  }
  require_option(options.num_samples == 1, "settings: options: samples", options.num_samples, "1");
  try {
    check_ranges(chosen, {});
  } catch (const InputError& error) {
    throw refusal_of_settings(error);
  }
  return chosen;
}

InputError refusal_of_settings(const InputError& refusal) {
  std::string sentence = "settings: ";
  const std::string_view of_flags = refusal.what();
  for (std::size_t i = 0; i < of_flags.size();) {
    if (!of_flags.substr(i).starts_with("--")) {
      sentence += of_flags[i++];
      continue;
    }
    const std::size_t end = std::min(of_flags.find_first_not_of(kFlagLetters, i), of_flags.size());
    std::string setting(of_flags.substr(i + 2, end - i - 2));
    std::replace(setting.begin(), setting.end(), '-', '_');
    const std::string place = i == 0 ? place_of_option(CreationSettings(), setting) : "";  // said once
    sentence += place.empty() ? setting : place + ": " + setting;
    i = end;
  }
  return InputError(sentence);
}

}  // namespace syncdreamer
