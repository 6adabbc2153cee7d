#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/ArrayRef.h>

#include <cstdint>
#include <functional>

namespace syncdreamer {

/// Gives standard normal float32 tensors of the shape asked for, on the CPU, a new one at every call.
///
/// All random numbers of a generation come from one source, in this order: the posterior sample of the input's latent,
/// the initial noise, then one tensor a step but the last. So a source that replays stored tensors repeats a sampling.
using NoiseSource = std::function<at::Tensor(at::IntArrayRef shape)>;

/// The numbers torch.randn gives after torch.manual_seed(seed), on the CPU whatever device the model runs on.
NoiseSource gaussian_noise(std::uint64_t seed);

/// The same for `num_samples` samples at once, the first dimension of every shape: each has the numbers that it would
/// have alone, of its own seed, counted from `first_seed` on.
NoiseSource gaussian_noise(std::uint64_t first_seed, std::int64_t num_samples);

}  // namespace syncdreamer
