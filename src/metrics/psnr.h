#pragma once

#include "image/image.h"
#include "metrics/rgb_planes.h"

namespace syncdreamer {

/// Peak signal-to-noise ratio of two pictures of the same size, in decibels: `10 log10(1 / mse)` with the mean squared
/// error over all pixels and channels. Infinite for equal pictures.
///
/// Each channel is summed in single precision, pixel after pixel, as the paper's evaluation does: for pictures of 256 x
/// 256 the rounding moves the third decimal. Larger pictures are summed in blocks of that many pixels.
double psnr(const RgbPlanes& truth, const RgbPlanes& prediction);

/// The same for 8-bit pictures, alpha blended on white.
double psnr(const Image& truth, const Image& prediction);

}  // namespace syncdreamer
