#pragma once

#include "image/image.h"

namespace syncdreamer {

/// Peak signal-to-noise ratio of two pictures of the same size, in decibels: `10 log10(1 / mse)` with the mean squared
/// error over all pixels and channels of RGB in 0 to 1, alpha blended on white. Infinite for equal pictures.
/// Summed in double precision; the authors' single precision differs in the fourth decimal.
double psnr(const Image& truth, const Image& prediction);

}  // namespace syncdreamer
