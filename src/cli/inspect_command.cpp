#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "checkpoint/contents.h"
#include "cli/commands.h"

namespace syncdreamer {

void add_inspect_command(CLI::App& app) {
  struct Arguments {
    std::filesystem::path file;
    bool json = false;
  };
  CLI::App* const command = app.add_subcommand("inspect", "Show what a checkpoint holds: safetensors, .ckpt or .pt");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("FILE", arguments->file, "the checkpoint")->required();
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments] {
    const CheckpointContents contents = read_contents(arguments->file);
    if (arguments->json) {
      std::cout << contents_to_json(contents).dump(2, ' ', true, nlohmann::json::error_handler_t::replace) << "\n";
    } else {
      std::cout << contents_to_text(contents);
    }
  });
}

}  // namespace syncdreamer
