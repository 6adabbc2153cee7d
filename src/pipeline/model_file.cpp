#include "pipeline/model_file.h"

#include <cstdlib>
#include <vector>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/options.h"

namespace syncdreamer {
namespace {

MultiviewDiffusionOptions options_of(const StateDict& file) {
  const auto found = file.metadata.find("syncdreamer.model");
  if (found == file.metadata.end()) return {};
  try {
    return options_from_json<MultiviewDiffusionOptions>(nlohmann::json::parse(found->second), file.path.string());
  } catch (const nlohmann::json::exception&) {
    throw InputError(file.path, "metadata 'syncdreamer.model' is not valid JSON");
  }
}

}  // namespace

std::shared_ptr<MultiviewDiffusion> load_model(const std::filesystem::path& path) {
  const StateDict file = load_state_dict(path);
  const auto model = std::make_shared<MultiviewDiffusion>(options_of(file));
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
