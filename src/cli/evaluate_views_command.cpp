#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/publish_report.h"
#include "core/files.h"
#include "pipeline/evaluate_views.h"

namespace syncdreamer {
namespace {

struct ViewsArguments {
  std::filesystem::path truth, prediction, json;
};

}  // namespace

void add_evaluate_views_command(CLI::App& evaluate) {
  CLI::App* command = evaluate.add_subcommand("views", "PSNR and SSIM of generated views");
  const auto arguments = std::make_shared<ViewsArguments>();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->add_option("--truth", arguments->truth, "folder with 000.png, 001.png, ... or a folder of such folders")
      ->required();
  command
      ->add_option("--prediction", arguments->prediction,
                   "folder with view-000.png ..., 000.png ..., views.png or 0.png, or a folder of such folders")
      ->required();
  command->callback([arguments] {
    check_writable(arguments->json);
    const auto evaluate_folder = has_views(arguments->truth) ? evaluate_views : evaluate_view_set;
    publish_report(evaluate_folder(arguments->truth, arguments->prediction), arguments->json);
  });
}

}  // namespace syncdreamer
