#pragma once

#include <vector>

#include "geometry/mesh.h"
#include "image/image.h"

namespace syncdreamer {

/// How an object is shown turning.
struct TurntableOptions {
  int size = 320;
  int num_frames = 90;
  double elevation_deg = 30;
  int samples = 2;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("turntable_size", self.size, "width and height of the frames, 16 to 4096 pixels");
    field("turntable_frames", self.num_frames, "frames of one turn, 1 to 3600");
    field("turntable_elevation", self.elevation_deg, "height of the camera above the horizon, -90 to 90 degrees");
    field("turntable_samples", self.samples, "rays a pixel in each direction, at edges");
  }
};

/// Frames of one turn around the origin, RGB on white, from the distance of the ring of views, or from where the whole
/// mesh is seen.
///
/// The surface's colour or texture in soft light that comes from above the camera's left shoulder: colours facing it
/// stay as they are, none falls below half.
///
/// \throws std::logic_error for an empty mesh, and options without frames, pixels or a finite elevation.
std::vector<Image> turntable(const Mesh& mesh, const TurntableOptions& options = {});

}  // namespace syncdreamer
