#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/option_flags.h"
#include "cli/publish_report.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/files.h"
#include "core/listed_results.h"
#include "core/progress.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "image/view_files.h"
#include "pipeline/object_cutter.h"
#include "pipeline/view_consistency.h"
#include "reconstruct/object_placement.h"
#include "reconstruct/view_set.h"

namespace syncdreamer {
namespace {

/// Views that were predicted above what was predicted of them.
Image comparison_sheet(const std::vector<ReconstructionView>& views, const std::vector<PredictedView>& predicted) {
  std::vector<Image> pictures;
  for (const PredictedView& view : predicted) pictures.push_back(views[static_cast<std::size_t>(view.number)].image);
  for (const PredictedView& view : predicted) pictures.push_back(view.picture);
  return contact_sheet(pictures, {.num_columns = static_cast<int>(predicted.size()), .margin = 2});
}

struct ConsistencyArguments {
  std::filesystem::path prediction, json, sheet;
  MaskOptions masks;
  ConsistencyOptions options;
};

/// What the even ones of an object's views predict of the others.
std::vector<PredictedView> predict(const std::filesystem::path& object, std::vector<ReconstructionView> views,
                                   const ConsistencyOptions& options, const Reporter& reporter) {
  const Reporter about = reporter.about(object.string());
  if (bring_into_unit_cube(views)) about.warn(kObjectWasMoved);
  try {
    return *view_consistency(views, options, about);  // nothing asks it to stop: interrupts end the program
  } catch (const InputError& error) {
    throw InputError(object, error.what());
  }
}

void evaluate_object(const ConsistencyArguments& arguments, const Reporter& reporter) {
  const std::vector<ReconstructionView> views =
      read_views(arguments.prediction, ObjectCutter(arguments.masks), reporter);
  const std::vector<PredictedView> predicted = predict(arguments.prediction, views, arguments.options, reporter);
  if (!arguments.sheet.empty()) write_png(arguments.sheet, comparison_sheet(views, predicted));
  publish_report(consistency_report(predicted), arguments.json);
}

/// Evaluates all objects that can be. \throws InputError if some could not, in the end.
void evaluate_objects(const std::vector<std::filesystem::path>& objects, const ConsistencyArguments& arguments,
                      const Reporter& reporter) {
  if (!arguments.sheet.empty()) throw InputError("--sheet: found a folder of objects, expected the views of one");
  const ObjectCutter cutter(arguments.masks);
  std::vector<std::pair<std::string, ConsistencyFigures>> means;
  std::int64_t num_tried = 0;
  for (const std::filesystem::path& object : objects) {
    try {
      const auto predicted = predict(object, read_views(object, cutter, reporter), arguments.options, reporter);
      means.emplace_back(object.filename().string(), mean_figures(predicted));
    } catch (const std::exception& error) {
      reporter.warn("left out: " + sentence_about(object.string(), error));
    }
    reporter.progress("objects", ++num_tried, std::ssize(objects));
  }
  if (means.empty()) throw InputError(arguments.prediction, "none of its objects could be evaluated");
  publish_set_report(consistency_report(means), objects.size(), arguments.prediction, arguments.json);
}

/// Whether a file is there already, and in a folder of views, whose cameras may name it.
bool is_among_views(const std::filesystem::path& file, const std::filesystem::path& prediction) {
  std::error_code unreadable;
  const bool is_folder = std::filesystem::is_directory(prediction, unreadable);
  const bool is_row = !is_folder && is_picture_file(prediction);
  return !is_row && std::filesystem::exists(file, unreadable) &&
         lies_in(is_folder ? prediction : (std::filesystem::path(".") / prediction).parent_path(), file);
}

/// \throws InputError if the sheet cannot be written, or would take the place of a result or, perhaps, of a view.
void check_sheet_file(const std::filesystem::path& sheet, const std::filesystem::path& prediction) {
  if (sheet.empty()) return;
  check_output_file(sheet, {prediction});
  if (sheet.extension() != ".png") throw InputError(sheet, "expected a name that ends in .png (--sheet)");
  if (view_number(sheet)) throw InputError(sheet, "has the name of a view, expected another (--sheet)");
  if (is_among_views(sheet, prediction))
    throw InputError(sheet, "is there already, and may be one of the views, expected another file (--sheet)");
}

void evaluate_consistency(const ConsistencyArguments& arguments) {
  const Reporter reporter = console_reporter();
  use_threads(0);
  arguments.options.check_ranges(reporter);
  arguments.masks.check_ranges(reporter);
  check_figures_file(arguments.json, {arguments.prediction, arguments.masks.matting_model});
  check_sheet_file(arguments.sheet, arguments.prediction);
  std::vector<std::filesystem::path> objects;
  if (!is_view_set(arguments.prediction)) objects = view_sets_in(arguments.prediction);
  if (objects.empty())
    evaluate_object(arguments, reporter);  // which says what is missing if there is nothing
  else
    evaluate_objects(objects, arguments, reporter);
}

}  // namespace

void add_evaluate_consistency_command(CLI::App& evaluate) {
  CLI::App* command = evaluate.add_subcommand(
      "consistency", "How well half of the views predict the other half through a reconstruction; needs no truth");
  const auto arguments = std::make_shared<ConsistencyArguments>();
  command
      ->add_option("--prediction", arguments->prediction,
                   "views as `reconstruct` takes them, or a folder of folders with views")
      ->required();
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command->add_option("--sheet", arguments->sheet, "also write this PNG: the views, and below what was predicted");
  add_flags(*command, arguments->masks);
  add_flags(*command, arguments->options);
  command->callback([arguments] { evaluate_consistency(*arguments); });
}

}  // namespace syncdreamer
