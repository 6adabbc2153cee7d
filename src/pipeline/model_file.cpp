#include "pipeline/model_file.h"

#include <cstdlib>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/mapped_weights.h"
#include "checkpoint/module_loading.h"
#include "checkpoint/tensor_entry.h"
#include "core/counted.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/json_text.h"
#include "core/options.h"
#include "core/size_text.h"
#include "model/checkpoint_names.h"
#include "pipeline/model_recognition.h"

namespace syncdreamer {
namespace {

MultiviewDiffusionOptions described_options(const StateDict& file) {
  const nlohmann::json json =
      parse_json(file.metadata.at(kModelMetadata), file.path.string() + ": metadata 'syncdreamer.model'");
  return options_from_json<MultiviewDiffusionOptions>(json, file.path.string());
}

/// The model of these options, not filled.
std::shared_ptr<MultiviewDiffusion> empty_model(const MultiviewDiffusionOptions& options, const StateDict& file,
                                                const std::string& source) {
  try {
    options.check_consistency();
    options.check_conditions();
    return std::make_shared<MultiviewDiffusion>(options);
  } catch (const std::exception& error) {  // whatever a network says of sizes that do not fit
    if (is_out_of_memory(error))
      throw std::runtime_error(file.path.string() + ": " + source + ": " + sentence_of(error));
    throw InputError(file.path, source + " describe no model (" + first_line(error) + ")");
  }
}

void check_memory(const MultiviewDiffusion& model, const StateDict& file, std::uint64_t max_bytes) {
  const std::uint64_t needed = copied_bytes(model, file);
  if (needed <= max_bytes) return;
  throw InputError(file.path, "its weights need " + size_text(needed) + " of memory, of which " + size_text(max_bytes) +
                                  " may be used; those that lie in the file as they are computed with, in single "
                                  "precision, need none");
}

/// \throws InputError for a file of which whole parts are missing, as those of a training's first stages.
void check_has_all_parts(const MultiviewDiffusion& model, const StateDict& file) {
  std::set<std::string> missing, found;
  for (const auto& parameter : model.named_parameters()) {
    if (model.options().synchronized || !is_synchronizing(parameter.key())) missing.insert(part_of(parameter.key()));
  }
  for (const auto& [name, tensor] : file) {
    if (missing.contains(part_of(name))) found.insert(part_of(name));
  }
  for (const std::string& part : found) missing.erase(part);
  if (missing.empty()) return;
  throw InputError(file.path, "is only a part of a model (" + joined(found) + "); " + joined(missing) +
                                  " are missing, which the last stage of a training has from its initialize_from");
}

/// What a model of single views does not use.
std::vector<std::string> unused_parameters(const MultiviewDiffusion& model) {
  std::vector<std::string> names;
  if (model.options().synchronized) return names;
  for (const auto& parameter : model.named_parameters()) {
    if (is_synchronizing(parameter.key())) names.push_back(parameter.key());
  }
  return names;
}

/// How a model is filled: buffers may be missing, and so may what it does not use.
LoadOptions load_options(const MultiviewDiffusion& model, bool ignore_unexpected) {
  LoadOptions load{.ignore_unexpected = ignore_unexpected, .optional = unused_parameters(model)};
  for (const auto& buffer : model.named_buffers()) load.optional.push_back(buffer.key());
  return load;
}

void fill(MultiviewDiffusion& model, const StateDict& file, bool ignore_unexpected) {
  load_into(model, file, load_options(model, ignore_unexpected));
  auto parameters = model.named_parameters();
  for (const std::string& name : unused_parameters(model)) {
    if (!file.contains(name)) parameters[name].set_data(at::empty({0}));  // else it would take and count as memory
  }
  model.observe_parts(release_mapped_weights);
  model.eval();
}

/// The model of a published checkpoint, not filled.
std::shared_ptr<MultiviewDiffusion> empty_published_model(const StateDict& named) {
  return empty_model(recognize_model(named), named, "its tensors' names and shapes");
}

/// `model_ema: 688 tensors`, for each part of a checkpoint of which the model took not everything.
std::vector<std::string> left_out(const StateDict& named, const StateDict& taken) {
  std::map<std::string, int> parts;
  for (const auto& [name, tensor] : named) {
    if (!taken.contains(name)) ++parts[part_of(name)];
  }
  std::vector<std::string> lines;
  for (const auto& [part, count] : parts) {
    lines.push_back(part + ": " + counted(count, "tensor"));
  }
  return lines;
}

/// What the environment names; it may not be there.
std::optional<std::filesystem::path> named_model_path() {
  const char* const named = std::getenv("SYNCDREAMER_MODEL");
  return named != nullptr && *named != '\0' ? std::optional<std::filesystem::path>(named) : std::nullopt;
}

/// `models/default.safetensors` beside the source tree or the installed program.
std::optional<std::filesystem::path> shipped_model_path() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path name = "models/default.safetensors";
  if (error) return std::nullopt;
  const std::filesystem::path folder = program.parent_path();
  for (const std::filesystem::path& candidate : {folder / "../.." / name, folder / "../share/syncdreamer" / name}) {
    if (std::filesystem::exists(candidate, error)) return std::filesystem::weakly_canonical(candidate);
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<MultiviewDiffusion> load_model(const std::filesystem::path& path, const std::filesystem::path& clip,
                                               std::uint64_t max_bytes) {
  const StateDict file = load_state_dict(path);
  if (file.metadata.contains(kTrainingMetadata))
    throw InputError(path, "is a checkpoint of a training, expected the model.safetensors beside it");
  if (file.metadata.contains(kModelMetadata)) {
    if (!clip.empty())
      throw InputError(clip, "--clip is for published checkpoints; this model has its own image tower");
    const auto model = empty_model(described_options(file), file, "metadata 'syncdreamer.model'");
    check_has_all_parts(*model, file);
    check_memory(*model, file, max_bytes);
    fill(*model, file, false);
    return model;
  }
  const StateDict named = with_model_names(file, clip.empty() ? StateDict() : load_state_dict(clip));
  const auto model = empty_published_model(named);
  check_memory(*model, named, max_bytes);
  // Other things in the file, the text tower's remains and averages of training, are not expected, and ignored.
  fill(*model, named, true);
  return model;
}

StateDict generation_weights(const StateDict& file, const StateDict& clip) {
  const StateDict named = with_model_names(file, clip);
  const auto model = empty_published_model(named);
  check_fits(*model, named, load_options(*model, true));
  StateDict weights;
  weights.path = file.path;
  weights.metadata = file.metadata;
  weights.metadata[kModelMetadata] = json_text(options_to_json(model->options()));
  for (const NamedTensor& entry : state_dict_of(*model)) {
    if (const at::Tensor* const stored = named.find(entry.name)) weights.add(entry.name, *stored);
  }
  weights.skipped = file.skipped;
  for (std::string& line : left_out(named, weights)) weights.skipped.push_back(std::move(line));
  return weights;
}

std::filesystem::path default_model_path() {
  if (const auto named = named_model_path()) {
    std::error_code error;
    if (std::filesystem::exists(*named, error)) return *named;
    throw InputError(*named, "there is no such model; it is named by the environment variable SYNCDREAMER_MODEL");
  }
  if (const auto shipped = shipped_model_path()) return *shipped;
  throw InputError(
      "no model: models/default.safetensors was not found beside the program; name one with --model FILE or "
      "SYNCDREAMER_MODEL");
}

std::shared_ptr<ElevationNet> elevation_net_for(const MultiviewDiffusion& model) {
  if (model.elevation_net) return model.elevation_net;
  for (const auto& path : {named_model_path(), shipped_model_path()}) {
    std::error_code absent;
    if (!path || !std::filesystem::exists(*path, absent)) continue;
    const StateDict file = load_state_dict(*path);
    const bool says_what_it_is = file.metadata.contains(kModelMetadata);
    const ElevationNetOptions options = says_what_it_is ? described_options(file).elevation_net : ElevationNetOptions{};
    if (!options.enabled) continue;
    auto net = std::make_shared<ElevationNet>(options);
    load_into(*net, file, {.prefix = "elevation_net."});
    net->to(model.device());
    return net;
  }
  throw InputError(
      "the model cannot estimate elevations, nor can that of SYNCDREAMER_MODEL, and models/default.safetensors was not "
      "found beside the program; name the elevation of the picture's camera with --elevation DEGREES");
}

}  // namespace syncdreamer
