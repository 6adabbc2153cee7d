#include "geometry/camera.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace syncdreamer {

std::optional<std::array<double, 2>> Camera::project(Vec3 point) const {
  const Vec3 p = cam_from_world(point);
  if (p.z <= 0) return std::nullopt;
  return std::array<double, 2>{fx * p.x / p.z + cx, fy * p.y / p.z + cy};
}

Vec3 Camera::ray_direction(double u, double v) const {
  return CameraRays(*this).direction(u, v);
}

Camera Camera::resized(int new_width, int new_height) const {
  Camera camera = *this;
  const double sx = static_cast<double>(new_width) / width, sy = static_cast<double>(new_height) / height;
  camera.fx *= sx, camera.cx *= sx, camera.width = new_width;
  camera.fy *= sy, camera.cy *= sy, camera.height = new_height;
  return camera;
}

CameraRays::CameraRays(const Camera& camera)
    : origin_(camera.centre()),
      right_(camera.rotation.rows[0] / camera.fx),
      down_(camera.rotation.rows[1] / camera.fy),
      corner_(camera.rotation.rows[2] - right_ * camera.cx - down_ * camera.cy) {}

Camera camera_at(const Viewpoint& viewpoint, int size) {
  const double sa = std::sin(viewpoint.azimuth), ca = std::cos(viewpoint.azimuth);
  const double se = std::sin(viewpoint.elevation), ce = std::cos(viewpoint.elevation);
  const Vec3 x{-sa, ca, 0}, y{se * ca, se * sa, -ce};
  Camera camera;
  camera.rotation.rows = {x, y, cross(x, y)};
  camera.translation = {0, 0, viewpoint.distance};
  return camera.resized(size, size);
}

Camera zoomed_camera_at(const Viewpoint& viewpoint, int size) {
  Camera camera = camera_at(viewpoint, size);
  camera.fx *= viewpoint.distance / kRingDistance;
  camera.fy *= viewpoint.distance / kRingDistance;
  return camera;
}

std::vector<Viewpoint> viewpoint_ring(int num_views, double elevation_deg) {
  check(num_views > 0, "viewpoint_ring: num_views must be positive");
  std::vector<Viewpoint> ring;
  for (int k = 0; k < num_views; ++k) {
    ring.push_back({2 * std::numbers::pi * k / num_views, radians(elevation_deg), kRingDistance});
  }
  return ring;
}

}  // namespace syncdreamer
