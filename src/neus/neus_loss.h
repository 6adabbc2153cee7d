#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "neus/neus_renderer.h"
#include "neus/ray_batch.h"

namespace syncdreamer {

struct NeusLossOptions {
  double rendering = 0.5;  ///< weight of the difference of colours
  double mask = 1.0;       ///< weight of the squared difference of masks
  double eikonal = 0.1;    ///< weight of the squared deviation of the gradient's length from 1
};

/// What the sums of a loss are divided by. Losses of parts of a batch, divided by the totals of all of it, add up to
/// the loss of all.
struct NeusLossTotals {
  double num_rays = 0;
  double num_inside = 0;  ///< samples in the cube, and the authors' 1e-5 of all, so that it is never 0
};

NeusLossTotals loss_totals(const RaySamples& samples);

/// Numbers, all of them tensors without dimensions.
struct NeusLosses {
  at::Tensor rendering;  ///< mean of `sqrt(|color - target|^2 + 0.001)`
  at::Tensor mask;       ///< mean of the squared difference
  at::Tensor eikonal;    ///< mean of `(|gradient| - 1)^2` over the samples in the cube

  at::Tensor total(const NeusLossOptions& weights) const;
};

/// How far rendered rays are from what the pictures show.
NeusLosses neus_losses(const RenderedRays& rendered, const RayBatch& targets, const NeusLossTotals& totals);

}  // namespace syncdreamer
