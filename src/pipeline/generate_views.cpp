#include "pipeline/generate_views.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "core/error.h"
#include "core/machine_memory.h"
#include "geometry/camera.h"
#include "image/foreground.h"
#include "image/image_tensor.h"
#include "model/lifted_condition.h"
#include "pipeline/generation_forecast.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kMaxSteps = 1000;
constexpr int kMaxSamples = 1024;
constexpr int kMaxViews = 256;

/// RGB over white and opacity, `[1, 4, S, S]` in [0, 1].
at::Tensor picture_tensor(const Image& rgba) {
  const at::Tensor color = (tensor_from_image(rgba) + 1) / 2;
  const at::Tensor opacity = (rgba_tensor_from_image(rgba).slice(0, 3, 4) + 1) / 2;
  return at::cat({color, opacity}).unsqueeze(0);
}

/// The model's own ring, or one of another number of views.
ViewCameras ring_of(const MultiviewDiffusion& model, std::int64_t num_views) {
  const MultiviewDiffusionOptions& options = model.options();
  if (num_views == options.num_views) return model.ring_cameras();
  const auto ring = viewpoint_ring(static_cast<int>(num_views), options.view_elevation_deg);
  return view_cameras(ring, options.image_size).to(model.device());
}

}  // namespace

void GenerateOptions::check_ranges(const Reporter& reporter) const {
  const auto number = [](double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return std::string(text);
  };
  if (!(elevation_deg >= -90 && elevation_deg <= 90)) {
    throw InputError("--elevation: found " + number(elevation_deg) + ", expected -90 to 90 degrees");
  }
  if (sampling.num_steps < 1 || sampling.num_steps > kMaxSteps) {
    throw InputError("--steps: found " + std::to_string(sampling.num_steps) + ", expected 1 to 1000");
  }
  if (!(sampling.eta >= 0 && sampling.eta <= 1))
    throw InputError("--eta: found " + number(sampling.eta) + ", expected 0 to 1");
  if (num_samples < 1 || num_samples > kMaxSamples) {
    throw InputError("--samples: found " + std::to_string(num_samples) + ", expected 1 to 1024");
  }
  if (num_views < 0 || num_views > kMaxViews) {
    throw InputError("--views: found " + std::to_string(num_views) + ", expected 1 to 256, or 0 for the model's own");
  }
  if (crop_size != kCropNone && (crop_size < 1 || crop_size > kPaperSize)) {
    throw InputError("--crop-size: found " + std::to_string(crop_size) +
                     ", expected 1 to 256, or -1 for the whole picture");
  }
  if (guidance != kModelGuidance && !(guidance >= 0 && guidance <= 100)) {
    throw InputError("--guidance: found " + number(guidance) + ", expected 0 to 100");
  }
  if (temperature != kModelTemperature && !(temperature >= 0 && temperature <= 2)) {
    throw InputError("--temperature: found " + number(temperature) + ", expected 0 to 2");
  }
  const auto [first, last] = guidance_interval;
  if (first < 0 || last < first) {
    throw InputError("--guidance-interval: found " + std::to_string(first) + " " + std::to_string(last) +
                     ", expected two timesteps, the lower one first");
  }
  if (volume_interval < 1) throw InputError("--volume-interval: found less than 1, expected at least 1");
  if (views_per_batch < 1) throw InputError("--views-per-batch: found less than 1, expected at least 1");
  if (decoded_per_batch < 1) throw InputError("--decoded-per-batch: found less than 1, expected at least 1");
  if (elevation_deg < -10 || elevation_deg > 40) {
    reporter.warn("the model was trained on elevations from -10 to 40 degrees; expect worse views at " +
                  number(elevation_deg));
  }
  if (guidance != kModelGuidance && (guidance < 1 || guidance > 3)) {
    reporter.warn("guidance far from 1 to 3 gives washed-out or garish views; found " + number(guidance));
  }
}

std::int64_t num_views_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options) {
  if (options.num_views == kModelViews || options.num_views == model.num_views) return model.num_views;
  if (model.synchronized && model.spatial_volume.pooling == Pooling::concatenate) {
    throw InputError("--views: found " + std::to_string(options.num_views) + ", expected " +
                     std::to_string(model.num_views) + ", the only number that this model can make");
  }
  return options.num_views;
}

DenoiseOptions denoising_of(const MultiviewDiffusion& model, const GenerateOptions& options) {
  return {.guidance = guidance_of(model.options(), options.guidance),
          .guidance_interval = options.guidance_interval,
          .volume_interval = options.volume_interval,
          .views_per_batch = options.views_per_batch,
          .independent = !model.options().synchronized};
}

ViewGenerator::ViewGenerator(std::shared_ptr<MultiviewDiffusion> model) : model_(std::move(model)) {
  check(model_ != nullptr, "ViewGenerator: needs a model");
}

Image ViewGenerator::prepare(const Image& picture, int crop_size, const std::string& name) const {
  return prepare_input(picture, crop_size, static_cast<int>(model_->options().image_size), name);
}

std::vector<GeneratedViews> ViewGenerator::decoded(const at::Tensor& latents, const at::Tensor& drafts,
                                                   std::int64_t at_once) const {
  return_freed_memory();  // what one network leaves, the other can hardly use
  const at::Tensor pictures = model_->decode_views(latents, at_once);
  if (!at::isfinite(pictures).all().item<bool>()) {
    throw InputError(
        "the views are no finite numbers: the model's weights or noise schedule are broken, or too large for the "
        "precision");
  }
  return_freed_memory();
  std::vector<GeneratedViews> samples;
  for (std::int64_t i = 0; i < pictures.size(0); ++i) {
    samples.push_back({images_from_tensor(pictures[i]), {}});
    if (drafts.defined()) samples.back().drafts = images_from_tensor(drafts[i].slice(1, 0, 3) * 2 - 1);
  }
  return samples;
}

std::optional<std::vector<GeneratedViews>> ViewGenerator::generate(const Image& prepared,
                                                                   const GenerateOptions& options,
                                                                   const Reporter& reporter,
                                                                   const GenerationWatch& watch) const {
  const at::NoGradGuard no_grad;
  MultiviewDiffusion& model = *model_;
  const NoiseSource noise = gaussian_noise(options.seed);
  const TargetViews views = model.target_views(ring_of(model, num_views_of(model.options(), options)));
  const at::Tensor pictures = picture_tensor(prepared).repeat({options.num_samples, 1, 1, 1}).to(model.device());
  const at::Tensor elevation = at::full({options.num_samples}, radians(options.elevation_deg), pictures.options());
  const PictureCondition input = condition_on(model, pictures, elevation, views, noise);
  return_freed_memory();

  const auto observe = [&](const SamplingProgress& progress) {
    reporter.progress("denoising", progress.step + 1, progress.num_steps);
    if (watch.wants_preview(progress.step, progress.num_steps)) {
      watch.on_preview(decoded(progress.clean, input.drafts, options.decoded_per_batch));
    }
    return !(watch.should_stop && watch.should_stop());
  };
  if (watch.on_forecast) watch.on_forecast(forecast_seconds(model, input.condition, options));
  const LatentSampling sampling{options.sampling, options.temperature, denoising_of(model, options)};
  const auto latents = sample_latents(model, input.condition, sampling, noise, observe);
  if (!latents) return std::nullopt;
  return decoded(*latents, input.drafts, options.decoded_per_batch);
}

}  // namespace syncdreamer
