#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "geometry/camera.h"
#include "image/image.h"
#include "render/raytracer.h"

namespace syncdreamer {

/// The four pixels around an image point and their bilinear weights; outside the picture the border's pixels count.
struct BilinearPlace {
  std::array<std::size_t, 4> pixels;
  std::array<double, 4> weights;

  /// \param u, v  pixels, the first one's centre at 0.5.
  BilinearPlace(const Camera& camera, double u, double v);

  double of(const std::vector<float>& values) const;
  /// The colour, 0 to 1.
  Vec3 of(const Image& image) const;
};

/// The place in a camera's picture that shows a position; nothing if it lies behind the camera or beside the picture.
std::optional<BilinearPlace> place_in_picture(const Camera& camera, Vec3 position);

/// Depth along the camera's axis at every pixel's centre, object units; infinite where the ray meets nothing.
std::vector<float> depth_map(const RayTracer& tracer, const Camera& camera);

/// The smallest value among the pixels at most `radius` rows and columns away.
std::vector<float> smallest_around(std::vector<float> values, const Camera& camera, int radius);

/// The largest value among the pixels at most `radius` rows and columns away.
std::vector<float> largest_around(std::vector<float> values, const Camera& camera, int radius);

/// Whether something stands between a place on a surface and a camera.
///
/// \param tracer  of the surface and of what may stand before it.
/// \param centre  of the camera.
bool is_hidden(const RayTracer& tracer, Vec3 position, Vec3 normal, Vec3 centre);

}  // namespace syncdreamer
