#pragma once

#include <cstdint>

#include "pipeline/generate_views.h"

namespace syncdreamer {

/// The memory of a generation at its peak, estimated from the networks' sizes.
struct MemoryForecast {
  std::uint64_t weights_bytes = 0;
  std::uint64_t denoising_bytes = 0;
  std::uint64_t decoding_bytes = 0;  ///< and of encoding; little of what one of the two frees can serve the other

  std::uint64_t peak_bytes() const;
};

MemoryForecast forecast_memory(const MultiviewDiffusionOptions& model, std::uint64_t weights_bytes,
                               const GenerateOptions& options);

/// The bytes of a model's parameters and buffers.
std::uint64_t weights_bytes(const MultiviewDiffusion& model);

/// The options with as many views at once, and at most as many as they say, as fit into `limit_bytes`.
///
/// \throws InputError if not even one view at a time fits, saying what would.
GenerateOptions fit_into_memory(const MultiviewDiffusion& model, GenerateOptions options, std::uint64_t limit_bytes);

/// How long denoising and decoding will take, in seconds, from a run of the networks on a few views: a fraction of one
/// step.
///
/// \param condition  of `options.num_samples` pictures.
double forecast_seconds(MultiviewDiffusion& model, const MultiviewCondition& condition, const GenerateOptions& options);

}  // namespace syncdreamer
