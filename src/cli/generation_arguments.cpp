#include "cli/generation_arguments.h"

#include <ATen/Parallel.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "cli/matrix_product_speed.h"
#include "cli/option_flags.h"
#include "cli/threads.h"
#include "core/duration_text.h"
#include "core/error.h"
#include "core/option_range.h"
#include "core/result_names.h"
#include "core/version.h"
#include "image/image_io.h"
#include "pipeline/result_files.h"
#include "pipeline/sampling_preset.h"

namespace syncdreamer {

void check_ranges(const GenerationArguments& arguments, const Reporter& reporter) {
  arguments.request.check_ranges(reporter);
  require_option(arguments.preview >= 0, "--preview", arguments.preview, "a number of steps, or 0 for none");
}

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationArguments& arguments, ModelChoice& model) {
  command
      .add_option(
          "IMAGE", batch.pictures,
          "PNG, JPEG or WebP, with alpha, on a plain background, or with --masks on any; of several the results go "
          "into folders of their names")
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

GenerationWatch watch_of(PreviewFile& preview) {
  return {.on_preview = [&](const std::vector<GeneratedViews>& samples) {
    std::vector<std::vector<Image>> rows;
    for (const GeneratedViews& sample : samples) rows.push_back(sample.views);
    preview.show(rows);
  }};
}

std::optional<Generation> generate_from_picture(Image picture, const GenerationArguments& arguments,
                                                ModelSource& models, const Reporter& reporter, GenerationWatch watch) {
  use_threads(models.choice().threads);
  warn_of_slow_matrix_products(matrix_product_speed(), reporter);
  const std::string name = arguments.image.string();
  Image object = ObjectCutter(arguments.masks).cut_out(std::move(picture), name, reporter);
  const ViewGenerator& generator = models.generator();
  if (arguments.needs_volume && !generator.model().options().lifted_volume.enabled)
    throw InputError(models.file(), "found a model without a lifted volume, expected one (--method volume)");
  GenerationRequest request = arguments.request;
  request.max_memory_gb = models.choice().max_memory_gb;
  const std::string besides = request.best_of > 1 ? ", besides comparing those of each seed" : "";
  watch.on_forecast = [&](double seconds) {
    reporter.note("the views will take about " + duration_text(seconds) + besides);
  };
  watch.preview_interval = arguments.preview;
  return generate_from_object(generator, std::move(object), name, request, reporter, watch);
}

std::vector<std::filesystem::path> write_generation(const std::filesystem::path& folder, const Generation& generation) {
  const std::vector<std::filesystem::path> places = sample_folders(folder, generation.samples.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    write_generated_views(places[i], generation.samples[i], generation.model_options);
  }
  write_png(folder / kInputPicture, generation.prepared);
  return places;
}

nlohmann::ordered_json generation_to_json(const GenerationArguments& arguments, const Generation& generation,
                                          const ModelSource& models) {
  nlohmann::ordered_json json{{"version", kVersion},
                              {"image", arguments.image.string()},
                              {"model", models.file().string()},
                              {"clip", models.choice().clip.string()},
                              {"masks", options_to_json(arguments.masks)},
                              {"options", options_to_json(generation.options)},
                              {"denoising_steps", generation.num_steps},
                              {"device", generation.device},
                              {"precision", enum_name(models.choice().compute.precision)},
                              {"threads", at::get_num_threads()}};
  if (const auto& estimate = generation.estimated_elevation)
    json["estimated_elevation"] = {{"mean", estimate->mean_deg}, {"deviation", estimate->deviation_deg}};
  for (const auto& [seed, figures] : generation.tried_seeds) {
    json["tried_seeds"].push_back({{"seed", seed},
                                   {"consistency_psnr", figures.psnr},
                                   {"consistency_ssim", figures.ssim},
                                   {"consistency_silhouette_iou", figures.silhouette_iou}});
  }
  return json;
}

}  // namespace syncdreamer
