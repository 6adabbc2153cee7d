#pragma once

#include "reconstruct/field_rendering.h"
#include "reconstruct/view_rays.h"

namespace syncdreamer {

/// Of the absolute value of a colour difference, near 0: NeuS's loss is sqrt(|difference|^2 + kColorRoundness).
inline constexpr double kColorRoundness = 1e-3;

struct RayLossWeights {
  double color = 0;  ///< of the absolute difference of colours
  double mask = 0;   ///< of the squared difference of opacity and mask
};

/// How far a rendered ray is from what its pixel shows.
struct RayLosses {
  double color = 0, mask = 0;  ///< weights included
  SeenByRay derivative{};      ///< of the sum of both by what the ray shows
};

/// \param rendered  what stands in front of white, as FieldRenderer gives it.
RayLosses ray_losses(const ViewRay& truth, const SeenByRay& rendered, const RayLossWeights& weights);

}  // namespace syncdreamer
