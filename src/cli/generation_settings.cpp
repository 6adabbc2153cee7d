#include "cli/generation_settings.h"

#include <string>

#include "cli/option_flags.h"
#include "core/option_range.h"
#include "diffusion/guidance.h"
#include "pipeline/sampling_preset.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {

void check_ranges(const GenerationSettings& settings, const Reporter& reporter) {
  settings.request.check_ranges(reporter);
  settings.masks.check_ranges(reporter);
  require_option(settings.preview >= 0, "--preview", settings.preview, "a number of steps, or 0 for none");
}

void warn_of_idle_flags(const CLI::App& command, const GenerationSettings& settings, const Reporter& reporter) {
  const auto warn = [&](const std::string& flag, bool does_nothing, const std::string& beside) {
    if (does_nothing && command.count(flag) > 0) reporter.warn(flag + " does nothing with " + beside);
  };
  const GenerateOptions& options = settings.request.options;
  const Guidance guidance{options.guidance, options.decomposed_guidance};
  warn("--eta", options.sampling.method != SamplingMethod::ddim, "--sampler " + enum_name(options.sampling.method));
  warn("--guidance", guidance.is_decomposed(), "--decomposed-guidance");
  warn("--guidance-interval", guidance.num_evaluations() == 1, "--guidance 1");
}

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationSettings& settings, ModelChoice& model) {
  command
      .add_option(
          "IMAGE", batch.pictures,
          "PNG, JPEG or WebP, with alpha, on a plain background, or with --masks on any; a folder stands for those in "
          "it; of several the results go into folders of their names")
      ->required();
  command.add_option("-o,--out", batch.output, "folder of the results")->required();
  add_model_flags(command, model);
  add_memory_flag(command, model);
  const std::string best_of_help =
      "tries this many seeds, up to 1000, from --seed on, and keeps the one whose views agree best with each other; "
      "needs " +
      std::to_string(kMinConsistentViews) + " views or more";
  add_flag(command, "--best-of", settings.request.best_of, best_of_help.c_str());
  add_flag(command, "--preview", settings.preview,
           "steps from one preview.png in the output folder to the next, while work goes on; 0: none");
  // Flags take effect in the order in which they are added here: those below override the preset.
  command.add_option_function<std::string>(
      "--preset",
      [&options = settings.request.options](const std::string& name) {
        apply_preset(enum_flag<SamplingPreset>("--preset", name), options);
      },
      "quality (the authors' 50 steps), balanced or fast; sets --sampler, --steps, --eta, --spacing, "
      "--guidance-interval and --volume-interval where they are not given");
  add_flags(command, settings.masks);
  add_flags(command, settings.request.options);
}

}  // namespace syncdreamer
