#include "pipeline/generate_views.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "core/error.h"
#include "core/machine_memory.h"
#include "core/option_range.h"
#include "geometry/camera.h"
#include "image/image_tensor.h"
#include "image/input_preparation.h"
#include "model/elevation_net.h"
#include "model/lifted_condition.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/model_file.h"

namespace syncdreamer {
namespace {

constexpr int kMaxSamples = 1024;
constexpr double kDoubtfulDegrees = 20, kDoubtfulDeviations = 3;

/// RGB over white and opacity, `[1, 4, S, S]` in [0, 1].
at::Tensor picture_tensor(const Image& rgba) {
  const at::Tensor color = (tensor_from_image(rgba) + 1) / 2;
  const at::Tensor opacity = (rgba_tensor_from_image(rgba).slice(0, 3, 4) + 1) / 2;
  return at::cat({color, opacity}).unsqueeze(0);
}

/// The model's own cameras, or those of a ring of another number of views.
ViewCameras cameras_of(const MultiviewDiffusion& model, const std::vector<Viewpoint>& ring) {
  const MultiviewDiffusionOptions& options = model.options();
  if (std::ssize(ring) == options.num_views) return model.ring_cameras();
  return view_cameras(ring, options.image_size).to(model.device());
}

}  // namespace

void GenerateOptions::check_ranges(const Reporter& reporter) const {
  const std::string or_model = ", or -1 for the model's own";
  if (elevation_deg) require_range("--elevation", *elevation_deg, -90, 90, " degrees");
  require_range("--steps", sampling.num_steps, 1, kMaxTimesteps);
  require_range("--eta", sampling.eta, 0, 1);
  require_range("--samples", num_samples, 1, kMaxSamples);
  require_range("--views", num_views, kModelViews, kMaxViews, ", 0 for the model's own number");
  if (sampling.last_timestep != kModelLastTimestep)
    require_range("--last-timestep", sampling.last_timestep, 0, kMaxTimesteps - 1, or_model);
  if (crop_size != kCropNone) require_range("--crop-size", crop_size, 1, kPaperSize, ", or -1 for the whole picture");
  if (guidance != kModelGuidance) require_range("--guidance", guidance, 0, 100, or_model);
  for (const double scale : decomposed_guidance) require_range("--decomposed-guidance", scale, 0, 100);
  if (temperature != kModelTemperature) require_range("--temperature", temperature, 0, 2, or_model);
  const auto [first, last] = guidance_interval;
  if (first < 0 || last < first) {
    throw InputError("--guidance-interval: found " + std::to_string(first) + " " + std::to_string(last) +
                     ", expected two timesteps, the lower one first");
  }
  require_option(volume_interval >= 1, "--volume-interval", volume_interval, "1 or more");
  require_option(views_per_batch >= 1, "--views-per-batch", views_per_batch, "1 or more");
  require_option(decoded_per_batch >= 1, "--decoded-per-batch", decoded_per_batch, "1 or more");
  if (elevation_deg && (*elevation_deg < kInputElevationsDeg[0] || *elevation_deg > kInputElevationsDeg[1])) {
    reporter.warn("the model was trained on elevations from " + number_text(kInputElevationsDeg[0]) + " to " +
                  number_text(kInputElevationsDeg[1]) + " degrees; expect worse views at " +
                  number_text(*elevation_deg));
  }
  constexpr int kNearlyAll = 240, kSmall = 100;  // of the 256 pixels of a picture
  if (crop_size != kCropNone && (crop_size >= kNearlyAll || crop_size < kSmall)) {
    reporter.warn("--crop-size " + std::to_string(crop_size) + ": " +
                  (crop_size < kSmall ? "the model hardly sees so small an object"
                                      : "other views of an object that fills its picture may be cut off") +
                  "; usual is " + std::to_string(kRecommendedCropSize));
  }
  if (guidance != kModelGuidance && (guidance < 1 || guidance > 3)) {
    reporter.warn("guidance far from 1 to 3 gives washed-out or garish views; found " + number_text(guidance));
  }
  if (sampling.num_steps == 1 && sampling.spacing == TimestepSpacing::leading) {
    reporter.warn("--steps 1 with --spacing leading takes noise for views; --spacing trailing makes them in one step");
  }
}

GenerateOptions settled_options(const MultiviewDiffusion& model, GenerateOptions options) {
  options.num_views = static_cast<int>(num_views_of(model.options(), options));
  options.guidance = guidance_of(model.options(), options.guidance);
  options.temperature = temperature_of(model.options(), options.temperature);
  options.sampling = sampling_of(model, options.sampling);
  denoising_of(model.options(), options);  // throws for what the model cannot follow
  return options;
}

std::int64_t num_views_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options) {
  if (options.num_views == kModelViews) return model.num_views;
  if (!model.can_make_views(options.num_views)) {
    throw InputError("--views: found " + std::to_string(options.num_views) + ", expected " +
                     std::to_string(model.num_views) + ", the only number that this model can make");
  }
  return options.num_views;
}

DenoiseOptions denoising_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options) {
  const Guidance guidance{guidance_of(model, options.guidance), options.decomposed_guidance};
  if (guidance.is_decomposed() && !model.synchronized)
    throw InputError("--decomposed-guidance: the model's views are independent, expected synchronized ones");
  return {.guidance = guidance,
          .guidance_interval = options.guidance_interval,
          .volume_interval = options.volume_interval,
          .views_per_batch = options.views_per_batch,
          .independent = !model.synchronized};
}

std::vector<std::vector<float>> opacities_of(const at::Tensor& drafts) {
  const at::Tensor opacities = drafts.select(1, 3).to(at::kCPU, at::kFloat).flatten(1).contiguous();
  std::vector<std::vector<float>> result;
  for (std::int64_t k = 0; k < opacities.size(0); ++k) {
    const float* const first = opacities[k].data_ptr<float>();
    result.emplace_back(first, first + opacities.size(1));
  }
  return result;
}

ScalarGrid grid_of_volume(const at::Tensor& field) {
  const at::Tensor values = field.to(at::kCPU, at::kFloat).contiguous();
  ScalarGrid grid(static_cast<int>(values.size(0)), VolumeRenderOptions().half_side);
  std::copy_n(values.data_ptr<float>(), grid.values.size(), grid.values.begin());
  return grid;
}

bool PictureElevation::contradicts(double elevation_deg) const {
  const double nearest = std::clamp(elevation_deg, ElevationNet::kLowestDeg, ElevationNet::kHighestDeg);
  return std::abs(elevation_deg - mean_deg) > kDoubtfulDegrees &&
         std::abs(nearest - mean_deg) > kDoubtfulDeviations * deviation_deg;
}

ViewGenerator::ViewGenerator(std::shared_ptr<MultiviewDiffusion> model) : model_(std::move(model)) {
  check(model_ != nullptr, "ViewGenerator: needs a model");
}

Image ViewGenerator::prepare(const Image& picture, int crop_size, const std::string& name) const {
  return prepare_input(picture, crop_size, static_cast<int>(model_->options().image_size), name);
}

void ViewGenerator::check_prepared(const Image& picture) const {
  const auto size = model_->options().image_size;
  check(picture.width == size && picture.height == size && picture.channels == 4,
        "ViewGenerator: the picture is not one that prepare() made");
}

PictureElevation ViewGenerator::estimate_elevation(const Image& prepared) const {
  check_prepared(prepared);
  if (!elevation_net_) elevation_net_ = elevation_net_for(*model_);  // may be of another file
  const ElevationEstimate estimate = elevation_net_->estimate(picture_tensor(prepared).to(model_->device()));
  const auto in_tenths = [](double radians) { return std::round(10 * degrees(radians)) / 10 + 0.0; };  // + 0: no -0
  return {in_tenths(estimate.mean.item<double>()), in_tenths(estimate.deviation.item<double>())};
}

std::vector<GeneratedViews> ViewGenerator::decoded(const at::Tensor& latents, const at::Tensor& drafts,
                                                   const std::vector<Viewpoint>& viewpoints,
                                                   std::int64_t at_once) const {
  return_freed_memory();  // what one network leaves, the other can hardly use
  const at::Tensor pictures = decode_on_white(*model_, latents, drafts, at_once);
  if (!at::isfinite(pictures).all().item<bool>()) {
    throw InputError(
        "the views are no finite numbers: the model's weights or noise schedule are broken, or too large for the "
        "precision");
  }
  return_freed_memory();
  std::vector<GeneratedViews> samples;
  for (std::int64_t i = 0; i < pictures.size(0); ++i) {
    GeneratedViews& sample = samples.emplace_back();
    sample.viewpoints = viewpoints;
    sample.views = images_from_tensor(pictures[i]);
    if (!drafts.defined()) continue;
    sample.drafts = images_from_tensor(drafts[i].slice(1, 0, 3) * 2 - 1);
    sample.opacities = opacities_of(drafts[i]);
  }
  return samples;
}

std::optional<std::vector<GeneratedViews>> ViewGenerator::generate(const Image& prepared,
                                                                   const GenerateOptions& options,
                                                                   const Reporter& reporter,
                                                                   const GenerationWatch& watch) const {
  const at::NoGradGuard no_grad;
  options.check_ranges({});
  check_prepared(prepared);
  MultiviewDiffusion& model = *model_;
  const NoiseSource noise = gaussian_noise(options.seed, options.num_samples);
  // What cannot be sampled is said before pictures are encoded.
  sampler_of(model, options.sampling);
  const LatentSampling sampling{options.sampling, options.temperature, denoising_of(model.options(), options)};
  const std::vector<Viewpoint> ring =
      viewpoint_ring(static_cast<int>(num_views_of(model.options(), options)), model.options().view_elevation_deg);
  const TargetViews views = model.target_views(cameras_of(model, ring));
  const at::Tensor picture = picture_tensor(prepared).to(model.device());
  const double elevation_deg = options.elevation_deg ? *options.elevation_deg : estimate_elevation(prepared).mean_deg;
  const at::Tensor elevation = at::full({1}, radians(elevation_deg), picture.options());
  const PictureCondition input = condition_on(model, {picture, elevation, options.num_samples}, views, noise);
  return_freed_memory();
  if (reporter.is_stopped()) return std::nullopt;

  const auto observe = [&](const SamplingProgress& progress) {
    reporter.progress("denoising", progress.step + 1, progress.num_steps);
    if (watch.wants_preview(progress.step, progress.num_steps)) {
      watch.on_preview(decoded(progress.clean, input.drafts, ring, options.decoded_per_batch));
    }
    return !reporter.is_stopped();
  };
  if (watch.on_forecast) watch.on_forecast(forecast_seconds(model, input.condition, options, watch));
  const auto latents = sample_latents(model, input.condition, sampling, noise, observe);
  if (!latents) return std::nullopt;
  std::vector<GeneratedViews> samples = decoded(*latents, input.drafts, ring, options.decoded_per_batch);
  if (input.occupancy.defined()) {
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i].occupancy = grid_of_volume(input.occupancy[static_cast<std::int64_t>(i)]);
  }
  return samples;
}

}  // namespace syncdreamer
