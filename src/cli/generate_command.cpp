#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/earlier_results.h"
#include "cli/generation.h"
#include "cli/interrupt_deadline.h"
#include "cli/interrupts.h"
#include "cli/preview_file.h"
#include "core/duration_text.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/staged_folder.h"
#include "core/stopwatch.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

void run(const GenerationArguments& arguments, ModelSource& models) {
  const Reporter reporter = console_reporter();
  check_ranges(arguments, reporter);
  const Image picture = read_image(arguments.image);
  const Stopwatch stopwatch;
  StagedFolder folder(arguments.output);
  PreviewFile preview(arguments.output / kPreviewName);
  InterruptDeadline deadline(arguments.output, folder, &preview);
  const auto generation = generate_from_picture(picture, arguments, models, reporter, watch_of(preview, interrupted));
  preview.remove();
  if (!generation) throw InputError(interruption_message(arguments.output));
  write_generation(folder.path(), *generation);
  const double seconds = stopwatch.seconds();
  nlohmann::ordered_json run{{"command", "generate"}};
  run.update(generation_to_json(arguments, *generation, models));
  run["seconds"] = seconds;
  write_json(folder.path() / "run.json", run);
  deadline.lift();
  const std::vector<std::filesystem::path> outdated = folders_with_views(arguments.output, generation->samples);
  folder.commit();
  for (const std::filesystem::path& place : outdated) remove_reconstruction(place);
  remove_further_views(arguments.output, generation->samples);
  std::fprintf(stderr, "%zu set%s of %zu views in %s: %s\n", generation->samples.size(),
               generation->samples.size() == 1 ? "" : "s", generation->samples.front().views.size(),
               duration_text(seconds).c_str(), arguments.output.c_str());
}

}  // namespace

void add_generate_command(CLI::App& app) {
  const auto arguments = std::make_shared<GenerationArguments>();
  const auto model = std::make_shared<ModelChoice>();
  CLI::App* command = app.add_subcommand("generate", "Generate consistent views of an object from one picture");
  add_generation_flags(*command, *arguments, *model);
  command->callback([arguments, model] {
    catch_interrupts();
    ModelSource models(*model);
    for_each_picture(*arguments, [&](const GenerationArguments& picture) { run(picture, models); });
  });
}

}  // namespace syncdreamer
