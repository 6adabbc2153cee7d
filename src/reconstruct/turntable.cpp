#include "reconstruct/turntable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <optional>

#include "core/error.h"
#include "core/in_parallel.h"
#include "geometry/camera.h"
#include "geometry/srgb.h"
#include "render/pixel_samples.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kDarkest = 0.5;
constexpr int kEdge = 6;                            // of 255, between neighbours
constexpr Vec3 kLightInCamera{-0.45, -0.6, -0.66};  // direction to the light: left, up, towards the camera

using RgbPixel = std::array<std::uint8_t, 3>;

/// The colour on white, which is blended as light.
RgbPixel on_white(const PixelMean& mean) {
  const Vec3 color = srgb_from_linear(mean.color * mean.coverage + Vec3{1, 1, 1} * (1 - mean.coverage));
  return {byte_from_unit(color.x), byte_from_unit(color.y), byte_from_unit(color.z)};
}

/// Whether neighbours differ as they do at edges.
bool is_edge_between(const RgbPixel& a, const RgbPixel& b) {
  for (std::size_t c = 0; c < 3; ++c) {
    if (std::abs(a[c] - b[c]) > kEdge) return true;
  }
  return false;
}

/// One ray a pixel, and all of them at edges.
Image render_frame(const Scene& scene, const Camera& camera, int samples) {
  const CameraRays rays(camera);
  const Vec3 to_light = normalized(camera.rotation.transposed() * kLightInCamera);
  const auto see = [&](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    const auto point = scene.trace(origin, direction);
    if (!point) return std::nullopt;
    const double half_lambert = 0.5 + 0.5 * dot(point->shading_normal, to_light);
    return point->albedo * (kDarkest + (1 - kDarkest) * half_lambert);
  };
  const auto look = [&](int x, int y, int side) { return on_white(mean_of_pixel(rays, x, y, side, see)); };
  Image frame(camera.width, camera.height, 3);
  auto value = frame.pixels.begin();
  for (const RgbPixel& pixel : pixels_with_fine_edges(camera, samples, look, is_edge_between))
    value = std::ranges::copy(pixel, value).out;
  return frame;
}

/// From where a camera that looks at the origin sees all of the mesh, however it turns: not nearer than the views.
double viewing_distance(const Mesh& mesh) {
  double radius = 0;
  for (const Vec3& position : mesh.vertices) radius = std::max(radius, length(position));
  return std::max(kRingDistance, radius * std::hypot(1, kFocalLength256 / kPrincipalPoint256));
}

}  // namespace

std::vector<Image> turntable(const Mesh& mesh, const TurntableOptions& options) {
  check(options.size > 0 && options.num_frames > 0 && options.samples > 0, "turntable: there is nothing to show");
  check(!mesh.empty(), "turntable: the mesh is empty");
  check(std::isfinite(options.elevation_deg), "turntable: the elevation is no finite number");
  const double distance = viewing_distance(mesh);
  const double pixel = distance / camera_at({}, options.size).fx;
  const Scene scene(make_scene_object(mesh), pixel / options.samples);
  std::vector<Image> frames(static_cast<std::size_t>(options.num_frames));
  in_parallel(options.num_frames, [&](int i) {
    const Viewpoint viewpoint{.azimuth = 2 * std::numbers::pi * i / options.num_frames,
                              .elevation = radians(options.elevation_deg),
                              .distance = distance};
    frames[static_cast<std::size_t>(i)] = render_frame(scene, camera_at(viewpoint, options.size), options.samples);
  });
  return frames;
}

}  // namespace syncdreamer
