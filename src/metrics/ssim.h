#pragma once

#include "image/image.h"

namespace syncdreamer {

/// The smallest side of a picture that ssim accepts: the size of its window.
inline constexpr int kSsimWindow = 11;

/// Structural similarity of two pictures of the same size (Wang et al. 2004), as the paper's evaluation computes it.
///
/// RGB in 0 to 1, alpha blended on white; a Gaussian window of 11 x 11 with standard deviation 1.5; k1 = 0.01, k2 =
/// 0.03; the data range is the larger of the two pictures' ranges of values; the mean over the three channels and over
/// all pixels whose window lies inside the picture. In double precision; the authors' single precision differs in the
/// fourth decimal, because the variance of nearly constant windows drowns in rounding there.
///
/// \return at most 1, which only equal pictures reach.
double ssim(const Image& truth, const Image& prediction);

}  // namespace syncdreamer
