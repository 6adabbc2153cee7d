#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/options.h"
#include "model/elevation_net.h"
#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// A model as a file would hold it: tensors, and options in the metadata.
inline StateDict model_state(const MultiviewDiffusion& model) {
  StateDict state = state_dict_of(model);
  state.metadata["syncdreamer.model"] = options_to_json(model.options()).dump();
  return state;
}

/// Fills a model with numbers that leave nothing at zero, so that all of its parts show in what it makes.
inline void fill_with_noise(MultiviewDiffusion& model, std::uint64_t seed) {
  const at::NoGradGuard no_grad;
  const NoiseSource noise = gaussian_noise(seed);
  initialize(model, seed);
  for (at::Tensor& parameter : model.parameters()) parameter.add_(noise(parameter.sizes()), 0.05);
}

/// Makes a network take every picture's elevation for one of those that it tells.
inline void estimate_always(ElevationNet& net, double elevation_deg) {
  const at::NoGradGuard no_grad;
  for (at::Tensor& parameter : net.parameters()) parameter.zero_();
  net.out->bias.copy_(100 * (ElevationNet::elevations_deg() == elevation_deg));
}

}  // namespace syncdreamer
