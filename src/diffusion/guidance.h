#pragma once

#include <ATen/core/Tensor.h>

#include <array>

namespace syncdreamer {

/// How far predictions are pushed beyond what the conditions make of them.
struct Guidance {
  double scale = 1;                    ///< classifier-free guidance; 1 is none
  std::array<double, 2> decomposed{};  ///< of guided_by_parts, which takes its place unless both are 0

  bool is_decomposed() const { return decomposed != std::array<double, 2>{}; }

  /// Evaluations of the network that a prediction takes.
  int num_evaluations() const { return is_decomposed() ? 3 : scale == 1 ? 1 : 2; }
};

/// Classifier-free guidance: unconditional + scale (conditional - unconditional).
///
/// \param both_halves  `[2 B, ...]`, the conditional predictions and then the unconditional ones.
/// \return `[B, ...]`.
at::Tensor guided(const at::Tensor& both_halves, double scale);

/// Decomposed guidance (HarmonyView, Woo et al. 2023): away from what is predicted without the picture, and, apart from
/// that, away from what is predicted without the other views: c + scales[0] (c - p) + scales[1] (c - v).
at::Tensor guided_by_parts(const at::Tensor& conditional, const at::Tensor& without_picture,
                           const at::Tensor& without_views, const std::array<double, 2>& scales);

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
