#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// A picture as the networks take it: over white, channels first.
///
/// \return `[3, H, W]` float in -1 to 1.
at::Tensor tensor_from_image(const Image& image);

/// A picture with its alpha, not blended; a missing alpha is 1.
///
/// \return `[4, H, W]` float in -1 to 1, alpha too.
at::Tensor rgba_tensor_from_image(const Image& image);

/// The inverse: clamped to -1 to 1, then `(x + 1) / 2 * 255` truncated, as the paper's authors write their pictures; so
/// a level may come back one lower.
///
/// \param tensor  `[C, H, W]` with 1 to 4 channels, any float type, any device.
Image image_from_tensor(const at::Tensor& tensor);

/// The same for each picture of `[N, C, H, W]`.
std::vector<Image> images_from_tensor(const at::Tensor& tensor);

}  // namespace syncdreamer
