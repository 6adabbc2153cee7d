#pragma once

#include "image/image.h"
#include "metrics/rgb_planes.h"

namespace syncdreamer {

/// The smallest side of a picture that ssim accepts: the size of its window.
inline constexpr int kSsimWindow = 11;

/// Structural similarity of two pictures of the same size (Wang et al. 2004), as the paper's evaluation computes it.
///
/// A Gaussian window of 11 x 11 with standard deviation 1.5; k1 = 0.01, k2 = 0.03; the data range is the larger of the
/// two pictures' ranges of values; the mean over the three channels and over all pixels whose window lies inside the
/// picture. In single precision, in which the variance of nearly constant windows drowns in rounding: that moves the
/// fourth decimal, so the order of summation is the authors' too.
///
/// \return 1 for equal pictures; otherwise less than 1, but for rounding.
double ssim(const RgbPlanes& truth, const RgbPlanes& prediction);

/// The same for 8-bit pictures, alpha blended on white.
double ssim(const Image& truth, const Image& prediction);

}  // namespace syncdreamer
