#include "cli/evaluate_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "pipeline/evaluate_views.h"

namespace syncdreamer {
namespace {

struct EvaluateArguments {
  std::filesystem::path truth;
  std::filesystem::path prediction;
  std::filesystem::path json;
};

void publish(const Report& report, const std::filesystem::path& json_file) {
  std::cout << report_to_table(report);
  if (!json_file.empty()) write_file(json_file, report_to_json(report).dump(2) + "\n");
}

std::shared_ptr<EvaluateArguments> add_arguments(CLI::App& command) {
  auto arguments = std::make_shared<EvaluateArguments>();
  command.add_option("--json", arguments->json, "also write the figures to this file");
  return arguments;
}

void add_views(CLI::App& evaluate) {
  CLI::App* command = evaluate.add_subcommand("views", "PSNR and SSIM of generated views");
  const auto arguments = add_arguments(*command);
  command->add_option("--truth", arguments->truth, "folder with 000.png, 001.png, ... or a folder of such folders")
      ->required();
  command
      ->add_option("--prediction", arguments->prediction,
                   "folder with view-000.png ..., 000.png ..., views.png or 0.png, or a folder of such folders")
      ->required();
  command->callback([arguments] {
    const auto evaluate_folder = has_views(arguments->truth) ? evaluate_views : evaluate_view_set;
    publish(evaluate_folder(arguments->truth, arguments->prediction), arguments->json);
  });
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "compare results with the truth by the paper's metrics");
  evaluate->require_subcommand(1);
  add_views(*evaluate);
}

}  // namespace syncdreamer
