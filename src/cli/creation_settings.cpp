#include "cli/creation_settings.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/option_range.h"
#include "pipeline/sampling_preset.h"

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
  for (const char* name : {"preset", "best_of", "preview", "masks", "options", "reconstruction"}) {
    if (run.contains(name)) settings[name] = run[name];
  }
  return settings;
}

}  // namespace

CreateArguments creation_of_settings(const nlohmann::json& settings, const CreationSettings& defaults) {
  const bool is_run = settings.contains("command");  // whose options say all that a preset means
  const nlohmann::json named = is_run ? settings_of_run(settings) : settings;
  CreationSettings chosen = defaults;
  if (!is_run) apply_preset_of(named, chosen.options);
  chosen = options_from_json<CreationSettings>(named, kWhere, chosen);
  if (is_run) apply_preset_of(named, chosen.options);
  if (chosen.masks.matting_model.empty()) chosen.masks.matting_model = defaults.masks.matting_model;
  if (chosen.masks.matting_model != defaults.masks.matting_model)
    throw InputError("settings: masks: matting_model is chosen where the server is started");
  if (chosen.masks.method == MaskMethod::onnx && chosen.masks.matting_model.empty())
    throw InputError("settings: masks: found onnx, which the server has no network for (--matting-model)");
  if (chosen.masks.method != MaskMethod::onnx) {
    chosen.masks.matting_model.clear();
    if (chosen.masks.matting_size == defaults.masks.matting_size)
      chosen.masks.matting_size = MaskOptions().matting_size;
  }
  require_option(chosen.options.num_samples == 1, "settings: options: samples", chosen.options.num_samples, "1");
  CreateArguments arguments;
  arguments.generation.masks = chosen.masks;
  arguments.generation.request.best_of = chosen.best_of;
  arguments.generation.preview = chosen.preview;
  arguments.generation.request.options = chosen.options;
  arguments.reconstruction = chosen.reconstruction;
  try {
    check_ranges(arguments, {});
  } catch (const InputError& error) {
    throw refusal_of_settings(error);
  }
  return arguments;
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
