#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "core/files.h"
#include "core/progress.h"
#include "geometry/camera.h"
#include "geometry/mesh.h"
#include "geometry/mesh_io.h"
#include "pipeline/evaluate_mesh.h"
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

void add_mesh(CLI::App& evaluate) {
  struct MeshArguments {
    std::filesystem::path depth;
    double turn_deg = 0.0;
  };
  CLI::App* command = evaluate.add_subcommand("mesh", "Chamfer distance and volume IoU of a mesh");
  const auto arguments = add_arguments(*command);
  const auto more = std::make_shared<MeshArguments>();
  command->add_option("--truth", arguments->truth, "the true model file; it is fitted to the unit box")->required();
  command->add_option("--prediction", arguments->prediction, "the predicted mesh file, taken as it is")->required();
  command->add_option("--truth-depth", more->depth,
                      "folder with 000-depth.png ... of the truth; without it the true model is rendered");
  command->add_option("--turn-deg", more->turn_deg, "turns the true model about the vertical axis, degrees");
  command->callback([arguments, more] {
    const Reporter reporter = console_reporter();
    Mesh truth = read_mesh(arguments->truth, UpAxis::z, reporter);
    fit_to_unit_box(truth);
    transform(truth, rotation_about_z(radians(more->turn_deg)));
    const Mesh prediction = read_mesh(arguments->prediction, UpAxis::z, reporter);
    const std::vector<Vec3> points = more->depth.empty() ? visible_points(truth) : visible_points(more->depth);
    const MeshComparison comparison = compare_meshes(truth, points, prediction);
    publish(report_of(comparison, arguments->prediction.filename().string()), arguments->json);
  });
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "compare results with the truth by the paper's metrics");
  evaluate->require_subcommand(1);
  add_views(*evaluate);
  add_mesh(*evaluate);
}

}  // namespace syncdreamer
