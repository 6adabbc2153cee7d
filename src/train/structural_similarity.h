#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace syncdreamer {

/// Side of the Gaussian window: the least side of the pictures.
inline constexpr std::int64_t kSimilarityWindow = 11;

/// Structural similarity of two pictures (Wang et al. 2004) as a loss can use it: the Gaussian window and the constants
/// of metrics/ssim.h, but a data range of 1 whatever the pictures hold, and gradients through both.
///
/// \param truth, prediction  [..., H, W] of values in [0, 1]; H and W are at least kSimilarityWindow.
/// \return  the mean over everything, 1 for equal pictures.
at::Tensor structural_similarity(const at::Tensor& truth, const at::Tensor& prediction);

}  // namespace syncdreamer
