#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "cli/publish_report.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
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

/// The figures, and how many of a set's objects have none.
struct EvaluatedConsistency {
  Report report;
  std::size_t num_left_out = 0, num_objects = 1;
};

EvaluatedConsistency evaluate_consistency(const ConsistencyArguments& arguments) {
  check_is_of_views(arguments.options.method);
  const Reporter reporter = console_reporter();
  const ObjectCutter cutter(arguments.masks);
  const auto predict = [&](const std::filesystem::path& object, std::vector<ReconstructionView> views) {
    const Reporter about = reporter.about(object.string());
    if (bring_into_unit_cube(views)) about.warn(kObjectWasMoved);
    std::optional<std::vector<PredictedView>> predicted;
    try {
      predicted = view_consistency(views, arguments.options, about);
    } catch (const InputError& error) {
      throw InputError(object, error.what());
    }
    if (!predicted) throw InputError("interrupted, nothing is written");
    return std::move(*predicted);
  };
  const bool is_one_object = is_view_set(arguments.prediction);
  const auto objects = is_one_object ? std::vector<std::filesystem::path>() : view_sets_in(arguments.prediction);
  if (objects.empty()) {
    const std::vector<ReconstructionView> views = read_views(arguments.prediction, cutter, reporter);
    const std::vector<PredictedView> predicted = predict(arguments.prediction, views);
    if (!arguments.sheet.empty()) write_png(arguments.sheet, comparison_sheet(views, predicted));
    return {consistency_report(predicted)};
  }
  if (!arguments.sheet.empty()) throw InputError("--sheet: found a folder of objects, expected the views of one");
  std::vector<std::pair<std::string, ConsistencyFigures>> means;
  std::int64_t num_tried = 0;
  for (const std::filesystem::path& object : objects) {
    try {
      const std::vector<PredictedView> predicted = predict(object, read_views(object, cutter, reporter));
      means.emplace_back(object.filename().string(), mean_figures(predicted));
    } catch (const InputError& error) {
      if (reporter.is_stopped()) throw;
      reporter.warn(std::string("left out: ") + error.what());
    }
    reporter.progress("objects", ++num_tried, std::ssize(objects));
  }
  if (means.empty()) throw InputError(arguments.prediction, "none of its objects could be evaluated");
  return {consistency_report(means), objects.size() - means.size(), objects.size()};
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
  command->callback([arguments] {
    check_writable(arguments->json);
    check_writable(arguments->sheet);
    if (!arguments->sheet.empty() && arguments->sheet.extension() != ".png")
      throw InputError(arguments->sheet, "expected a name that ends in .png (--sheet)");
    catch_interrupts();
    const EvaluatedConsistency evaluated = evaluate_consistency(*arguments);
    publish_report(evaluated.report, arguments->json);
    if (evaluated.num_left_out > 0)
      throw InputError(arguments->prediction, std::to_string(evaluated.num_left_out) + " of " +
                                                  std::to_string(evaluated.num_objects) +
                                                  " objects could not be evaluated");
  });
}

}  // namespace syncdreamer
