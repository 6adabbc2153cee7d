#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/model_source.h"
#include "cli/option_flags.h"
#include "core/counted.h"
#include "core/duration_text.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/listed_results.h"
#include "core/result_names.h"
#include "core/run_file.h"
#include "core/staged_folder.h"
#include "core/version.h"
#include "core/zero_padded.h"
#include "evaluation/evaluate_model.h"
#include "geometry/camera.h"
#include "geometry/transforms_json.h"
#include "image/image_io.h"
#include "image/view_files.h"

namespace syncdreamer {
namespace {

constexpr const char* kEvaluateModel = "evaluate model";
constexpr const char* kViewsFolder = "views";
constexpr const char* kResultsFile = "results.json";
constexpr const char* kTableFile = "table.md";
constexpr const char* kRealSheet = "sheet-real.png";
constexpr const char* kMadeUpSheet = "sheet-made-up.png";

struct ModelArguments {
  ModelChoice model;
  EvaluationData data;
  std::filesystem::path output, table;
  bool write_views = false;
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
      write_transforms_json(place / kCamerasFile, views);
    }
  }
}

/// Files of the output folder that the evaluation may write; of views, those that are there already.
std::vector<std::filesystem::path> planned_files(const ModelArguments& arguments) {
  std::vector<std::filesystem::path> files{kRunFile, kResultsFile, kTableFile, kRealSheet, kMadeUpSheet};
  if (!arguments.write_views) return files;
  for (const auto& [method, name] : enum_names(ViewMethod())) {
    const std::filesystem::path views = arguments.output / kViewsFolder / name;
    for (const std::filesystem::path& object : readable_entries_of(views)) {
      for (const std::filesystem::path& file : readable_entries_of(object)) {
        if (view_number(file) || file.filename() == kCamerasFile)
          files.push_back(file.lexically_relative(arguments.output));
      }
    }
  }
  return files;
}

/// \throws InputError if the table cannot be written, or would take the place of another result, or of data.
void check_table_file(const ModelArguments& arguments) {
  const std::filesystem::path& table = arguments.table;
  if (table.empty()) return;
  const std::filesystem::path real = real_path(table);
  if (real == real_path(arguments.output / kTableFile)) return;
  for (const std::filesystem::path& result : planned_files(arguments)) {
    if (real == real_path(arguments.output / result))
      throw InputError(table, "has the name of another result, expected another file (--table)");
  }
  for (const auto& folders : {arguments.data.folders, arguments.data.more_training}) {
    for (const std::filesystem::path& folder : folders)
      if (lies_in(folder, table)) throw InputError(table, "lies among the data, expected another file (--table)");
  }
  check_output_file(table, {arguments.model.model, arguments.model.clip});
}

void write_results(StagedFolder& folder, const ModelEvaluation& evaluation, const ModelArguments& arguments,
                   const std::filesystem::path& model, const at::Device& device) {
  nlohmann::ordered_json results = figures_to_json(evaluation.objects);
  results["num_training_objects"] = evaluation.num_training_objects;
  results["complete"] = evaluation.complete;
  results["seconds_per_object"] = evaluation.seconds_per_object;
  results["model"] = model.string();
  results["options"] = options_to_json(arguments.options);
  write_json(folder.path() / kResultsFile, results);
  const std::string table = figures_to_markdown(evaluation.objects);
  write_file(folder.path() / kTableFile, table);
  if (!evaluation.real_sheet.empty()) write_png(folder.path() / kRealSheet, evaluation.real_sheet);
  if (!evaluation.made_up_sheet.empty()) write_png(folder.path() / kMadeUpSheet, evaluation.made_up_sheet);
  if (arguments.write_views) write_pictures(folder.path() / kViewsFolder, evaluation.pictures);
  const nlohmann::ordered_json run{{"command", kEvaluateModel},
                                   {"version", kVersion},
                                   {"model", model.string()},
                                   {"data", arguments.data.folders},
                                   {"more_training", arguments.data.more_training},
                                   {"options", options_to_json(arguments.options)},
                                   {"device", device.str()},
                                   {"precision", enum_name(arguments.model.compute.precision)},
                                   {"threads", at::get_num_threads()},
                                   {"seconds", evaluation.seconds}};
  ListedResults(arguments.output).replace_by(folder, run);
  if (!arguments.table.empty()) write_file(arguments.table, table);
  std::cout << table;
}

void run_model(ModelArguments arguments) {
  EvaluateModelOptions& options = arguments.options;
  options.check_ranges();
  check_table_file(arguments);
  ListedResults(arguments.output).check_may_replace(planned_files(arguments));
  check_run_is_of(arguments.output, {kEvaluateModel});
  ModelSource models(arguments.model);
  const Reporter reporter = console_reporter();
  MultiviewDiffusion& model = models.generator().model();
  // The model's own choices, so that the results tell them.
  options.guidance = guidance_of(model.options(), options.guidance);
  options.temperature = temperature_of(model.options(), options.temperature);
  options.sampling = sampling_of(model, options.sampling);
  catch_interrupts();
  StagedFolder folder(arguments.output);
  const ModelEvaluation evaluation = evaluate_model(model, arguments.data, options, reporter);
  write_results(folder, evaluation, arguments, models.file(), model.device());
  reporter.note(counted(evaluation.objects.size(), "held-out object") + " in " + duration_text(evaluation.seconds) +
                ", baselines from " +
                counted(static_cast<std::size_t>(evaluation.num_training_objects), "training object") + "; " +
                arguments.output.string());
  if (evaluation.complete) return;
  if (interrupted()) throw InputError("interrupted: the results are those of the objects that were done");
  reporter.warn("--minutes ended before all held-out objects were done: the results are those of the first ones");
}

}  // namespace

void add_evaluate_model_command(CLI::App& evaluate) {
  const auto arguments = std::make_shared<ModelArguments>();
  CLI::App* command = evaluate.add_subcommand("model",
                                              "PSNR and SSIM of a model's views of held-out objects, and of their "
                                              "meshes Chamfer distance and volume IoU, beside baselines");
  add_model_flags(*command, arguments->model);
  command->add_option("--data", arguments->data.folders, "folders of rendered objects")->required();
  command->add_option("--more-training", arguments->data.more_training,
                      "further folders of which only the training objects are used, for the baselines");
  command->add_option("-o,--out", arguments->output, "folder of the results")->required();
  command->add_option("--table", arguments->table, "also write the Markdown table to this file");
  command->add_flag(
      "--write-views", arguments->write_views,
      "also write the views of the model, the drafts and the true ones, to views/METHOD/OBJECT/, as `evaluate "
      "consistency` reads them");
  add_flags(*command, arguments->options);
  command->callback([arguments] { run_model(*arguments); });
}

}  // namespace syncdreamer
