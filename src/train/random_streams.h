#pragma once

#include <cstdint>

#include "core/random.h"

namespace syncdreamer {

// The random numbers of a training: each use has streams of its own of the training's seed, whatever process draws.

/// Views and augmentation of sample `sample`, counted over all steps and processes.
inline Random random_of_sample(std::uint64_t seed, std::int64_t sample) {
  return Random(seed, 2 * static_cast<std::uint64_t>(sample));
}

/// Noise, timesteps and dropped conditions of batch `batch`, counted likewise.
inline Random random_of_batch(std::uint64_t seed, std::int64_t batch) {
  return Random(seed, 2 * static_cast<std::uint64_t>(batch) + 1);
}

/// The order of the objects in an epoch.
inline Random random_of_epoch(std::uint64_t seed, std::int64_t epoch) {
  return Random(seed, ~(2 * static_cast<std::uint64_t>(epoch)));
}

/// The validations, all alike.
inline Random random_of_validation(std::uint64_t seed) {
  return Random(seed, std::uint64_t{1} << 63);
}

}  // namespace syncdreamer
