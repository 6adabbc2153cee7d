#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/generate_into.h"
#include "cli/generation_settings.h"
#include "cli/results_folder.h"
#include "cli/threads.h"
#include "core/counted.h"
#include "core/duration_text.h"
#include "core/stopwatch.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

void run(const std::filesystem::path& picture, const std::filesystem::path& output, const GenerationSettings& settings,
         ModelSource& models) {
  const Reporter reporter = console_reporter();
  const Stopwatch stopwatch;
  ResultsFolder results(output, planned_generation(settings, least_num_views(settings)));
  // Read here, where an interrupt soon ends the program: that may take as long as the work.
  NamedPicture object{picture.string(), read_image(picture)};
  object.image = ObjectCutter(settings.masks).cut_out(std::move(object.image), object.name, reporter);
  const int num_views = settled_options(models.generator().model(), settings.request.options).num_views;
  results.check_has_room(planned_generation(settings, static_cast<std::size_t>(num_views)));
  const Generation generation = generate_into(results, std::move(object), settings, models, reporter);
  const double seconds = stopwatch.seconds();
  nlohmann::ordered_json run = generation_to_json("generate", picture.string(), settings.masks, generation, models);
  run["seconds"] = seconds;
  results.hand_over(run);
  reporter.note(counted(generation.samples.size(), "set") + " of " +
                counted(generation.samples.front().views.size(), "view") + " in " + duration_text(seconds) + ": " +
                output.string());
}

}  // namespace

void add_generate_command(CLI::App& app) {
  const auto batch = std::make_shared<PictureBatch>();
  const auto settings = std::make_shared<GenerationSettings>();
  const auto model = std::make_shared<ModelChoice>();
  CLI::App* command = app.add_subcommand("generate", "Generate consistent views of an object from one picture");
  add_generation_flags(*command, *batch, *settings, *model);
  command->callback([command, batch, settings, model] {
    check_ranges(*settings, console_reporter());
    warn_of_idle_flags(*command, *settings, console_reporter());
    ModelSource models(*model);
    use_threads(model->threads);
    for_each_picture(
        *batch,
        [&](const std::filesystem::path& picture, const std::filesystem::path& folder) {
          run(picture, folder, *settings, models);
        },
        [&] { models.generator(); });
  });
}

}  // namespace syncdreamer
