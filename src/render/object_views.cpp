#include "render/object_views.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <utility>

#include "core/random.h"

namespace syncdreamer {

namespace {

std::vector<Camera> cameras_at(const std::vector<Viewpoint>& viewpoints, int size) {
  std::vector<Camera> cameras;
  for (const Viewpoint& viewpoint : viewpoints) cameras.push_back(zoomed_camera_at(viewpoint, size));
  return cameras;
}

}  // namespace

ObjectViews render_object_views(SceneObject object, const ObjectViewOptions& options, const RenderOptions& render,
                                std::uint64_t seed) {
  ObjectViews views;
  views.target_viewpoints = views.input_viewpoints = viewpoint_ring(options.num_views);
  if (options.num_input_views > 0)
    views.input_viewpoints.resize(
        std::min(views.input_viewpoints.size(), static_cast<std::size_t>(options.num_input_views)));
  Random random(seed);
  const auto [low, high] = options.input_elevations_deg;
  for (Viewpoint& viewpoint : views.input_viewpoints) viewpoint.elevation = radians(random.uniform(low, high));
  if (options.target_cameras == TargetCameras::random) {
    for (Viewpoint& viewpoint : views.target_viewpoints) {
      viewpoint.azimuth = random.uniform(0, 2 * std::numbers::pi);
      viewpoint.elevation = radians(random.uniform(kInputElevationsDeg[0], kInputElevationsDeg[1]));
    }
  }
  const auto [nearest, farthest] = options.input_distances;
  for (Viewpoint& viewpoint : views.input_viewpoints)
    viewpoint.distance = nearest == farthest ? nearest : 1 / random.uniform(1 / farthest, 1 / nearest);
  std::vector<Camera> cameras = cameras_at(views.target_viewpoints, render.size);
  const std::vector<Camera> input_cameras = cameras_at(views.input_viewpoints, render.size);
  const bool in_style = options.input_style != PictureStyle::shaded;
  if (in_style) {
    views.input = render_in_style(object, input_cameras, render, options.input_style);
  } else {
    cameras.insert(cameras.end(), input_cameras.begin(), input_cameras.end());
  }
  views.target = render_in_style(std::move(object), cameras, render, PictureStyle::shaded);
  if (!in_style) {
    const auto first_input = views.target.begin() + options.num_views;
    views.input.assign(std::make_move_iterator(first_input), std::make_move_iterator(views.target.end()));
    views.target.resize(views.target_viewpoints.size());
  }
  return views;
}

}  // namespace syncdreamer
