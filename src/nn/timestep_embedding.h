#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

/// Sinusoids of the timesteps: cosines first, then sines, with frequencies 10000^(-i / (dim / 2)).
///
/// \param timesteps  `[B]` of any number type.
/// \param dim        even.
/// \return `[B, dim]` float.
at::Tensor timestep_embedding(const at::Tensor& timesteps, std::int64_t dim);

/// The network behind the sinusoids: Linear, SiLU, Linear (children 0 and 2).
std::shared_ptr<Sequence> make_time_embed(std::int64_t in_features, std::int64_t out_features);

}  // namespace syncdreamer
