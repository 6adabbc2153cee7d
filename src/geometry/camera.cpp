#include "geometry/camera.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace syncdreamer {
namespace {

/// The rotation that a rounded or slightly scaled one stands for.
Mat3 orthonormal(const Mat3& matrix) {
  const Vec3 x = normalized(matrix.rows[0]);
  const Vec3 y = normalized(matrix.rows[1] - x * dot(x, matrix.rows[1]));
  return {{x, y, cross(x, y)}};
}

}  // namespace

std::optional<std::array<double, 2>> Camera::project(Vec3 point) const {
  const Vec3 p = cam_from_world(point);
  if (p.z <= 0) return std::nullopt;
  return std::array<double, 2>{fx * p.x / p.z + cx, fy * p.y / p.z + cy};
}

Vec3 Camera::ray_direction(double u, double v) const {
  return CameraRays(*this).direction(u, v);
}

Camera Camera::resized(int new_width, int new_height) const {
  check(new_width > 0 && new_height > 0, "Camera: the size of its pictures is not positive");
  Camera camera = *this;
  const double sx = static_cast<double>(new_width) / width, sy = static_cast<double>(new_height) / height;
  camera.fx *= sx, camera.cx *= sx, camera.width = new_width;
  camera.fy *= sy, camera.cy *= sy, camera.height = new_height;
  return camera;
}

Camera Camera::divided_by(int factor) const {
  check(factor > 0, "Camera: the factor is not positive");
  Camera camera = *this;
  camera.width /= factor, camera.height /= factor;
  for (double* length : {&camera.fx, &camera.fy, &camera.cx, &camera.cy}) *length /= factor;
  return camera;
}

void check_camera(const Camera& camera) {
  check(camera.fx > 0 && camera.fy > 0 && std::isfinite(camera.fx + camera.fy + camera.cx + camera.cy),
        "a camera has focal lengths or a principal point that are no such");
  check(is_rotation(camera.rotation) && std::isfinite(length(camera.translation)),
        "a camera has no rotation and finite translation");
}

Camera with_opengl_pose(Camera camera, const Mat3& axes, Vec3 centre) {
  check(is_rotation(axes), "with_opengl_pose: the axes are no rotation, expected unit vectors without a scale");
  Mat3 world_from_cam = orthonormal(axes);
  for (Vec3& row : world_from_cam.rows) row = {row.x, -row.y, -row.z};
  camera.rotation = world_from_cam.transposed();
  camera.translation = -(camera.rotation * centre);
  return camera;
}

Viewpoint viewpoint_of(const Camera& camera) {
  const Vec3 centre = camera.centre();
  return {std::atan2(centre.y, centre.x), std::atan2(centre.z, std::hypot(centre.x, centre.y)), length(centre)};
}

CameraRays::CameraRays(const Camera& camera)
    : origin_(camera.centre()),
      right_(camera.rotation.rows[0] / camera.fx),
      down_(camera.rotation.rows[1] / camera.fy),
      corner_(camera.rotation.rows[2] - right_ * camera.cx - down_ * camera.cy) {}

Camera camera_at(const Viewpoint& viewpoint, int size) {
  check(std::isfinite(viewpoint.azimuth) && std::isfinite(viewpoint.elevation) && std::isfinite(viewpoint.distance),
        "camera_at: the viewpoint is not finite");
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
