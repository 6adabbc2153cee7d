#include "pipeline/latent_sampling.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/lifted_condition.h"

namespace syncdreamer {

double guidance_of(const MultiviewDiffusionOptions& model, double asked_for) {
  return asked_for == kModelGuidance ? model.default_guidance : asked_for;
}

double temperature_of(const MultiviewDiffusionOptions& model, double asked_for) {
  return asked_for == kModelTemperature ? model.default_temperature : asked_for;
}

SamplingOptions sampling_of(const MultiviewDiffusion& model, SamplingOptions options) {
  if (options.last_timestep != kModelLastTimestep) return options;
  const std::int64_t first = sampling_timesteps(model.schedule().num_timesteps(), options).back();
  options.last_timestep = std::min(model.options().default_last_timestep, first);
  return options;
}

std::unique_ptr<Sampler> sampler_of(const MultiviewDiffusion& model, const SamplingOptions& options) {
  return make_sampler(model.schedule(), sampling_of(model, options), model.options().prediction);
}

std::optional<at::Tensor> sample_latents(MultiviewDiffusion& model, const MultiviewCondition& condition,
                                         const LatentSampling& options, const NoiseSource& noise,
                                         const SamplingObserver& observer) {
  const MultiviewDiffusionOptions& sizes = model.options();
  const double temperature = temperature_of(sizes, options.temperature);
  const NoiseSource tempered = [&](at::IntArrayRef shape) { return noise(shape) * temperature; };
  const auto sampler = sampler_of(model, options.sampling);
  const at::Tensor drawn = tempered({condition.input.input_latent.size(0), condition.views.cameras.num_views(),
                                     sizes.latent_channels(), sizes.latent_size(), sizes.latent_size()});
  const at::Tensor start = starting_latents(model, condition, drawn, sampler->timestep_of(0));
  return sampler->sample(start, model.denoiser(condition, options.denoise), tempered, observer);
}

}  // namespace syncdreamer
