#include "pipeline/model_file.h"

#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/options.h"

namespace syncdreamer {
namespace {

/// The model that the file's metadata describe, not filled; the released one where they say nothing.
std::shared_ptr<MultiviewDiffusion> described_model(const StateDict& file) {
  const auto found = file.metadata.find("syncdreamer.model");
  if (found == file.metadata.end()) return std::make_shared<MultiviewDiffusion>(MultiviewDiffusionOptions());
  const nlohmann::json json = nlohmann::json::parse(found->second, nullptr, false);
  if (json.is_discarded()) throw InputError(file.path, "metadata 'syncdreamer.model' is not valid JSON");
  const auto options = options_from_json<MultiviewDiffusionOptions>(json, file.path.string());
  try {
    return std::make_shared<MultiviewDiffusion>(options);
  } catch (const std::exception& error) {  // whatever a network says of sizes that do not fit
    const std::string reason = error.what();
    throw InputError(file.path,
                     "metadata 'syncdreamer.model' describe no model (" + reason.substr(0, reason.find('\n')) + ")");
  }
}

}  // namespace

std::shared_ptr<MultiviewDiffusion> load_model(const std::filesystem::path& path) {
  const StateDict file = load_state_dict(path);
  const auto model = described_model(file);
  LoadOptions load{.check_finite = true};
  for (const auto& buffer : model->named_buffers()) load.optional.push_back(buffer.key());
  load.ignore_unexpected = !file.metadata.contains("syncdreamer.model");  // the released file's text tower remains
  load_into(*model, file, load);
  model->eval();
  return model;
}

std::filesystem::path default_model_path() {
  if (const char* named = std::getenv("SYNCDREAMER_MODEL"); named != nullptr && *named != '\0') return named;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path name = "models/default.safetensors";
  std::vector<std::filesystem::path> candidates{name};
  if (!error) {
    const std::filesystem::path folder = program.parent_path();
    candidates = {folder / "../.." / name, folder / "../share/syncdreamer" / name, name};
  }
  for (const std::filesystem::path& candidate : candidates) {
    if (std::filesystem::exists(candidate)) return std::filesystem::weakly_canonical(candidate);
  }
  throw InputError("no model: models/default.safetensors was not found beside the program; name one with --model FILE");
}

}  // namespace syncdreamer
