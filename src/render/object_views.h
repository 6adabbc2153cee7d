#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "geometry/camera.h"
#include "render/picture_style.h"
#include "render/render_views.h"

namespace syncdreamer {

/// Where the target views are taken from.
enum class TargetCameras {
  ring,    ///< the ring at elevation 30 degrees
  random,  ///< any azimuth, elevations from -10 to 40 degrees
};

constexpr auto enum_names(TargetCameras) {
  return std::array{std::pair{TargetCameras::ring, "ring"}, std::pair{TargetCameras::random, "random"}};
}

/// What pictures of an object are rendered. Only the defaults make training data.
struct ObjectViewOptions {
  int num_views = kRingViews;
  int num_input_views = 0;
  TargetCameras target_cameras = TargetCameras::ring;
  std::array<double, 2> input_elevations_deg = kInputElevationsDeg;
  std::array<double, 2> input_distances{kRingDistance, kRingDistance};
  PictureStyle input_style = PictureStyle::shaded;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("views", self.num_views, "target views");
    field("input_views", self.num_input_views, "input views, the first of the ring; 0: as many as target views");
    field("target_cameras", self.target_cameras,
          "ring at 30 degrees, or random: any azimuth, elevations from -10 to 40 degrees");
    field("input_elevations", self.input_elevations_deg,
          "lowest and highest elevation of the input pictures' cameras, -89 to 89 degrees");
    field("input_distances", self.input_distances,
          "nearest and farthest distance of the input pictures' cameras, 1 to 1000 object units; objects look as large "
          "from all, perspectives are distributed evenly; others than 1.5 are for the stage elevation only");
    field("input_style", self.input_style,
          "how input pictures look: shaded, flat (no light), sketch (lines) or grey (no colours); targets stay shaded");
  }
};

/// The pictures that a training object needs, in the order of the viewpoints.
struct ObjectViews {
  std::vector<Viewpoint> target_viewpoints, input_viewpoints;
  std::vector<RenderedView> target, input;
};

/// Renders an object's target views and its input views, all by zoomed_camera_at: the inputs at the ring's azimuths,
/// elevations and reciprocal distances uniform in their range.
///
/// \param seed  of the elevations, of random target cameras and of the distances, in this order.
ObjectViews render_object_views(SceneObject object, const ObjectViewOptions& options, const RenderOptions& render,
                                std::uint64_t seed);

}  // namespace syncdreamer
