#include "reconstruct/ray_losses.h"

#include <array>
#include <cmath>

namespace syncdreamer {

RayLosses ray_losses(const ViewRay& truth, const SeenByRay& rendered, const RayLossWeights& weights) {
  double square = kColorRoundness;
  std::array<double, 3> difference{};
  for (std::size_t c = 0; c < 3; ++c) {
    difference[c] = rendered.color[c] - truth.color[c];
    square += difference[c] * difference[c];
  }
  const double color_error = std::sqrt(square), mask_error = rendered.opacity - truth.mask;
  RayLosses losses{.color = weights.color * color_error, .mask = weights.mask * mask_error * mask_error};
  for (std::size_t c = 0; c < 3; ++c)
    losses.derivative.color[c] = static_cast<float>(weights.color * difference[c] / color_error);
  losses.derivative.opacity = static_cast<float>(weights.mask * 2 * mask_error);
  return losses;
}

}  // namespace syncdreamer
