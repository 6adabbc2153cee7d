#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/creation.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "core/duration_text.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

void run(const CreateArguments& arguments, ModelSource& models) {
  const auto read_picture = [&] { return read_image(arguments.generation.image); };
  const double seconds = create_object(read_picture, arguments, models, console_reporter());
  console_reporter().note("views and mesh in " + duration_text(seconds) + ": " + arguments.generation.output.string());
}

}  // namespace

void add_create_command(CLI::App& app) {
  const auto batch = std::make_shared<PictureBatch>();
  const auto arguments = std::make_shared<CreateArguments>();
  const auto model = std::make_shared<ModelChoice>();
  CLI::App* command = app.add_subcommand("create", "Make a textured mesh of an object from one picture");
  add_generation_flags(*command, *batch, arguments->generation, *model);
  add_flags(*command, arguments->reconstruction);
  command->callback([command, batch, arguments, model] {
    catch_interrupts();
    check_ranges(*arguments, console_reporter());
    warn_of_idle_flags(*command, arguments->generation, console_reporter());
    const ReconstructionMethod method = arguments->reconstruction.method;
    if (method != ReconstructionMethod::neus)
      warn_of_idle_flags_named(*command, "--neus-", "--method " + enum_name(method), console_reporter());
    ModelSource models(*model);
    for_each_picture(*batch, [&](const std::filesystem::path& picture, const std::filesystem::path& folder) {
      arguments->generation.image = picture;
      arguments->generation.output = folder;
      run(*arguments, models);
    });
  });
}

}  // namespace syncdreamer
