#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/option_flags.h"
#include "cli/publish_report.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/option_range.h"
#include "core/progress.h"
#include "evaluation/evaluate_mesh.h"
#include "evaluation/mesh_figures.h"
#include "geometry/mesh.h"
#include "geometry/mesh_format.h"
#include "geometry/mesh_io.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kFarApart = 0.02;        // Chamfer distance, object units
constexpr double kMuchNearer = 0.5;       // of a Chamfer distance, that of a mesh turned upright
constexpr double kMuchMisplaced = 0.001;  // object units
constexpr double kRounding = 1e-4;        // of the unit cube's side
constexpr double kAgreeingInside = 0.95;  // share of what is inside of a mesh

/// Where neither the user nor the file says it: the reference's models and meshes are z up, OBJ files too.
UpAxis up_axis_of(const std::filesystem::path& mesh, UpAxis said) {
  return said == UpAxis::by_format && !mesh_format_of(mesh).is_up_sure ? UpAxis::z : said;
}

struct MeshArguments {
  std::filesystem::path truth_mesh, prediction, json;
  std::filesystem::path truth_depths;  ///< folder of depth pictures; without it depth is cast from the true mesh
  double truth_rotation_deg = 0.0;
  bool fit_truth = true;
  UpAxis truth_up = UpAxis::by_format, prediction_up = UpAxis::by_format;
};

/// Fits the truth into the unit cube, and says so if that changes more than rounding does.
void fit_truth(Mesh& truth, const std::filesystem::path& file, const Reporter& reporter) {
  const Box box = bounding_box(truth);
  fit_to_unit_box(truth);
  const double distance = length(box.centre()), scale = 1 / box.longest_side();
  if (distance * scale < kRounding && std::abs(scale - 1) < kRounding) return;
  char text[120];
  std::snprintf(text, sizeof text, "moved by %.3g and scaled by %.4g", distance, scale);
  reporter.note(file.string() + ": is " + text + " into the unit cube; --no-fit-truth takes it as it is");
}

Mesh read_truth(const MeshArguments& arguments, UpAxis up, const Reporter& reporter) {
  Mesh truth = read_mesh(arguments.truth_mesh, up, reporter);
  remove_clear_triangles(truth);  // as `render` does
  if (arguments.fit_truth) fit_truth(truth, arguments.truth_mesh, reporter);
  transform(truth, rotation_about_z(radians(arguments.truth_rotation_deg)));
  return truth;
}

/// The Chamfer distance of a mesh from what is seen of the truth; infinite where the cameras see nothing of it.
double distance_of(const SeenTruth& seen, const Mesh& mesh) {
  try {
    return point_distances(seen.points, visible_points(mesh, "mesh", seen.cameras, seen.rule)).chamfer();
  } catch (const InputError&) {
    return INFINITY;
  }
}

/// Says so where meshes are far apart because the axis that was taken to point up is probably the wrong one.
void hint_at_up_axis(const MeshArguments& arguments, const SeenTruth& seen, const Mesh& prediction, double distance,
                     const Reporter& reporter) {
  if (distance < kFarApart) return;
  const auto hint = [&](const std::filesystem::path& file, const char* flag) {
    reporter.warn(file.string() + ": was taken z up and fits much better y up, see " + flag);
  };
  if (arguments.prediction_up == UpAxis::by_format && is_obj_file(arguments.prediction) &&
      distance_of(seen, read_mesh(arguments.prediction, UpAxis::y)) < kMuchNearer * distance) {
    hint(arguments.prediction, "--prediction-up");
  } else if (arguments.truth_up == UpAxis::by_format && !mesh_format_of(arguments.truth_mesh).is_up_sure &&
             arguments.truth_depths.empty() &&
             distance_of({visible_points(read_truth(arguments, UpAxis::y, {}))}, prediction) < kMuchNearer * distance) {
    hint(arguments.truth_mesh, "--truth-up");
  }
}

/// Says so where the true mesh is not what the depth pictures show: figures that come of it are then of another frame.
void warn_of_other_frame(const MeshArguments& arguments, const SeenTruth& seen, const Mesh& truth,
                         const Reporter& reporter) {
  if (arguments.truth_depths.empty() || distance_of(seen, truth) < kFarApart) return;
  reporter.warn(arguments.truth_mesh.string() + ": is not what " + arguments.truth_depths.string() +
                " shows, see --truth-up, --truth-rotation-deg and --no-fit-truth; volume_iou and normal_consistency "
                "are those of the mesh");
}

/// Says so where the paper's way to tell the inside of a mesh is not what one expects.
void warn_of_inside(const Mesh& mesh, const std::filesystem::path& file, const Reporter& reporter) {
  if (inside_agreement(mesh) > kAgreeingInside) return;
  reporter.warn(file.string() +
                ": is open, or parts of it run through each other, where volume_iou (the paper's, by the parity of "
                "crossings) does not see its inside; `evaluate model` counts what the surface encloses");
}

/// Says so where the paper's way to tell the depth of a mesh counts what is not there.
void warn_of_misplacement(const MeshComparison& comparison, const std::filesystem::path& file,
                          const Reporter& reporter) {
  if (comparison.misplacement < kMuchMisplaced) return;
  reporter.warn(file.string() + ": has triangles so large that its points, whose depth the paper's evaluation takes " +
                "linear in the picture, lie " + number_text(std::round(1e4 * comparison.misplacement) / 1e4) +
                " object units beside its surface on average, and chamfer and f_score count that; with smaller "
                "triangles it ends");
}

void run_mesh(const MeshArguments& arguments) {
  check_figures_file(arguments.json, {arguments.truth_mesh, arguments.prediction});
  const Reporter reporter = console_reporter();
  use_threads(0);
  require_range("--truth-rotation-deg", arguments.truth_rotation_deg, -360, 360);
  const Mesh truth = read_truth(arguments, up_axis_of(arguments.truth_mesh, arguments.truth_up), reporter);
  const Mesh prediction =
      read_mesh(arguments.prediction, up_axis_of(arguments.prediction, arguments.prediction_up), reporter);
  const SeenTruth seen = arguments.truth_depths.empty() ? SeenTruth{visible_points(truth, "true mesh")}
                                                        : seen_in_depth_pictures(arguments.truth_depths);
  const MeshComparison comparison = compare_meshes(truth, seen, prediction);
  warn_of_other_frame(arguments, seen, truth, reporter);
  warn_of_misplacement(comparison, arguments.prediction, reporter);
  warn_of_inside(truth, arguments.truth_mesh, reporter);
  warn_of_inside(prediction, arguments.prediction, reporter);
  std::cout << report_to_table(report_of(comparison, arguments.prediction.filename().string())) << std::flush;
  if (!arguments.json.empty()) write_json(arguments.json, comparison_to_json(comparison));
  hint_at_up_axis(arguments, seen, prediction, comparison.points.chamfer(), reporter);
}

}  // namespace

void add_evaluate_mesh_command(CLI::App& evaluate) {
  CLI::App* command =
      evaluate.add_subcommand("mesh",
                              "Chamfer distance, volume IoU (on a grid of 64^3 points over [-1, 1]^3, of closed "
                              "meshes; parts thinner than 0.03 are missed), F-scores and normal consistency of a "
                              "mesh");
  const auto arguments = std::make_shared<MeshArguments>();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->add_option(
      "--truth", arguments->truth_depths,
      "folder with 000-depth.png ... of the truth, and cameras.json (or transforms.json) if they are others than the "
      "paper's 16: its frame 007.png has the depth 007-depth.png. The prediction's depth is then computed as in the "
      "paper, which misplaces "
      "large triangles; without this option the depth of both is exact");
  command->add_option("--truth-mesh", arguments->truth_mesh, "the true model file")->required();
  command->add_flag("--fit-truth,!--no-fit-truth", arguments->fit_truth,
                    "scales and moves the true model into the unit cube (the default), or takes it as it is");
  add_flag(*command, "--truth-up", arguments->truth_up,
           "the axis that points up in it: y, z, or auto (y for glTF, as the file says for FBX, COLLADA and 3DS, z for "
           "all others; OBJ files of others are mostly y up: give y)");
  add_flag(*command, "--truth-rotation-deg", arguments->truth_rotation_deg,
           "turns the true model about the vertical axis, degrees");
  command
      ->add_option("--prediction", arguments->prediction,
                   "the predicted mesh file, taken as it is; the mesh.obj of this program needs --prediction-up y")
      ->required();
  add_flag(*command, "--prediction-up", arguments->prediction_up,
           "the axis that points up in it: y, z, or auto (as for --truth-up)");
  command->callback([arguments] { run_mesh(*arguments); });
}

}  // namespace syncdreamer
