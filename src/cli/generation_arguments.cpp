#include "cli/generation_arguments.h"

#include <string>

#include "cli/option_flags.h"
#include "core/option_range.h"
#include "pipeline/sampling_preset.h"

namespace syncdreamer {

void check_ranges(const GenerationArguments& arguments, const Reporter& reporter) {
  arguments.request.check_ranges(reporter);
  arguments.masks.check_ranges();
  require_option(arguments.preview >= 0, "--preview", arguments.preview, "a number of steps, or 0 for none");
}

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationArguments& arguments, ModelChoice& model) {
  command
      .add_option(
          "IMAGE", batch.pictures,
          "PNG, JPEG or WebP, with alpha, on a plain background, or with --masks on any; a folder stands for those in "
          "it; of several the results go into folders of their names")
      ->required();
  command.add_option("-o,--out", batch.output, "folder of the results")->required();
  add_model_flags(command, model);
  add_memory_flag(command, model);
  add_flag(
      command, "--best-of", arguments.request.best_of,
      "tries this many seeds, up to 1000, from --seed on, and keeps the one whose views agree best with each other; "
      "needs 6 views or more");
  add_flag(command, "--preview", arguments.preview,
           "steps from one preview.png in the output folder to the next, while work goes on; 0: none");
  // Flags take effect in the order in which they are added here: those below override the preset.
  command.add_option_function<std::string>(
      "--preset",
      [&options = arguments.request.options](const std::string& name) {
        apply_preset(enum_flag<SamplingPreset>("--preset", name), options);
      },
      "quality (the authors' 50 steps), balanced or fast; sets --sampler, --steps, --eta, --spacing, "
      "--guidance-interval and --volume-interval where they are not given");
  add_flags(command, arguments.masks);
  add_flags(command, arguments.request.options);
}

}  // namespace syncdreamer
