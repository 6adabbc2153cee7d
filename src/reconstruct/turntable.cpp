#include "reconstruct/turntable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "core/error.h"
#include "core/in_parallel.h"
#include "geometry/camera.h"
#include "geometry/srgb.h"
#include "render/pixel_color.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kDarkest = 0.5;
constexpr int kEdge = 6;                            // of 255, between neighbours
constexpr Vec3 kLightInCamera{-0.45, -0.6, -0.66};  // direction to the light: left, up, towards the camera

/// Light along a ray, linear; white where it meets nothing.
Vec3 radiance(const Scene& scene, Vec3 origin, Vec3 direction, Vec3 to_light) {
  const auto point = scene.trace(origin, direction);
  if (!point) return {1, 1, 1};
  const double half_lambert = 0.5 + 0.5 * dot(point->shading_normal, to_light);
  return point->albedo * (kDarkest + (1 - kDarkest) * half_lambert);
}

/// The colour of a pixel, of `samples` rays in each direction.
Vec3 pixel_color(const Scene& scene, const CameraRays& rays, Vec3 to_light, std::array<int, 2> pixel, int samples) {
  Vec3 sum;
  for (int j = 0; j < samples; ++j) {
    for (int i = 0; i < samples; ++i) {
      const Vec3 direction = rays.direction(pixel[0] + (i + 0.5) / samples, pixel[1] + (j + 0.5) / samples);
      sum += radiance(scene, rays.origin(), direction, to_light);
    }
  }
  return srgb_from_linear(sum / (samples * samples));
}

/// Whether a pixel differs from one of its four neighbours as pixels at edges do.
bool is_at_edge(const Image& frame, int x, int y) {
  constexpr std::array<std::array<int, 2>, 4> kNeighbours{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
  for (const auto& [dx, dy] : kNeighbours) {
    const int u = std::clamp(x + dx, 0, frame.width - 1), v = std::clamp(y + dy, 0, frame.height - 1);
    for (int c = 0; c < 3; ++c) {
      if (std::abs(frame.at(x, y, c) - frame.at(u, v, c)) > kEdge) return true;
    }
  }
  return false;
}

/// One ray a pixel, and all of them at edges.
Image render_frame(const Scene& scene, const Camera& camera, int samples) {
  const CameraRays rays(camera);
  const Vec3 to_light = normalized(camera.rotation.transposed() * kLightInCamera);
  Image middles(camera.width, camera.height, 3);
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) set_pixel(middles, x, y, pixel_color(scene, rays, to_light, {x, y}, 1));
  }
  Image frame = middles;
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) {
      if (is_at_edge(middles, x, y)) set_pixel(frame, x, y, pixel_color(scene, rays, to_light, {x, y}, samples));
    }
  }
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
