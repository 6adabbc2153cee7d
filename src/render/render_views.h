#pragma once

#include <cstdint>
#include <vector>

#include "geometry/camera.h"
#include "image/image.h"
#include "render/scene.h"
#include "render/shading.h"

namespace syncdreamer {

/// How an object is rendered.
struct RenderOptions {
  int size = 256;
  int samples = 4;
  LightOptions light;
  int seed = 6033;
  bool depth = false;
  int threads = 0;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("size", self.size, "width and height of the pictures, 8 to 4096 pixels");
    field("samples", self.samples, "rays a pixel, 1 to 4096, rounded up to a square number");
    field("light_rays", self.light.num_rays, "directions in which each ray gathers light");
    field("bounces", self.light.num_bounces, "diffuse bounces of light");
    field("environment", self.light.environment, "radiance of the uniform grey surroundings");
    field("seed", self.seed, "seed of all random choices");
    field("depth", self.depth, "also write depth maps: 16-bit PNG, 0.6 to 2.4 object units");
    field("threads", self.threads, "number of threads, 0 for all cores");
  }

  /// Rays a pixel in each direction.
  int samples_a_side() const;
  /// The number that `threads` stands for.
  int num_threads() const;
};

/// A rendering: straight RGBA, sRGB-coded, transparent where the object is not.
struct RenderedView {
  Image image;
  DepthImage16 depth;  ///< along the camera's z axis, the background is 65535; empty unless asked for
};

/// Renders one view. Picture coordinates are continuous, the first pixel covers [0, 1): its centre is at 0.5, so that
/// the principal point 128 is the middle of 256 pixels, as in the paper's data and in nerfstudio's transforms.json.
///
/// Light is gathered at every sample, then smoothed over neighbouring pixels of the same surface (the surface's own
/// colour is not).
///
/// \param options  but for `size`, which the camera has, and `seed`, in whose place `seed` stands.
RenderedView render_view(const Scene& scene, const Camera& camera, const RenderOptions& options, std::uint64_t seed);

/// Renders many views in parallel; view k uses a seed of its own, so the result does not depend on the threads.
std::vector<RenderedView> render_views(const Scene& scene, const std::vector<Camera>& cameras,
                                       const RenderOptions& options);

/// Size of a sample on a surface at the distance of the origin, for Scene's texture resolution.
double texel_size(const RenderOptions& options);

}  // namespace syncdreamer
