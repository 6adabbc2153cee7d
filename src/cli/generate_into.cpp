#include "cli/generate_into.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/duration_text.h"
#include "core/error.h"
#include "core/options.h"
#include "core/result_names.h"
#include "core/version.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "nn/cpu_kernels.h"
#include "pipeline/result_files.h"

namespace syncdreamer {
namespace {

/// Shows what a generation has so far in a file, a row a sample.
GenerationWatch watch_of(PreviewFile& preview) {
  return {.on_preview = [&](const std::vector<GeneratedViews>& samples) {
    std::vector<Image> views;
    for (const GeneratedViews& sample : samples) views.insert(views.end(), sample.views.begin(), sample.views.end());
    preview.show(contact_sheet(views, {.num_columns = static_cast<int>(samples.front().views.size())}));
  }};
}

void write_generation(const std::filesystem::path& folder, const Generation& generation) {
  const std::vector<std::filesystem::path> places = sample_folders(folder, generation.samples.size());
  for (std::size_t i = 0; i < places.size(); ++i) write_generated_views(places[i], generation.samples[i]);
  write_png(folder / kInputPicture, generation.prepared);
}

}  // namespace

void check_has_volume(ModelSource& models) {
  if (models.generator().model().options().lifted_volume.enabled) return;
  throw InputError("--method: found volume, expected another, for " + models.file().filename().string() +
                   " has no lifted volume");
}

std::size_t least_num_views(const GenerationSettings& settings) {
  static_assert(kModelViews < 1);
  return static_cast<std::size_t>(std::max(settings.request.options.num_views, 1));
}

std::vector<std::filesystem::path> planned_generation(const GenerationSettings& settings, std::size_t num_views) {
  std::vector<std::filesystem::path> files{kInputPicture};
  if (settings.preview > 0) files.emplace_back(kPreviewName);
  const auto num_samples = static_cast<std::size_t>(settings.request.options.num_samples);
  for (const std::filesystem::path& place : sample_folders({}, num_samples)) {
    const std::vector<std::filesystem::path> views = planned_views(place, num_views);
    files.insert(files.end(), views.begin(), views.end());
  }
  return files;
}

Generation generate_into(ResultsFolder& results, NamedPicture object, const GenerationSettings& settings,
                         ModelSource& models, const Reporter& reporter) {
  GenerationRequest request = settings.request;
  request.max_memory_gb = models.choice().max_memory_gb;
  const std::string besides = request.best_of > 1 ? ", besides comparing those of each seed" : "";
  GenerationWatch watch = watch_of(results.preview());
  watch.on_forecast = [&](double seconds) {
    reporter.note("the views will take about " + duration_text(seconds) + besides);
  };
  watch.preview_interval = settings.preview;
  auto generation =
      generate_from_object(models.generator(), std::move(object.image), object.name, request, reporter, watch);
  results.preview().remove();
  if (!generation) results.give_up();
  write_generation(results.path(), *generation);
  return *std::move(generation);
}

nlohmann::ordered_json generation_to_json(const char* command, const std::string& image, const MaskOptions& masks,
                                          const Generation& generation, const ModelSource& models) {
  nlohmann::ordered_json json{{"command", command},
                              {"version", kVersion},
                              {"image", image},
                              {"model", models.file().string()},
                              {"clip", models.choice().clip.string()},
                              {"masks", options_to_json(masks)},
                              {"options", options_to_json(generation.options)},
                              {"denoising_steps", generation.num_steps},
                              {"device", generation.device.str()},
                              {"kernels", generation.device.is_cpu() ? cpu_kernels().instruction_set : "cuda"},
                              {"libtorch", TORCH_VERSION},
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
