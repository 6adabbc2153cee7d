#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/publish_report.h"
#include "evaluation/evaluate_views.h"
#include "image/view_files.h"

namespace syncdreamer {
namespace {

struct ViewsArguments {
  std::filesystem::path truth, prediction, json;
};

void compare(const ViewsArguments& arguments) {
  const auto& [truth, prediction, json] = arguments;
  check_figures_file(json);
  if (!find_views(truth).empty()) return publish_report(evaluate_views(truth, prediction), json);
  const ViewSetReport set = evaluate_view_set(truth, prediction, console_reporter());
  publish_set_report(set.report, set.num_objects, prediction, json);
}

}  // namespace

void add_evaluate_views_command(CLI::App& evaluate) {
  CLI::App* command = evaluate.add_subcommand("views", "PSNR and SSIM of generated views");
  const auto arguments = std::make_shared<ViewsArguments>();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command
      ->add_option("--truth", arguments->truth,
                   "folder with 000.png, 001.png ... (or .jpg, .webp), or a folder of such folders")
      ->required();
  command
      ->add_option("--prediction", arguments->prediction,
                   "folder with view-000.png ..., 000.png ..., views.png or 0.png, or a folder of such folders")
      ->required();
  command->callback([arguments] { compare(*arguments); });
}

}  // namespace syncdreamer
