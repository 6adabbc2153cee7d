#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/generate_into.h"
#include "cli/generation_arguments.h"
#include "cli/interrupts.h"
#include "cli/results_folder.h"
#include "core/counted.h"
#include "core/duration_text.h"
#include "core/stopwatch.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

void run(const GenerationArguments& arguments, ModelSource& models) {
  const Reporter reporter = console_reporter();
  const Stopwatch stopwatch;
  const auto planned = [&](std::size_t num_views) { return planned_generation(arguments, num_views); };
  ResultsFolder results(arguments.output, planned, least_num_views(arguments));
  // Read here, where an interrupt soon ends the program: that may take as long as the work.
  const Generation generation = generate_into(results, read_image(arguments.image), arguments, models, reporter);
  const double seconds = stopwatch.seconds();
  nlohmann::ordered_json run = generation_to_json("generate", arguments, generation, models);
  run["seconds"] = seconds;
  results.hand_over(run);
  console_reporter().note(counted(generation.samples.size(), "set") + " of " +
                          counted(generation.samples.front().views.size(), "view") + " in " + duration_text(seconds) +
                          ": " + arguments.output.string());
}

}  // namespace

void add_generate_command(CLI::App& app) {
  const auto batch = std::make_shared<PictureBatch>();
  const auto arguments = std::make_shared<GenerationArguments>();
  const auto model = std::make_shared<ModelChoice>();
  CLI::App* command = app.add_subcommand("generate", "Generate consistent views of an object from one picture");
  add_generation_flags(*command, *batch, *arguments, *model);
  command->callback([command, batch, arguments, model] {
    catch_interrupts();
    check_ranges(*arguments, console_reporter());
    warn_of_idle_flags(*command, *arguments, console_reporter());
    ModelSource models(*model);
    for_each_picture(*batch, [&](const std::filesystem::path& picture, const std::filesystem::path& folder) {
      arguments->image = picture;
      arguments->output = folder;
      run(*arguments, models);
    });
  });
}

}  // namespace syncdreamer
