#include "pipeline/generation_forecast.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>

#include "checkpoint/mapped_weights.h"
#include "core/error.h"
#include "core/machine_memory.h"
#include "core/size_text.h"
#include "model/lifted_condition.h"
#include "nn/device.h"
#include "nn/device_memory.h"
#include "pipeline/model_file.h"

namespace syncdreamer {
namespace {

// How many tensors of the highest-resolution level are alive at once, measured on the full-size model in float32.
constexpr std::uint64_t kUnetTensors = 26;         // a row: the latent's pixels x model_channels
constexpr std::uint64_t kFrustumTensors = 10;      // a view: the frustum's voxels x volume_dims[0]
constexpr std::uint64_t kSpatialTensors = 3;       // a sample: the volume's voxels x the features of all views
constexpr std::uint64_t kAutoencoderTensors = 10;  // a picture: its pixels x ch

// The same of lifting a picture, measured on the default model with volumes of 48 to 128 voxels a side, up to 256
// refined ones. Half of it is alive at once: what is freed, the C library keeps in pieces into which the next tensors
// do not fit.
constexpr std::uint64_t kLiftedTensors = 21;   // the volume's voxels x volume_dims[0], or x what is sampled for each
constexpr std::uint64_t kRefinedTensors = 60;  // the refined voxels
constexpr std::uint64_t kReusedBytes = 150'000'000;  // of these, that lie in what the program has freed before

constexpr std::uint64_t kOccupancies = 2;  // grids of the refined voxels that stay of each sample

// Numbers for each pixel of each view that stay: its draft, opacity and picture, some of them twice.
constexpr std::uint64_t kPictureNumbers = 16;

constexpr double kProbeSeconds = 0.2;  // a longer probe would say little more

std::uint64_t floats(std::initializer_list<std::int64_t> sides) {
  std::uint64_t bytes = sizeof(float);
  for (const std::int64_t side : sides) bytes *= static_cast<std::uint64_t>(side);
  return bytes;
}

std::uint64_t mapped_bytes(const std::shared_ptr<torch::nn::Module>& part) {
  return part ? weight_bytes(*part).mapped : 0;
}

/// What the UNet releases at once, at most: a layer of a block, or a depth transformer.
std::uint64_t largest_part(const DepthWiseUNet& unet) {
  std::uint64_t largest = mapped_bytes(unet.middle_conditions);
  const auto look_at = [&largest](const ModuleList& parts) {
    for (const auto& [index, part] : parts.modules_by_index()) largest = std::max(largest, mapped_bytes(part));
  };
  for (const auto& blocks : {unet.input_blocks, unet.output_blocks}) {
    for (const auto& [index, block] : blocks->modules_by_index()) look_at(blocks->at<ModuleList>(index));
  }
  look_at(*unet.middle_block);
  look_at(*unet.output_conditions);
  return largest;
}

/// Bytes of a step beside the weights, of networks in float32.
std::uint64_t forecast_denoising(const MultiviewDiffusionOptions& model, const GenerateOptions& options) {
  const std::int64_t side = model.latent_size(), samples = options.num_samples;
  const std::int64_t num_views = num_views_of(model, options);
  const std::int64_t views = std::min<std::int64_t>(options.views_per_batch, num_views) * samples;
  const DenoiseOptions denoise = denoising_of(model, options);
  const std::int64_t rows = std::min(denoise.guidance.num_evaluations(), 2) * views;  // at once
  const std::uint64_t unet = kUnetTensors * floats({rows, side, side, model.unet.model_channels});
  if (denoise.independent) return unet;
  const SpatialVolumeOptions& volume = model.spatial_volume;
  const std::uint64_t frustum = floats({volume.num_depths, side, side, volume.volume_dims.front()});
  const std::int64_t joined = num_views * volume.view_channels + volume.extra_channels;
  const std::int64_t voxels = volume.volume_size * volume.volume_size * volume.volume_size;
  const std::uint64_t spatial = kSpatialTensors * floats({samples, voxels, joined});
  std::uint64_t bytes = std::max(spatial, unet + kFrustumTensors * static_cast<std::uint64_t>(views) * frustum);
  if (options.volume_interval > 1) {  // the pyramids of all views: an eighth, and so on, below the highest resolution
    bytes += static_cast<std::uint64_t>(samples * num_views) * frustum * 5 / 4;
  }
  return bytes;
}

std::uint64_t refined_bytes(const LiftedVolumeOptions& lifted) {
  const std::int64_t side = std::int64_t{lifted.volume_size} * lifted.refinement;
  return floats({side, side, side});
}

/// Bytes of lifting a picture, whatever the samples.
std::uint64_t forecast_lifting(const LiftedVolumeOptions& lifted) {
  const std::int64_t side = lifted.volume_size;
  const std::int64_t channels = std::max(lifted.volume_dims.front(), lifted.sampled_channels());
  const std::uint64_t network = kLiftedTensors * floats({side, side, side, channels});
  const std::uint64_t bytes = std::max(network, kRefinedTensors * refined_bytes(lifted));
  return bytes - std::min(bytes, kReusedBytes);
}

/// Seconds of some work, of a second run if that takes no time: the first one also wakes threads and fills caches.
double seconds_of_warm(c10::Device device, const std::function<void()>& work) {
  const double first = seconds_of(device, work);
  return first > kProbeSeconds ? first : std::min(first, seconds_of(device, work));
}

/// Halves how many views are denoised or decoded at once: whichever takes more memory, if it is not down to one.
void halve_at_once(const MemoryForecast& forecast, GenerateOptions& options) {
  const WeightsForecast& weights = forecast.weights;
  const bool decoding_takes_more =
      weights.decoding + forecast.decoding_bytes > weights.denoising + forecast.denoising_bytes;
  const bool halves_decoding = options.views_per_batch == 1 || (decoding_takes_more && options.decoded_per_batch > 1);
  (halves_decoding ? options.decoded_per_batch : options.views_per_batch) /= 2;
}

/// Seconds of each part of a step.
struct StepSeconds {
  double volume = 0, frustums = 0, views = 0;
};

/// Probes the networks on the first views, on more of them if that takes no time; on a GPU, which is no faster with
/// few, on as many as a step takes at once.
class StepProbe {
 public:
  StepProbe(MultiviewDiffusion& model, const MultiviewCondition& condition, const GenerateOptions& options)
      : model_(model), condition_(condition), options_(denoising_of(model.options(), options)) {
    const MultiviewDiffusionOptions& sizes = model.options();
    x_ =
        at::zeros({options.num_samples, num_views(), sizes.latent_channels(), sizes.latent_size(), sizes.latent_size()},
                  model.device());
    timesteps_ = at::full({options.num_samples}, model.schedule().num_timesteps() - 1, x_.options().dtype(at::kLong));
  }

  StepSeconds measure() {
    StepSeconds seconds;
    const bool on_cpu = model_.device().is_cpu();
    const std::int64_t most = std::min(options_.views_per_batch, num_views());
    for (std::int64_t count = on_cpu ? 1 : most;; count = std::min(4 * count, most)) {
      if (!on_cpu) measure(count);  // the first run looks for the fastest kernels
      seconds = measure(count);
      if (count == most || seconds.volume + seconds.frustums + seconds.views > kProbeSeconds) break;
    }
    return seconds;
  }

 private:
  std::int64_t num_views() const { return condition_.views.cameras.num_views(); }

  /// Of all views, judged by `count` of them.
  StepSeconds measure(std::int64_t count) {
    NoisyViews views = model_.noisy_views(x_, timesteps_, condition_, 0, count);
    const double share = static_cast<double>(num_views()) / static_cast<double>(count);
    StepSeconds seconds;
    if (!options_.independent) {
      const at::Tensor t_embed = model_.embed_time(timesteps_);
      const at::Tensor indices = at::arange(count, timesteps_.options()).expand({x_.size(0), count});
      at::Tensor volume;
      seconds.volume = seconds_here([&] { volume = model_.build_volume(x_, t_embed, condition_); });
      seconds.frustums =
          share * seconds_here([&] { views.volumes = model_.frustum_volumes(volume, t_embed, indices, condition_); });
    }
    seconds.views = share * seconds_here([&] { model_.predict_views(views, options_.guidance); });
    return seconds;
  }

  double seconds_here(const std::function<void()>& work) const { return seconds_of_warm(model_.device(), work); }

  MultiviewDiffusion& model_;
  const MultiviewCondition& condition_;
  DenoiseOptions options_;
  at::Tensor x_, timesteps_;
};

}  // namespace

std::uint64_t memory_limit(double max_gigabytes, c10::Device device) {
  if (max_gigabytes > 0) return bytes_of_gigabytes(max_gigabytes);
  return_freed_memory(device);  // else what an earlier picture left would count as used
  const std::uint64_t free = available_memory(device);
  return free == 0 ? kUnlimitedMemory : free;
}

WeightsForecast forecast_weights(const MultiviewDiffusion& model) {
  const AutoencoderKL& autoencoder = *model.first_stage_model;
  const DepthWiseUNet& unet = *model.model->diffusion_model;
  const std::uint64_t clip = mapped_bytes(model.clip_image_encoder), encoder = mapped_bytes(autoencoder.encoder);
  const std::uint64_t spatial = mapped_bytes(model.spatial_volume->spatial_volume_feats);
  const std::uint64_t frustum = mapped_bytes(model.spatial_volume->frustum_volume_feats);
  const std::uint64_t denoiser = mapped_bytes(model.model), decoder = mapped_bytes(autoencoder.decoder);
  const std::uint64_t total = weight_bytes(model).total();
  return {.total = total,
          .always = total - clip - encoder - spatial - frustum - denoiser - decoder,
          .encoding = std::max(clip, encoder),
          .denoising = std::max({spatial, frustum, largest_part(unet)}),
          .decoding = decoder};
}

std::uint64_t MemoryForecast::peak_bytes() const {
  return kProgramBytes + weights.always + kept_bytes +
         std::max({weights.encoding + encoding_bytes, weights.denoising + denoising_bytes,
                   weights.decoding + decoding_bytes});
}

MemoryForecast forecast_memory(const MultiviewDiffusionOptions& model, const WeightsForecast& weights,
                               const GenerateOptions& options, std::uint64_t step_bytes) {
  const std::int64_t num_views = num_views_of(model, options), all_views = num_views * options.num_samples;
  const auto autoencoder = [&](std::int64_t pictures) {
    return kAutoencoderTensors * floats({pictures, model.image_size, model.image_size, model.autoencoder.ch});
  };
  std::uint64_t kept = kPictureNumbers * floats({all_views, model.image_size, model.image_size});
  std::uint64_t encoding = autoencoder(1);
  if (model.lifted_volume.enabled) {
    kept += kOccupancies * static_cast<std::uint64_t>(options.num_samples) * refined_bytes(model.lifted_volume);
    encoding = std::max(autoencoder(std::min(num_views, pictures_encoded_at_once(model.image_size))),
                        forecast_lifting(model.lifted_volume));
  }
  return {.weights = weights,
          .kept_bytes = kept,
          .encoding_bytes = encoding,
          .denoising_bytes = forecast_denoising(model, options) * step_bytes / sizeof(float),
          .decoding_bytes = autoencoder(std::min<std::int64_t>(options.decoded_per_batch, all_views))};
}

MemoryForecast forecast_memory(const MultiviewDiffusion& model, const GenerateOptions& options) {
  return forecast_memory(model.options(), forecast_weights(model), options, c10::elementSize(model.step_type()));
}

GenerateOptions fit_into_memory(const MultiviewDiffusion& model, GenerateOptions options, std::uint64_t limit_bytes) {
  const WeightsForecast weights = forecast_weights(model);
  const std::uint64_t step_bytes = c10::elementSize(model.step_type());
  const auto forecast = [&] { return forecast_memory(model.options(), weights, options, step_bytes); };
  const auto fits = [&] { return forecast().peak_bytes() <= limit_bytes; };
  const int num_views = static_cast<int>(num_views_of(model.options(), options));
  options.views_per_batch = std::min(options.views_per_batch, num_views);
  options.decoded_per_batch = std::min(options.decoded_per_batch, num_views * options.num_samples);
  while (!fits() && (options.views_per_batch > 1 || options.decoded_per_batch > 1)) halve_at_once(forecast(), options);
  if (fits()) return options;
  const std::string least = size_text(forecast().peak_bytes()), limit = size_text(limit_bytes);
  const std::string sentence =
      "needs at least " + least + " of memory, one view at a time; found " + limit + " that may be used";
  const int samples = options.num_samples;
  while (options.num_samples > 1) {
    --options.num_samples;
    if (!fits()) continue;
    throw InputError(sentence + "; " + std::to_string(options.num_samples) + " of the " + std::to_string(samples) +
                     " samples would fit (--samples)");
  }
  throw InputError(samples == 1 ? sentence : sentence + "; one sample needs " + size_text(forecast().peak_bytes()));
}

double forecast_seconds(MultiviewDiffusion& model, const MultiviewCondition& condition, const GenerateOptions& options,
                        const GenerationWatch& watch) {
  const at::NoGradGuard no_grad;
  const StepSeconds step_seconds = StepProbe(model, condition, options).measure();
  const DenoiseOptions denoise = denoising_of(model.options(), options);
  const auto sampler = sampler_of(model, options.sampling);
  double seconds = 0;
  std::int64_t num_decodings = 1;  // those of previews among them
  for (std::int64_t step = 0; step < sampler->num_steps(); ++step) {
    if (watch.wants_preview(step, sampler->num_steps())) ++num_decodings;
    const bool is_guided = denoise.guides(sampler->timestep_of(step));
    seconds += is_guided ? step_seconds.views : step_seconds.views / denoise.guidance.num_evaluations();
    if (step % denoise.volume_interval == 0) seconds += step_seconds.volume + step_seconds.frustums;
  }
  const std::int64_t side = model.options().latent_size(), num_views = condition.views.cameras.num_views();
  const at::Tensor latent = at::zeros({1, 1, model.options().latent_channels(), side, side}, model.device());
  return_freed_memory();
  const double decoding = seconds_of_warm(model.device(), [&] { model.decode_views(latent); });
  return_freed_memory();
  return seconds + decoding * static_cast<double>(num_decodings * num_views * options.num_samples);
}

}  // namespace syncdreamer
