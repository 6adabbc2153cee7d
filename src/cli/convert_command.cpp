#include <ATen/ATen.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "cli/commands.h"
#include "core/error.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

struct ConvertArguments {
  std::filesystem::path input;
  std::filesystem::path output;
  std::string prefix;
  std::string type = "keep";
  std::vector<std::string> metadata;
};

const std::map<std::string, at::ScalarType> kTypes = {
    {"float32", at::kFloat}, {"float16", at::kHalf}, {"bfloat16", at::kBFloat16}};

void convert(const ConvertArguments& arguments) {
  const StateDict input = load_state_dict(arguments.input);
  StateDict output;
  output.metadata = input.metadata;
  for (const std::string& pair : arguments.metadata) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) throw InputError("--metadata: found '" + pair + "', expected KEY=VALUE");
    output.metadata[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  const auto type = kTypes.find(arguments.type);
  for (const auto& [name, tensor] : input) {
    if (!name.starts_with(arguments.prefix)) continue;
    const bool changes = type != kTypes.end() && tensor.is_floating_point();
    output.add(name.substr(arguments.prefix.size()), changes ? tensor.to(type->second) : tensor);
  }
  if (output.empty()) throw InputError(arguments.input, "has no tensor under '" + arguments.prefix + "'");
  save_state_dict(arguments.output, output);
  for (const std::string& what : input.skipped) std::cerr << "not converted: " << printable(what) << "\n";
  std::cout << arguments.output.string() << ": " << output.size() << " tensors\n";
}

}  // namespace

void add_convert_command(CLI::App& app) {
  CLI::App* const command = app.add_subcommand("convert", "turn a checkpoint into a safetensors file");
  const auto arguments = std::make_shared<ConvertArguments>();
  command->add_option("file", arguments->input, "the checkpoint: safetensors, .ckpt or .pt")->required();
  command->add_option("-o,--output", arguments->output, "the safetensors file to be written")->required();
  command->add_option("--prefix", arguments->prefix, "take only the tensors under this prefix, and strip it");
  command->add_option("--type", arguments->type, "float32, float16 or bfloat16 for all floating-point tensors")
      ->check(CLI::IsMember({"keep", "float32", "float16", "bfloat16"}))
      ->capture_default_str();
  command->add_option("--metadata", arguments->metadata, "KEY=VALUE pairs for the file's metadata");
  command->callback([arguments] { convert(*arguments); });
}

}  // namespace syncdreamer
