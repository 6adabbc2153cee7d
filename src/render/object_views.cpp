#include "render/object_views.h"

#include <utility>

#include "core/random.h"

namespace syncdreamer {

ObjectViews render_object_views(SceneObject object, int num_views, const RenderOptions& options, std::uint64_t seed) {
  const Scene scene(std::move(object), texel_size(options));
  ObjectViews views;
  views.target_viewpoints = views.input_viewpoints = viewpoint_ring(num_views);
  Random random(seed);
  for (Viewpoint& viewpoint : views.input_viewpoints) viewpoint.elevation = radians(random.uniform(-10, 40));
  std::vector<Camera> cameras;
  for (const Viewpoint& viewpoint : views.target_viewpoints) cameras.push_back(camera_at(viewpoint, options.size));
  for (const Viewpoint& viewpoint : views.input_viewpoints) cameras.push_back(camera_at(viewpoint, options.size));
  std::vector<RenderedView> rendered = render_views(scene, cameras, options);
  for (std::size_t k = 0; k < rendered.size(); ++k) {
    auto& series = k < views.target_viewpoints.size() ? views.target : views.input;
    series.push_back(std::move(rendered[k]));
  }
  return views;
}

}  // namespace syncdreamer
