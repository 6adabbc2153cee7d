#include "cli/creation_settings.h"

#include <string>
#include <utility>

#include "core/error.h"
#include "core/option_range.h"
#include "pipeline/sampling_preset.h"

namespace syncdreamer {
namespace {

constexpr const char* kWhere = "settings";

/// Applies the preset that the settings name, and takes it out of them.
void take_preset(nlohmann::json& settings, GenerateOptions& options) {
  const auto preset = settings.find("preset");
  if (preset == settings.end()) return;
  try {
    apply_preset(enum_value<SamplingPreset>(preset->is_string() ? preset->get<std::string>() : preset->dump()),
                 options);
  } catch (const InputError& error) {
    throw InputError(std::string("settings: preset: ") + error.what());
  }
  settings.erase(preset);
}

}  // namespace

CreateArguments creation_of_settings(const nlohmann::json& settings, const CreationSettings& defaults) {
  if (!settings.is_object())
    throw InputError(std::string("settings: found ") + settings.type_name() + ", expected an object");
  nlohmann::json named = settings;
  CreationSettings chosen = defaults;
  take_preset(named, chosen.options);
  chosen = options_from_json<CreationSettings>(named, kWhere, chosen);
  if (chosen.masks.matting_model != defaults.masks.matting_model)
    throw InputError("settings: masks: matting_model is chosen where the server is started");
  require_option(chosen.options.num_samples == 1, "settings: options: samples", chosen.options.num_samples, "1");
  CreateArguments arguments;
  arguments.generation.masks = chosen.masks;
  arguments.generation.best_of = chosen.best_of;
  arguments.generation.preview = chosen.preview;
  arguments.generation.options = chosen.options;
  arguments.reconstruction = chosen.reconstruction;
  check_ranges(arguments, {});
  return arguments;
}

}  // namespace syncdreamer
