#include "pipeline/generation_forecast.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <string>

#include "core/error.h"

namespace syncdreamer {
namespace {

// How many tensors of the widest level are alive at once, measured on the full-size model in float32.
constexpr std::uint64_t kUnetTensors = 24;            // a row: the latent's pixels x model_channels
constexpr std::uint64_t kFrustumTensors = 8;          // a view: the frustum's voxels x volume_dims[0]
constexpr std::uint64_t kSpatialTensors = 3;          // a sample: the volume's voxels x the features of all views
constexpr std::uint64_t kAutoencoderTensors = 10;     // a picture: its pixels x ch
constexpr std::uint64_t kConvolutionCopies = 3;       // of the UNet's largest weight
constexpr std::uint64_t kProgramBytes = 500'000'000;  // libraries, pictures, what depends on nothing

constexpr double kProbeSeconds = 0.2;  // a longer probe would say little more

std::uint64_t floats(std::initializer_list<std::int64_t> sides) {
  std::uint64_t bytes = sizeof(float);
  for (const std::int64_t side : sides) bytes *= static_cast<std::uint64_t>(side);
  return bytes;
}

double guidance_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options) {
  return options.guidance == kModelGuidance ? model.default_guidance : options.guidance;
}

std::string gigabytes(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  return text;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Seconds of each part of a step.
struct StepSeconds {
  double volume = 0, frustums = 0, views = 0;
};

/// Probes the networks on the first views, on more of them if that takes no time.
class StepProbe {
 public:
  StepProbe(MultiviewDiffusion& model, const MultiviewCondition& condition, const GenerateOptions& options)
      : model_(model), condition_(condition), options_(denoising_of(model, options)) {
    const MultiviewDiffusionOptions& sizes = model.options();
    x_ = at::zeros(
        {options.num_samples, num_views(), sizes.latent_channels(), sizes.latent_size(), sizes.latent_size()});
    timesteps_ = at::full({options.num_samples}, model.schedule().num_timesteps() - 1, at::kLong);
  }

  StepSeconds measure() {
    StepSeconds seconds;
    const std::int64_t most = std::min(options_.views_per_batch, num_views());
    for (std::int64_t count = 1;; count = std::min(4 * count, most)) {
      seconds = measure(count);
      if (count == most || seconds.volume + seconds.frustums + seconds.views > kProbeSeconds) break;
    }
    return seconds;
  }

 private:
  std::int64_t num_views() const { return condition_.views.cameras.num_views(); }

  /// Of all views, judged by `count` of them.
  StepSeconds measure(std::int64_t count) {
    NoisyViews views{
        .x = x_.narrow(1, 0, count),
        .timesteps = timesteps_,
        .context = model_.view_context(condition_.input.clip_embedding, condition_.viewpoints.narrow(1, 0, count)),
        .input_latent = condition_.input.input_latent,
        .drafts = {},
        .volumes = {}};
    if (condition_.drafts.defined()) views.drafts = condition_.drafts.narrow(1, 0, count);
    const double share = static_cast<double>(num_views()) / static_cast<double>(count);
    StepSeconds seconds;
    if (!options_.independent) {
      const at::Tensor t_embed = model_.embed_time(timesteps_);
      const at::Tensor indices = at::arange(count, at::kLong).expand({x_.size(0), count});
      at::Tensor volume;
      seconds.volume = seconds_of([&] { volume = model_.build_volume(x_, t_embed, condition_); });
      seconds.frustums =
          share * seconds_of([&] { views.volumes = model_.frustum_volumes(volume, t_embed, indices, condition_); });
    }
    seconds.views = share * seconds_of([&] { model_.predict_views(views, options_.guidance); });
    return seconds;
  }

  MultiviewDiffusion& model_;
  const MultiviewCondition& condition_;
  DenoiseOptions options_;
  at::Tensor x_, timesteps_;
};

}  // namespace

std::uint64_t MemoryForecast::peak_bytes() const {
  return kProgramBytes + weights_bytes + denoising_bytes + decoding_bytes;
}

MemoryForecast forecast_memory(const MultiviewDiffusionOptions& model, std::uint64_t weights_bytes,
                               const GenerateOptions& options) {
  const std::int64_t side = model.latent_size(), samples = options.num_samples;
  const std::int64_t views = std::min<std::int64_t>(options.views_per_batch, model.num_views) * samples;
  const std::int64_t rows = guidance_of(model, options) == 1 ? views : 2 * views;
  const SpatialVolumeOptions& volume = model.spatial_volume;
  MemoryForecast forecast{.weights_bytes = weights_bytes};
  const auto& mult = model.unet.channel_mult;
  const std::int64_t widest =
      model.unet.model_channels * (mult.empty() ? 1 : *std::max_element(mult.begin(), mult.end()));
  forecast.denoising_bytes = kUnetTensors * floats({rows, side, side, model.unet.model_channels}) +
                             kConvolutionCopies * floats({9, 2 * widest, widest});
  if (model.synchronized) {
    const std::uint64_t frustum = floats({volume.num_depths, side, side, volume.volume_dims.front()});
    const std::int64_t joined = model.num_views * volume.view_channels + volume.extra_channels;
    const std::int64_t voxels = volume.volume_size * volume.volume_size * volume.volume_size;
    const std::uint64_t spatial = kSpatialTensors * floats({samples, voxels, joined});
    const std::uint64_t frustums = kFrustumTensors * static_cast<std::uint64_t>(views) * frustum;
    forecast.denoising_bytes = std::max(spatial, forecast.denoising_bytes + frustums);
    if (options.volume_interval > 1) {  // the pyramids of all views: an eighth, and so on, below the widest level
      forecast.denoising_bytes += static_cast<std::uint64_t>(samples * model.num_views) * frustum * 5 / 4;
    }
  }
  const std::int64_t decoded = std::min<std::int64_t>(options.decoded_per_batch, model.num_views * samples);
  const std::int64_t pictures = std::max(decoded, samples);  // the input pictures are encoded together
  forecast.decoding_bytes =
      kAutoencoderTensors * floats({pictures, model.image_size, model.image_size, model.autoencoder.ch});
  return forecast;
}

std::uint64_t weights_bytes(const MultiviewDiffusion& model) {
  std::uint64_t bytes = 0;
  for (const at::Tensor& parameter : model.parameters()) bytes += parameter.nbytes();
  for (const at::Tensor& buffer : model.buffers()) bytes += buffer.nbytes();
  return bytes;
}

GenerateOptions fit_into_memory(const MultiviewDiffusion& model, GenerateOptions options, std::uint64_t limit_bytes) {
  const std::uint64_t weights = weights_bytes(model);
  const auto forecast = [&] { return forecast_memory(model.options(), weights, options); };
  const auto fits = [&] { return forecast().peak_bytes() <= limit_bytes; };
  options.views_per_batch = std::min(options.views_per_batch, static_cast<int>(model.options().num_views));
  while (!fits() && options.views_per_batch * options.decoded_per_batch > 1) {
    const MemoryForecast now = forecast();
    const bool more_for_decoding = now.decoding_bytes > now.denoising_bytes && options.decoded_per_batch > 1;
    int& at_once =
        more_for_decoding || options.views_per_batch == 1 ? options.decoded_per_batch : options.views_per_batch;
    at_once /= 2;
  }
  if (fits()) return options;
  const std::string least = gigabytes(forecast().peak_bytes()), limit = gigabytes(limit_bytes);
  const std::string sentence =
      "needs at least " + least + " of memory, one view at a time, of which " + limit + " may be used";
  for (const int samples = options.num_samples; options.num_samples > 1;) {
    --options.num_samples;
    if (!fits()) continue;
    throw InputError(sentence + "; " + std::to_string(options.num_samples) + " of the " + std::to_string(samples) +
                     " samples would fit (--samples)");
  }
  throw InputError(sentence + "; one sample needs " + gigabytes(forecast().peak_bytes()));
}

double forecast_seconds(MultiviewDiffusion& model, const MultiviewCondition& condition,
                        const GenerateOptions& options) {
  const at::NoGradGuard no_grad;
  const StepSeconds step_seconds = StepProbe(model, condition, options).measure();
  const DenoiseOptions denoise = denoising_of(model, options);
  const auto sampler = make_sampler(model.schedule(), sampling_of(model, options.sampling), model.options().prediction);
  double seconds = 0;
  for (std::int64_t step = 0; step < sampler->num_steps(); ++step) {
    const std::int64_t timestep =
        sampler->timesteps()[sampler->timesteps().size() - 1 - static_cast<std::size_t>(step)];
    const bool guided = timestep >= denoise.guidance_interval[0] && timestep <= denoise.guidance_interval[1];
    seconds += denoise.guidance == 1 || guided ? step_seconds.views : step_seconds.views / 2;
    if (step % denoise.volume_interval == 0) seconds += step_seconds.volume + step_seconds.frustums;
  }
  const std::int64_t side = model.options().latent_size(), num_views = condition.views.cameras.num_views();
  const at::Tensor latent = at::zeros({1, 1, model.options().latent_channels(), side, side});
  const double decoding = seconds_of([&] { model.decode_views(latent); });
  return seconds + decoding * static_cast<double>(num_views * options.num_samples);
}

}  // namespace syncdreamer
