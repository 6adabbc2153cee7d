#pragma once

#include <cstdint>
#include <vector>

#include "geometry/camera.h"
#include "render/render_views.h"

namespace syncdreamer {

/// The pictures that a training object needs, in the order of the viewpoints.
struct ObjectViews {
  std::vector<Viewpoint> target_viewpoints, input_viewpoints;
  std::vector<RenderedView> target, input;
};

/// Renders an object's target ring (elevation 30 degrees) and its input views (the same azimuths, elevations uniform in
/// [-10, 40] degrees, drawn from `seed`), `num_views` each.
ObjectViews render_object_views(SceneObject object, int num_views, const RenderOptions& options, std::uint64_t seed);

}  // namespace syncdreamer
