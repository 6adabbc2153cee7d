#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/publish_report.h"
#include "core/error.h"
#include "core/files.h"
#include "image/view_files.h"
#include "pipeline/evaluate_views.h"
#include "reconstruct/view_set.h"

namespace syncdreamer {
namespace {

struct ViewsArguments {
  std::filesystem::path truth, prediction, json;
};

void compare(const ViewsArguments& arguments) {
  const auto& [truth, prediction, json] = arguments;
  check_writable(json);
  if (!find_views(truth).empty()) return publish_report(evaluate_views(truth, prediction), json);
  const Report report = evaluate_view_set(truth, prediction, console_reporter());
  publish_report(report, json);
  const std::size_t num_objects = view_sets_in(truth).size();
  if (report.rows.size() < num_objects)
    throw InputError(prediction, std::to_string(num_objects - report.rows.size()) + " of " +
                                     std::to_string(num_objects) + " objects could not be evaluated");
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
