#pragma once

#include <c10/core/Device.h>

#include <algorithm>
#include <cstdint>

#include "pipeline/generate_views.h"

namespace syncdreamer {

/// Bytes that every generation takes, whatever the model and the options: libraries, pictures and the rest.
inline constexpr std::uint64_t kProgramBytes = 300'000'000;

/// Bytes of a device's memory that may be used: if `max_gigabytes` is 0, all that is free once this process has
/// returned what it keeps there for later.
std::uint64_t memory_limit(double max_gigabytes, c10::Device device);

/// A model's weights, bytes: those that view a file are in memory only while a part of the model uses them.
struct WeightsForecast {
  std::uint64_t total = 0;
  std::uint64_t always = 0;                                 ///< in memory from beginning to end
  std::uint64_t encoding = 0, denoising = 0, decoding = 0;  ///< at most, beside those, in each stage

  std::uint64_t at_once() const { return always + std::max({encoding, denoising, decoding}); }
};

WeightsForecast forecast_weights(const MultiviewDiffusion& model);

/// The memory of a generation, estimated from the networks' sizes with figures measured on a CPU. Stages leave little
/// to each other.
struct MemoryForecast {
  WeightsForecast weights;
  std::uint64_t kept_bytes = 0;  ///< of all samples: views, from drafts to pictures, and occupancies
  std::uint64_t encoding_bytes = 0, denoising_bytes = 0, decoding_bytes = 0;  ///< beside these and weights

  std::uint64_t peak_bytes() const;
};

/// \param step_bytes  of a number in the networks that every step runs.
MemoryForecast forecast_memory(const MultiviewDiffusionOptions& model, const WeightsForecast& weights,
                               const GenerateOptions& options, std::uint64_t step_bytes = sizeof(float));

/// Of the device that the model was placed on, weights included.
MemoryForecast forecast_memory(const MultiviewDiffusion& model, const GenerateOptions& options);

/// The options with as many views at once, and at most as many as they say, as fit into `limit_bytes` of the model's
/// device, weights included.
///
/// \throws InputError if not even one view at a time fits, saying what would; and as denoising_of.
GenerateOptions fit_into_memory(const MultiviewDiffusion& model, GenerateOptions options, std::uint64_t limit_bytes);

/// How long denoising and decoding will take, in seconds, that of previews included, from a run of the networks on a
/// few views: a fraction of one step.
///
/// \param condition  of `options.num_samples` pictures.
double forecast_seconds(MultiviewDiffusion& model, const MultiviewCondition& condition, const GenerateOptions& options,
                        const GenerationWatch& watch = {});

}  // namespace syncdreamer
