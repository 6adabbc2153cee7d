#pragma once

#include <vector>

#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {

/// Pictures of a sphere at the origin, seen from a ring of cameras.
inline std::vector<ReconstructionView> sphere_views(double radius, int num_views, int size) {
  return draw_views(ring_cameras(num_views, size), sphere_body(radius));
}

}  // namespace syncdreamer
