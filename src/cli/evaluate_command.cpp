#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/generation.h"
#include "cli/matrix_product_speed.h"
#include "cli/option_flags.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/option_range.h"
#include "core/progress.h"
#include "core/staged_folder.h"
#include "core/stopwatch.h"
#include "core/zero_padded.h"
#include "geometry/camera.h"
#include "geometry/mesh.h"
#include "geometry/mesh_io.h"
#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "pipeline/evaluate_mesh.h"
#include "pipeline/evaluate_model.h"
#include "pipeline/evaluate_views.h"
#include "pipeline/mesh_figures.h"
#include "pipeline/model_file.h"
#include "pipeline/view_consistency.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {
namespace {

constexpr double kFarApart = 0.02;        // Chamfer distance, object units
constexpr double kMuchNearer = 0.5;       // of a Chamfer distance, that of a mesh turned upright
constexpr double kAgreeingInside = 0.95;  // share of what is inside of a mesh

struct ViewsArguments {
  std::filesystem::path truth, prediction, json;
};

void publish(const Report& report, const std::filesystem::path& json_file) {
  std::cout << report_to_table(report);
  if (!json_file.empty()) write_file(json_file, json_text(report_to_json(report), 2) + "\n");
}

void add_views(CLI::App& evaluate) {
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
    publish(evaluate_folder(arguments->truth, arguments->prediction), arguments->json);
  });
}

/// The folders of a folder that itself holds no pictures and no cameras; empty for the views of one object.
std::vector<std::filesystem::path> objects_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> objects;
  if (!std::filesystem::is_directory(folder)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path extension = entry.path().extension();
    if (extension == ".png" || extension == ".jpg" || extension == ".json") return {};
    if (entry.is_directory()) objects.push_back(entry.path());
  }
  std::sort(objects.begin(), objects.end());
  return objects;
}

/// Views that were predicted above what was predicted of them.
Image comparison_sheet(const std::vector<ReconstructionView>& views, const std::vector<PredictedView>& predicted) {
  std::vector<Image> pictures;
  for (const PredictedView& view : predicted) pictures.push_back(views[static_cast<std::size_t>(view.number)].image);
  for (const PredictedView& view : predicted) pictures.push_back(view.picture);
  return contact_sheet(pictures, {.num_columns = static_cast<int>(predicted.size()), .margin = 2});
}

struct ConsistencyArguments {
  std::filesystem::path prediction, json, sheet;
  ConsistencyOptions options;
};

Report evaluate_consistency(const ConsistencyArguments& arguments) {
  if (arguments.options.method == ReconstructionMethod::volume)
    throw InputError("--method: found volume, which views alone do not have, expected auto, fast, neus or hull");
  const Reporter reporter = console_reporter();
  const auto predict = [&](const std::filesystem::path& object, const std::vector<ReconstructionView>& views) {
    const Reporter about{
        {}, [&](std::string_view sentence) { reporter.warn(object.string() + ": " + std::string(sentence)); }};
    std::optional<std::vector<PredictedView>> predicted;
    try {
      predicted = view_consistency(views, arguments.options, about, interrupted);
    } catch (const InputError& error) {
      throw InputError(object, error.what());
    }
    if (!predicted) throw InputError("interrupted, nothing is written");
    return std::move(*predicted);
  };
  const std::vector<std::filesystem::path> objects = objects_in(arguments.prediction);
  if (objects.empty()) {
    const std::vector<ReconstructionView> views = read_view_set(arguments.prediction);
    const std::vector<PredictedView> predicted = predict(arguments.prediction, views);
    if (!arguments.sheet.empty()) write_png(arguments.sheet, comparison_sheet(views, predicted));
    return consistency_report(predicted);
  }
  if (!arguments.sheet.empty()) throw InputError("--sheet: found a folder of objects, expected the views of one");
  std::vector<std::pair<std::string, ConsistencyFigures>> means;
  for (const std::filesystem::path& object : objects) {
    means.emplace_back(object.filename().string(), mean_figures(predict(object, read_view_set(object))));
    reporter.progress("objects", static_cast<std::int64_t>(means.size()), static_cast<std::int64_t>(objects.size()));
  }
  return consistency_report(means);
}

void add_consistency(CLI::App& evaluate) {
  CLI::App* command = evaluate.add_subcommand(
      "consistency", "How well half of the views predict the other half through a reconstruction; needs no truth");
  const auto arguments = std::make_shared<ConsistencyArguments>();
  command
      ->add_option("--prediction", arguments->prediction,
                   "views as `reconstruct` takes them, or a folder of folders with views")
      ->required();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->add_option("--sheet", arguments->sheet, "also write this picture: the views, and below what was predicted");
  add_flags(*command, arguments->options);
  command->callback([arguments] {
    check_writable(arguments->json);
    check_writable(arguments->sheet);
    catch_interrupts();
    publish(evaluate_consistency(*arguments), arguments->json);
  });
}

/// Where nothing is said: the reference's models and meshes are z up, OBJ files too.
UpAxis up_axis_of(const std::filesystem::path& mesh, UpAxis said) {
  if (said != UpAxis::by_format) return said;
  return is_gltf_file(mesh) ? UpAxis::y : UpAxis::z;
}

struct MeshArguments {
  std::filesystem::path truth, model, prediction, json;  ///< truth: depth pictures, may be empty
  double rotation_deg = 0.0;
  bool fit_truth = true;
  UpAxis truth_up = UpAxis::by_format, prediction_up = UpAxis::by_format;
};

Mesh read_truth(const MeshArguments& arguments, UpAxis up, const Reporter& reporter) {
  Mesh truth = read_mesh(arguments.model, up, reporter);
  if (arguments.fit_truth) fit_to_unit_box(truth);
  transform(truth, rotation_about_z(radians(arguments.rotation_deg)));
  return truth;
}

/// Says so where meshes are far apart because the axis that was taken to point up is probably the wrong one.
void hint_at_up_axis(const MeshArguments& arguments, const Mesh& prediction, double distance,
                     const Reporter& reporter) {
  if (distance < kFarApart || arguments.truth_up != UpAxis::by_format || is_gltf_file(arguments.model) ||
      !arguments.truth.empty())
    return;
  std::vector<Vec3> turned;
  try {
    turned = visible_points(read_truth(arguments, UpAxis::y, {}), "true mesh");
  } catch (const InputError&) {
    return;  // turned out of sight
  }
  if (chamfer(turned, visible_points(prediction)).chamfer() < kMuchNearer * distance) {
    reporter.warn(arguments.model.string() + ": was taken z up and fits much better y up, see --truth-up");
  }
}

/// Says so where the paper's way to tell the inside of a mesh is not what one expects.
void warn_of_inside(const Mesh& mesh, const std::filesystem::path& file, const Reporter& reporter) {
  if (inside_agreement(mesh) > kAgreeingInside) return;
  reporter.warn(file.string() +
                ": is open, or parts of it run through each other, where volume_iou (the paper's, by the parity of "
                "crossings) does not see its inside; `evaluate model` counts what the surface encloses");
}

void run_mesh(const MeshArguments& arguments) {
  check_writable(arguments.json);
  const Reporter reporter = console_reporter();
  require_range("--truth-rotation-deg", arguments.rotation_deg, -360, 360);
  const Mesh truth = read_truth(arguments, up_axis_of(arguments.model, arguments.truth_up), reporter);
  const Mesh prediction =
      read_mesh(arguments.prediction, up_axis_of(arguments.prediction, arguments.prediction_up), reporter);
  const std::vector<Vec3> points =
      arguments.truth.empty() ? visible_points(truth, "true mesh") : visible_points(arguments.truth);
  const MeshComparison comparison = compare_meshes(truth, points, prediction);
  warn_of_inside(truth, arguments.model, reporter);
  warn_of_inside(prediction, arguments.prediction, reporter);
  std::cout << report_to_table(report_of(comparison, arguments.prediction.filename().string())) << std::flush;
  if (!arguments.json.empty()) write_file(arguments.json, json_text(comparison_to_json(comparison), 2) + "\n");
  hint_at_up_axis(arguments, prediction, comparison.points.chamfer(), reporter);
}

void add_mesh(CLI::App& evaluate) {
  CLI::App* command =
      evaluate.add_subcommand("mesh",
                              "Chamfer distance, volume IoU (of closed meshes, by rays along x through 64 points in "
                              "each direction from -1 to 1, between which thin parts get lost), F-scores and normal "
                              "consistency of a mesh");
  const auto arguments = std::make_shared<MeshArguments>();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->add_option("--truth", arguments->truth,
                      "folder with 000-depth.png ... of the truth; without it depth is cast from the true model");
  command->add_option("--truth-mesh", arguments->model, "the true model file")->required();
  command->add_flag("--fit-truth,!--no-fit-truth", arguments->fit_truth,
                    "scales and moves the true model into the unit cube (the default), or takes it as it is");
  add_flag(*command, "--truth-up", arguments->truth_up,
           "the axis that points up in it: y, z, or auto (y for glTF, else z; most other OBJ files are y up)");
  command->add_option("--truth-rotation-deg", arguments->rotation_deg,
                      "turns the true model about the vertical axis, degrees");
  command
      ->add_option("--prediction", arguments->prediction,
                   "the predicted mesh file, taken as it is; the mesh.obj of this program needs --prediction-up y")
      ->required();
  add_flag(*command, "--prediction-up", arguments->prediction_up,
           "the axis that points up in it: y, z, or auto (y for glTF, else z)");
  command->callback([arguments] { run_mesh(*arguments); });
}

struct ModelArguments {
  std::filesystem::path model, output, table;
  EvaluationData data;
  int threads = 0;
  bool write_views = false;
  ComputeOptions compute;
  EvaluateModelOptions options;
};

/// Each method's views of each object, with their cameras.
void write_pictures(const std::filesystem::path& folder, const std::vector<ObjectPictures>& objects) {
  for (const ObjectPictures& object : objects) {
    for (const auto& [method, pictures] : object.by_method) {
      const std::filesystem::path place = folder / enum_name(method) / object.uid;
      std::vector<PosedView> views;
      for (const Viewpoint& viewpoint : object.viewpoints) {
        const Image& picture = pictures.at(views.size());
        const std::string name = zero_padded(views.size()) + ".png";
        write_png(place / name, picture);
        views.push_back({name, viewpoint, camera_at(viewpoint, picture.width)});
      }
      write_transforms_json(place / "cameras.json", views);
    }
  }
}

std::vector<std::string> names_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> names;
  for (const std::filesystem::path& path : paths) names.push_back(path.string());
  return names;
}

void write_results(StagedFolder& folder, const ModelEvaluation& evaluation, const ModelArguments& arguments,
                   const std::filesystem::path& model_path, double seconds) {
  nlohmann::ordered_json results = figures_to_json(evaluation.objects);
  results["num_training_objects"] = evaluation.num_training_objects;
  results["complete"] = evaluation.complete;
  results["seconds_per_object"] = evaluation.seconds_per_object;
  results["model"] = model_path.filename().string();
  results["options"] = options_to_json(arguments.options);
  write_file(folder.path() / "results.json", json_text(results, 2) + "\n");
  const std::string table = figures_to_markdown(evaluation.objects);
  write_file(folder.path() / "table.md", table);
  if (!evaluation.real_sheet.empty()) write_png(folder.path() / "sheet-real.png", evaluation.real_sheet);
  if (!evaluation.generated_sheet.empty()) write_png(folder.path() / "sheet-generated.png", evaluation.generated_sheet);
  if (arguments.write_views) write_pictures(folder.path() / "views", evaluation.pictures);
  const nlohmann::json run{{"command", "evaluate model"},
                           {"version", SYNCDREAMER_VERSION},
                           {"model", model_path.string()},
                           {"data", names_of(arguments.data.folders)},
                           {"more_training", names_of(arguments.data.more_training)},
                           {"options", options_to_json(arguments.options)},
                           {"device", device_named(arguments.compute.device).str()},
                           {"precision", enum_name(arguments.compute.precision)},
                           {"threads", at::get_num_threads()},
                           {"seconds", seconds}};
  write_file(folder.path() / "run.json", json_text(run, 2) + "\n");
  folder.commit();
  if (!arguments.table.empty()) write_file(arguments.table, table);
  std::cout << table;
}

void run_model(const ModelArguments& arguments) {
  arguments.options.check_ranges();
  check_writable(arguments.table);
  use_threads(arguments.threads);
  warn_of_slow_matrix_products(matrix_product_speed(), console_reporter());
  const Stopwatch stopwatch;
  const std::filesystem::path model_path = arguments.model.empty() ? default_model_path() : arguments.model;
  const auto model = load_placed_model(model_path, {}, arguments.compute, 0);
  StagedFolder folder(arguments.output);
  catch_interrupts();
  const ModelEvaluation evaluation =
      evaluate_model(*model, arguments.data, arguments.options, console_reporter(), interrupted);
  const double seconds = stopwatch.seconds();
  write_results(folder, evaluation, arguments, model_path, seconds);
  std::fprintf(stderr, "%zu held-out objects in %s, baselines from %lld training objects; %s\n",
               evaluation.objects.size(), duration_text(seconds).c_str(),
               static_cast<long long>(evaluation.num_training_objects), arguments.output.c_str());
}

void add_model(CLI::App& evaluate) {
  const auto arguments = std::make_shared<ModelArguments>();
  CLI::App* command = evaluate.add_subcommand("model",
                                              "PSNR and SSIM of a model's views of held-out objects, and of their "
                                              "meshes Chamfer distance and volume IoU, beside "
                                              "what simpler means achieve");
  command->add_option("--model", arguments->model, "checkpoint; default: the model that comes with the program");
  command->add_option("--data", arguments->data.folders, "folders of rendered objects")->required();
  command->add_option("--more-training", arguments->data.more_training,
                      "further folders of which only the training objects are used, for the baselines");
  command->add_option("-o,--out", arguments->output, "folder of the results")->required();
  command->add_option("--table", arguments->table, "also write the Markdown table to this file");
  command->add_flag("--write-views", arguments->write_views,
                    "also write all pictures, to views/METHOD/OBJECT/, as `evaluate consistency` reads them");
  command->add_option("--threads", arguments->threads, "CPU threads, 0 for all cores")->capture_default_str();
  add_flags(*command, arguments->compute);
  add_flags(*command, arguments->options);
  command->callback([arguments] { run_model(*arguments); });
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "Compare results with the truth by the paper's metrics");
  evaluate->require_subcommand(1);
  add_views(*evaluate);
  add_consistency(*evaluate);
  add_mesh(*evaluate);
  add_model(*evaluate);
}

}  // namespace syncdreamer
