#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>

#include "diffusion/noise_source.h"
#include "diffusion/sampler.h"
#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// Values that stand for the model's own default.
inline constexpr double kModelGuidance = -1;
inline constexpr double kModelTemperature = -1;

/// What options give, with the model's default in place of kModelGuidance and kModelTemperature.
double guidance_of(const MultiviewDiffusionOptions& model, double asked_for);
double temperature_of(const MultiviewDiffusionOptions& model, double asked_for);

/// The sampler's options with the model's default in place of kModelLastTimestep; with few steps, the sampling's own
/// first timestep if that is lower.
SamplingOptions sampling_of(const MultiviewDiffusion& model, SamplingOptions options);

/// The model's sampler. \throws InputError for a number of steps or a last timestep out of range.
std::unique_ptr<Sampler> sampler_of(const MultiviewDiffusion& model, const SamplingOptions& options);

/// How the latents of an object's views are drawn.
struct LatentSampling {
  SamplingOptions sampling = {};
  double temperature = kModelTemperature;  ///< standard deviation of the noise that is drawn; 1 is that of the training
  DenoiseOptions denoise;
};

/// Draws latents of all views of the condition, `[B, N, C, h, h]`, scaled.
///
/// At a temperature below 1 the sampling starts nearer to the drafts (or, without any, to the middle of all noise), and
/// fresh noise is smaller by the same factor. The views vary less and lie nearer to the mean of what the picture leaves
/// open.
///
/// \return nothing if the observer stopped it.
/// \throws InputError as sampler_of does.
std::optional<at::Tensor> sample_latents(MultiviewDiffusion& model, const MultiviewCondition& condition,
                                         const LatentSampling& options, const NoiseSource& noise,
                                         const SamplingObserver& observer = {});

}  // namespace syncdreamer
