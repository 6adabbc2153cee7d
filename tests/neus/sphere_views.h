#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// Pictures of a sphere at the origin, seen from a ring of cameras; its colour at a point is its normal.
inline std::vector<ReconstructionView> sphere_views(double radius, int num_views, int size) {
  std::vector<ReconstructionView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring(num_views)) {
    ReconstructionView view{camera_at(viewpoint, size), Image(size, size, 3, 255), {}};
    const Vec3 centre = view.camera.centre();
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        const Vec3 direction = view.camera.ray_direction(x + 0.5, y + 0.5);
        const double nearest = -dot(centre, direction);
        const double gap = radius * radius - (dot(centre, centre) - nearest * nearest);
        view.mask.push_back(gap > 0 ? 1 : 0);
        if (gap <= 0) continue;
        const Vec3 normal = (centre + direction * (nearest - std::sqrt(gap))) / radius;
        for (int c = 0; c < 3; ++c) {
          view.image.at(x, y, c) = static_cast<std::uint8_t>(std::lround(100 + 100 * normal[c]));
        }
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace syncdreamer
