#include "pipeline/generation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "checkpoint/mapped_weights.h"
#include "core/error.h"
#include "core/machine_memory.h"
#include "core/option_range.h"
#include "core/size_text.h"
#include "geometry/camera.h"
#include "image/drawn_line.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/latent_sampling.h"
#include "pipeline/model_file.h"
#include "pipeline/picture_warnings.h"

namespace syncdreamer {
namespace {

constexpr int kMaxSeeds = 1000;
constexpr double kNearEnd = 2;  // degrees; an estimate so near to the last elevation that it could be stands for others

/// Lets the views at once fit into memory, and says what will be needed.
GenerateOptions options_within_memory(const MultiviewDiffusion& model, const GenerateOptions& wanted,
                                      double max_gigabytes, const Reporter& reporter) {
  std::uint64_t limit = memory_limit(max_gigabytes, model.device());
  // What is free is so beside the weights that are not mapped, which are there already.
  if (max_gigabytes <= 0 && limit != kUnlimitedMemory) limit += weight_bytes(model).held;
  const GenerateOptions options = fit_into_memory(model, wanted, limit);
  const MemoryForecast forecast = forecast_memory(model, options);
  reporter.note("needs about " + size_text(forecast.peak_bytes()) + " of memory (weights " +
                size_text(forecast.weights.total) + ", " + size_text(forecast.weights.at_once()) + " at once), " +
                std::to_string(options.views_per_batch) + " views at once on " + model.device().str());
  return options;
}

/// The object as its views are to show it: of a drawing, without the line around it, which the published models know to
/// be none of the object.
Image undrawn(Image object, const MultiviewDiffusion& model, const std::string& name, const Reporter& reporter) {
  if (!model.options().lifted_volume.enabled) return object;
  std::optional<Image> without_line = without_drawn_line(object);
  if (!without_line) return object;
  reporter.note(name +
                ": the dark line around the drawn object is left out, since it would be a stripe on its sides; to keep "
                "it: --keep-outline");
  return *std::move(without_line);
}

std::string whole_degrees(double degrees) {
  return number_text(std::round(degrees) + 0.0);  // + 0: no -0
}

/// Where a picture's camera seems to stand. Of elevations that the network was not trained on it tells the nearest.
std::string text_of(const PictureElevation& estimate) {
  const auto [lowest, highest] = kInputElevationsDeg;
  const char* const beyond = estimate.mean_deg >= highest - kNearEnd  ? " or more"
                             : estimate.mean_deg <= lowest + kNearEnd ? " or less"
                                                                      : "";
  return "the picture's camera seems to stand at " + whole_degrees(estimate.mean_deg) + " degrees" + beyond +
         ", give or take " + whole_degrees(estimate.deviation_deg);
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
  reporter.warn(text_of(estimate) + "; --elevation " + number_text(given) + " is used");
}

/// Estimates the elevation of the picture's camera and says so, unless it was given.
void settle_elevation(const ViewGenerator& generator, Generation& generation, const Reporter& reporter) {
  if (const auto given = generation.options.elevation_deg)
    return doubt_elevation(generator, generation.prepared, *given, reporter);
  const PictureElevation estimate = generator.estimate_elevation(generation.prepared);
  generation.estimated_elevation = estimate;
  generation.options.elevation_deg = estimate.mean_deg;
  reporter.note(text_of(estimate) + "; if that is wrong, give the elevation");
}

/// Draws the samples. \return false if it was stopped.
bool draw_samples(const ViewGenerator& generator, int num_seeds, const GenerationWatch& watch, const Reporter& reporter,
                  Generation& generation) {
  if (num_seeds == 1) {
    auto samples = generator.generate(generation.prepared, generation.options, reporter, watch);
    if (samples) generation.samples = std::move(*samples);
    return samples.has_value();
  }
  auto best = best_of_seeds(generator, generation.prepared, generation.options, num_seeds, reporter, watch);
  if (!best) return false;
  reporter.note(comparison_text(*best));
  generation.samples = {std::move(best->views)};
  generation.options.seed = best->seed;
  generation.tried_seeds = std::move(best->tried);
  return true;
}

}  // namespace

void GenerationRequest::check_ranges(const Reporter& reporter) const {
  options.check_ranges(reporter);
  require_range("--best-of", best_of, 1, kMaxSeeds);
  require_option(max_memory_gb >= 0, "--max-memory", max_memory_gb, "gigabytes, or 0 for all");
  if (best_of == 1) return;
  require_option(options.num_samples == 1, "--samples", options.num_samples, "1 beside --best-of");
  if (options.num_views != kModelViews) check_can_be_compared(options.num_views);
}

ViewSource Generation::source_of(std::size_t sample, int texture_size) const {
  check(texture_size > 0, "Generation::source_of: the texture has no pixels");
  // The picture colours the texture: finer than that, it is of no use.
  const int useful = std::min(texture_size / 2, std::max(object.width, object.height));
  const int size = std::max(prepared.width, useful);
  const GeneratedViews& views = samples.at(sample);
  return {views.occupancy, opaque_views(views),
          input_view(object, options.crop_size, options.elevation_deg.value(), size)};
}

std::optional<Generation> generate_from_object(const ViewGenerator& generator, Image object, const std::string& name,
                                               const GenerationRequest& request, const Reporter& reporter,
                                               const GenerationWatch& watch) {
  check(object.channels == 4, "generate_from_object: the object is not RGBA, see ObjectCutter::cut_out");
  request.check_ranges({});
  if (reporter.is_stopped()) return std::nullopt;
  const MultiviewDiffusion& model = generator.model();
  Generation generation;
  generation.object =
      request.options.keep_outline ? std::move(object) : undrawn(std::move(object), model, name, reporter);
  generation.device = model.device();
  generation.prepared = generator.prepare(generation.object, request.options.crop_size, name);
  warn_of_nearly_empty_views(generation.object, generation.prepared, reporter.about(name));
  generation.options = settled_options(model, request.options);
  generation.options = options_within_memory(model, generation.options, request.max_memory_gb, reporter);
  generation.num_steps = sampler_of(model, generation.options.sampling)->num_steps();
  settle_elevation(generator, generation, reporter);
  if (!draw_samples(generator, request.best_of, watch, reporter, generation)) return std::nullopt;
  return generation;
}

}  // namespace syncdreamer
