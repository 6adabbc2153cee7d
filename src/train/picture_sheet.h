#pragma once

#include <ATen/core/Tensor.h>

#include "image/image.h"

namespace syncdreamer {

/// Pictures in rows, with thin margins.
///
/// \param pictures  `[rows, columns, 3, H, W]` float in [-1, 1].
Image picture_sheet(const at::Tensor& pictures);

}  // namespace syncdreamer
