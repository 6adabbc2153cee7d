#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/progress.h"
#include "pipeline/reconstruct_options.h"
#include "reconstruct/reconstruction_view.h"
#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {

constexpr double kSphere = 0.35;  // radius, object units

/// A sphere about the origin from a ring of cameras.
inline std::vector<ReconstructionView> sphere_views() {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(12, 48)) views.push_back(draw_view(camera, sphere_body(kSphere)));
  return views;
}

/// A box elsewhere for either half of the views.
inline std::vector<ReconstructionView> views_of_two_boxes() {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 48)) {
    const bool shifted = views.size() % 4 < 2;
    const double x = shifted ? -0.33 : 0.33;
    views.push_back(draw_view(camera, box_body({x - 0.25, -0.25, -0.25}, {x + 0.25, 0.25, 0.25})));
  }
  return views;
}

/// Options of a reconstruction that takes little time.
inline ReconstructOptions small(ReconstructionMethod method) {
  ReconstructOptions options;
  options.method = method;
  options.num_faces = 2000;
  options.texture_size = 128;
  options.fit.coarse_size = 24;
  options.fit.fine_size = 40;
  options.fit.coarse_steps = 30;
  options.fit.fine_steps = 30;
  options.fit.rays_per_step = 1024;
  return options;
}

/// The warnings that a reconstruction gives.
struct Warnings {
  std::string text;
  Reporter reporter{.on_progress = {}, .on_warning = [this](std::string_view sentence) { text += sentence; }};
};

}  // namespace syncdreamer
