#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/creation.h"
#include "cli/option_flags.h"
#include "core/duration_text.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

void run(const std::filesystem::path& picture, const std::filesystem::path& output, const CreationSettings& settings,
         ModelSource& models) {
  const auto read_picture = [&] { return NamedPicture{picture.string(), read_image(picture)}; };
  const double seconds = create_object(read_picture, output, settings, models, console_reporter());
  console_reporter().note("views and mesh in " + duration_text(seconds) + ": " + output.string());
}

}  // namespace

void add_create_command(CLI::App& app) {
  const auto batch = std::make_shared<PictureBatch>();
  const auto settings = std::make_shared<CreationSettings>();
  const auto model = std::make_shared<ModelChoice>();
  CLI::App* command = app.add_subcommand("create", "Make a textured mesh of an object from one picture");
  add_generation_flags(*command, *batch, settings->generation, *model);
  add_flags(*command, settings->reconstruction);
  command->callback([command, batch, settings, model] {
    check_ranges(*settings, console_reporter());
    warn_of_idle_flags(*command, settings->generation, console_reporter());
    warn_of_idle_neus_flags(*command, settings->reconstruction.method, console_reporter());
    ModelSource models(*model);
    for_each_picture(
        *batch,
        [&](const std::filesystem::path& picture, const std::filesystem::path& folder) {
          run(picture, folder, *settings, models);
        },
        [&] { models.generator(); });
  });
}

}  // namespace syncdreamer
