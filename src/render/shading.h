#pragma once

#include <cstdint>

#include "geometry/linear.h"
#include "render/scene.h"

namespace syncdreamer {

/// How light is gathered.
struct LightOptions {
  double environment = 0.5;  ///< radiance of the grey surroundings, linear
  int num_rays = 4;          ///< directions gathered at a surface point
  int num_bounces = 2;       ///< diffuse bounces after which a path takes the surroundings' light, times its albedo
};

/// The light that a white diffuse surface would reflect at `point`: the mean over cosine-distributed directions of the
/// radiance that comes from there, linear, a colour since neighbouring surfaces tint it.
///
/// A direction that leaves the scene brings `environment`. One that meets a surface brings that surface's reflection,
/// followed along one random direction a bounce. On a convex object the result is `environment` exactly.
///
/// \param sequence  index of the point's first direction in the pixel's low-discrepancy sequence.
/// \param pixel     seed of the pixel.
Vec3 gather_light(const Scene& scene, const SurfacePoint& point, const LightOptions& options, std::uint64_t pixel,
                  int sequence);

}  // namespace syncdreamer
