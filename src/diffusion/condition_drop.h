#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// Which conditions a training sample goes without, so that guidance has an unconditional prediction; each `[B]` bool.
struct ConditionDrop {
  at::Tensor context;       ///< the picture's CLIP token with its viewpoint
  at::Tensor volume;        ///< the frustum volumes
  at::Tensor input_latent;  ///< what is concatenated: the latent of the input picture, and drafts
};

/// Divides samples into dropping the context alone, the volume alone, the latent alone, and all three, each with
/// probability `rate` (at most 0.25).
///
/// \param uniform  `[B]` float in [0, 1), one random number a sample.
ConditionDrop drop_conditions(const at::Tensor& uniform, double rate);

/// `tensor` `[B, ...]` with zeros for the samples where `dropped` `[B]` holds.
at::Tensor zero_where(const at::Tensor& tensor, const at::Tensor& dropped);

}  // namespace syncdreamer
