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

}  // namespace syncdreamer
