#include "cli/generation.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "cli/console.h"
#include "cli/matrix_product_speed.h"
#include "cli/option_flags.h"
#include "cli/threads.h"
#include "core/duration_text.h"
#include "core/error.h"
#include "core/option_range.h"
#include "core/result_names.h"
#include "core/size_text.h"
#include "core/version.h"
#include "image/image_io.h"
#include "image/resize.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/model_file.h"
#include "pipeline/picture_warnings.h"
#include "pipeline/result_files.h"
#include "pipeline/sampling_preset.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {

namespace {

constexpr int kMaxSeeds = 1000;
constexpr int kLargestCutSide = 2048;  // pixels of a picture whose object is not cut out yet

/// Lets the views at once fit into memory, and says what will be needed.
GenerateOptions options_within_memory(const MultiviewDiffusion& model, const GenerateOptions& wanted,
                                      double max_gigabytes, const Reporter& reporter) {
  std::uint64_t limit = memory_limit(max_gigabytes, model.device());
  // What is free on another device is so beside the weights, which are there already.
  const bool weights_are_there = !model.device().is_cpu() && max_gigabytes <= 0 && limit != kUnlimitedMemory;
  if (weights_are_there) limit += forecast_weights(model).total;
  const GenerateOptions options = fit_into_memory(model, wanted, limit);
  const MemoryForecast forecast = forecast_memory(model, options);
  reporter.note("needs about " + size_text(forecast.peak_bytes()) + " of memory (weights " +
                size_text(forecast.weights.total) + ", " + size_text(forecast.weights.at_once()) + " at once), " +
                std::to_string(options.views_per_batch) + " views at once on " + model.device().str());
  return options;
}

std::string whole_degrees(double degrees) {
  return number_text(std::round(degrees) + 0.0);  // + 0: no -0
}

/// Warns of a given elevation that the picture contradicts, if there is a network that can tell.
void doubt_elevation(const ViewGenerator& generator, const Image& prepared, double given, const Reporter& reporter) {
  PictureElevation estimate;
  try {
    estimate = generator.estimate_elevation(prepared);
  } catch (const InputError&) {
    return;
  }
  if (!estimate.contradicts(given)) return;
  reporter.warn("the picture's camera seems to stand at " + whole_degrees(estimate.mean_deg) +
                " degrees, give or take " + whole_degrees(estimate.deviation_deg) + "; --elevation " +
                number_text(given) + " is used");
}

/// Estimates the elevation of the picture's camera and says so, unless it was given.
void settle_elevation(const ViewGenerator& generator, Generation& generation, const Reporter& reporter) {
  if (const auto given = generation.options.elevation_deg)
    return doubt_elevation(generator, generation.prepared, *given, reporter);
  const PictureElevation estimate = generator.estimate_elevation(generation.prepared);
  generation.estimated_elevation = estimate;
  generation.options.elevation_deg = std::round(10 * estimate.mean_deg) / 10 + 0.0;  // + 0: no -0
  reporter.note("the picture's camera seems to stand at " + whole_degrees(estimate.mean_deg) +
                " degrees, give or take " + whole_degrees(estimate.deviation_deg) +
                "; if that is wrong, give the elevation");
}

/// Says which seed was the best of several.
void tell_best_seed(const BestOfSeeds& best, const Reporter& reporter) {
  const auto [lowest, highest] = std::minmax_element(
      best.tried.begin(), best.tried.end(),
      [](const SeedConsistency& a, const SeedConsistency& b) { return is_more_consistent(b.figures, a.figures); });
  char text[160];
  std::snprintf(
      text, sizeof text,
      "seed %llu is the best of %zu: half of its views predict the other half at %.1f dB (worst seed: %.1f dB)",
      static_cast<unsigned long long>(best.seed), best.tried.size(), highest->figures.psnr, lowest->figures.psnr);
  reporter.note(text);
}

/// Draws the samples. \return false if it was interrupted.
bool generate_samples(const ViewGenerator& generator, int num_seeds, const GenerationWatch& watch,
                      const Reporter& reporter, Generation& generation) {
  if (num_seeds == 1) {
    auto samples = generator.generate(generation.prepared, generation.options, reporter, watch);
    if (samples) generation.samples = std::move(*samples);
    return samples.has_value();
  }
  auto best = best_of_seeds(generator, generation.prepared, generation.options, num_seeds, reporter, watch);
  if (!best) return false;
  tell_best_seed(*best, reporter);
  generation.samples = std::move(best->samples);
  generation.options.seed = best->seed;
  generation.tried_seeds = std::move(best->tried);
  return true;
}

}  // namespace

void check_ranges(const GenerationArguments& arguments, const Reporter& reporter) {
  arguments.options.check_ranges(reporter);
  require_range("--best-of", arguments.best_of, 1, kMaxSeeds);
  if (arguments.best_of > 1)
    require_option(arguments.options.num_samples == 1, "--samples", arguments.options.num_samples,
                   "1 beside --best-of");
  if (const int num_views = arguments.options.num_views; arguments.best_of > 1 && num_views > 0)
    require_option(num_views >= kMinConsistentViews, "--views", num_views, "6 or more beside --best-of");
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
  command
      .add_option("--best-of", arguments.best_of,
                  "tries this many seeds, up to 1000, from --seed on, and keeps the one whose views agree best with "
                  "each other; needs 6 views or more")
      ->capture_default_str();
  command
      .add_option("--preview", arguments.preview,
                  "steps from one preview.png in the output folder to the next, while work goes on; 0: none")
      ->capture_default_str();
  // Flags take effect in the order in which they are added here: those below override the preset.
  command.add_option_function<std::string>(
      "--preset",
      [&options = arguments.options](const std::string& name) {
        apply_preset(enum_flag<SamplingPreset>("--preset", name), options);
      },
      "quality (the authors' 50 steps), balanced or fast; sets --sampler, --steps, --eta, --spacing, "
      "--guidance-interval and --volume-interval where they are not given");
  add_flags(command, arguments.masks);
  add_flags(command, arguments.options);
}

GenerationWatch watch_of(PreviewFile& preview, std::function<bool()> should_stop) {
  return {.should_stop = std::move(should_stop), .on_preview = [&](const std::vector<GeneratedViews>& samples) {
            std::vector<std::vector<Image>> rows;
            for (const GeneratedViews& sample : samples) rows.push_back(sample.views);
            preview.show(rows);
          }};
}

std::optional<Generation> generate_from_picture(Image picture, const GenerationArguments& arguments,
                                                ModelSource& models, const Reporter& reporter, GenerationWatch watch) {
  use_threads(models.choice().threads);
  warn_of_slow_matrix_products(matrix_product_speed(), reporter);
  Generation generation;
  const std::string name = arguments.image.string();
  // Edges are looked for in pixels, a few of them, and cutting takes many times a picture's memory.
  if (!picture.is_see_through()) picture = shrink_to_side(std::move(picture), kLargestCutSide);
  const ObjectCutter cutter(arguments.masks);
  generation.object = cutter.cut_out(picture, name);
  warn_of_cut_out(picture, generation.object, name, reporter);
  if (cutter.keeps_enclosed_background(picture))
    warn_of_enclosed_background(picture, generation.object, name, reporter);
  const ViewGenerator& generator = models.generator();
  generation.device = generator.model().device().str();
  generation.model_options = generator.model().options();
  if (arguments.needs_volume && !generation.model_options.lifted_volume.enabled)
    throw InputError(models.file(), "found a model without a lifted volume, expected one (--method volume)");
  generation.prepared = generator.prepare(generation.object, arguments.options.crop_size, name);
  warn_of_nearly_empty_views(generation.object, generation.prepared, name, reporter);
  generation.options = settled_options(generator.model(), arguments.options);
  generation.options =
      options_within_memory(generator.model(), generation.options, models.choice().max_memory_gb, reporter);
  generation.num_steps = sampler_of(generator.model(), generation.options.sampling)->num_steps();
  settle_elevation(generator, generation, reporter);
  watch.on_forecast = [&](double seconds) { reporter.note("the views will take about " + duration_text(seconds)); };
  watch.preview_interval = arguments.preview;
  if (!generate_samples(generator, arguments.best_of, watch, reporter, generation)) return std::nullopt;
  return generation;
}

std::vector<std::filesystem::path> write_generation(const std::filesystem::path& folder, const Generation& generation) {
  const std::vector<std::filesystem::path> places = sample_folders(folder, generation.samples.size());
  for (size_t i = 0; i < places.size(); ++i) {
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
