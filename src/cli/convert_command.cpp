#include <ATen/ATen.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "checkpoint/state_dict.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "core/counted.h"
#include "core/error.h"
#include "core/listed_results.h"
#include "core/named_enum.h"
#include "core/size_text.h"
#include "model/checkpoint_names.h"
#include "pipeline/model_file.h"
#include "pipeline/model_recognition.h"

namespace syncdreamer {
namespace {

/// What weights are converted to.
enum class StoredType { keep, float32, float16, bfloat16 };

constexpr auto enum_names(StoredType) {
  using enum StoredType;
  return std::array{std::pair{keep, "keep"}, std::pair{float32, "float32"}, std::pair{float16, "float16"},
                    std::pair{bfloat16, "bfloat16"}};
}

at::ScalarType converted(at::ScalarType type, StoredType stored) {
  switch (stored) {
    case StoredType::keep:
      return type;
    case StoredType::float32:
      return at::kFloat;
    case StoredType::float16:
      return at::kHalf;
    case StoredType::bfloat16:
      return at::kBFloat16;
  }
  return type;
}

struct ConvertArguments {
  std::filesystem::path input;
  std::filesystem::path output;
  std::filesystem::path clip;
  std::string prefix;
  StoredType type = StoredType::keep;
  std::vector<std::string> metadata;
};

std::string size_of_file(const std::filesystem::path& path) {
  std::error_code has_none;
  const auto size = std::filesystem::file_size(path, has_none);
  return has_none ? "no file" : size_text(size);
}

/// The tensors whose names begin with `prefix`, which ends at a dot, without it.
StateDict part_under(std::string prefix, const StateDict& file) {
  if (!prefix.empty() && !prefix.ends_with('.')) prefix += '.';
  StateDict part;
  part.path = file.path;
  part.metadata = file.metadata;
  if (!prefix.empty()) {  // a part is not the model or the training that these describe
    std::erase_if(part.metadata, [](const auto& entry) { return entry.first.starts_with(kOwnMetadata); });
  }
  part.skipped = file.skipped;
  for (const auto& [name, tensor] : file) {
    if (name.starts_with(prefix) && name != prefix) part.add(name.substr(prefix.size()), tensor);
  }
  if (part.empty() && file.empty() && !file.skipped.empty())
    throw InputError(file.path, "has no tensor that can be read: " + file.skipped.front());
  if (part.empty())
    throw InputError(file.path, prefix.empty() ? "holds no tensor" : "has no tensor under '" + prefix + "'");
  return part;
}

StateDict chosen_tensors(const ConvertArguments& arguments) {
  const StateDict file = load_state_dict(arguments.input);
  if (arguments.prefix.empty() && is_published_model(file)) {
    return generation_weights(file, arguments.clip.empty() ? StateDict() : load_state_dict(arguments.clip));
  }
  if (!arguments.clip.empty()) throw InputError("--clip: only a whole SyncDreamer or Zero123 takes an image tower");
  return part_under(arguments.prefix, file);
}

void convert(const ConvertArguments& arguments) {
  catch_interrupts();
  check_output_file(arguments.output, {arguments.input, arguments.clip});
  const StateDict chosen = chosen_tensors(arguments);
  StateDict output = chosen;
  for (const std::string& pair : arguments.metadata) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) throw InputError("--metadata: found '" + pair + "', expected KEY=VALUE");
    const std::string key = pair.substr(0, equals);
    if (key.starts_with(kOwnMetadata))
      throw InputError("--metadata: found '" + key + "', which the program writes itself, expected another key");
    output.metadata[key] = pair.substr(equals + 1);
  }
  const auto type_of = [&](const NamedTensor& entry) {
    if (interrupted()) throw InputError("interrupted: " + arguments.output.string() + " was not written");
    const bool may_change = entry.tensor.is_floating_point() && !is_table(entry.name);
    return may_change ? converted(entry.tensor.scalar_type(), arguments.type) : entry.tensor.scalar_type();
  };
  const std::string size_before = size_of_file(arguments.input);
  save_state_dict(arguments.output, output, type_of);
  const Reporter reporter = console_reporter();
  for (const std::string& what : chosen.skipped) reporter.note("left out: " + what);
  reporter.note(arguments.output.string() + ": " + counted(output.size(), "tensor") + ", " +
                size_of_file(arguments.output) + " (" + arguments.input.string() + ": " + size_before + ")");
}

}  // namespace

void add_convert_command(CLI::App& app) {
  CLI::App* const command = app.add_subcommand(
      "convert", "Turn a checkpoint into a safetensors file (of a published model, what generation needs)");
  const auto arguments = std::make_shared<ConvertArguments>();
  command->add_option("FILE", arguments->input, "the checkpoint: safetensors, .ckpt or .pt")->required();
  command->add_option("-o,--out", arguments->output, "the safetensors file to be written")->required();
  command->add_option("--prefix", arguments->prefix,
                      "take only the tensors under this part of their names (model.diffusion_model), and strip it");
  command->add_option("--clip", arguments->clip,
                      "OpenAI's ViT-L-14.pt, for a published model without CLIP's image tower");
  add_flag(
      *command, "--type", arguments->type,
      "keep (as stored), or float32, float16 or bfloat16 for all weights; the noise schedule and the cameras stay as "
      "they are");
  command->add_option("--metadata", arguments->metadata, "an entry of the file's metadata; may be given several times")
      ->option_text("KEY=VALUE")
      ->allow_extra_args(false);
  command->callback([arguments] { convert(*arguments); });
}

}  // namespace syncdreamer
