#pragma once

#include <array>
#include <numbers>
#include <optional>
#include <vector>

#include "geometry/linear.h"

namespace syncdreamer {

/// Focal length and principal point at 256x256 pictures, pixels.
inline constexpr double kFocalLength256 = 280;
inline constexpr double kPrincipalPoint256 = 128;
/// The views of the paper (section 4): a ring of cameras at one elevation and distance from the origin (object units).
inline constexpr int kRingViews = 16;
inline constexpr double kRingElevationDeg = 30, kRingDistance = 1.5;
/// Lowest and highest elevation of the input pictures that models are trained with.
inline constexpr std::array<double, 2> kInputElevationsDeg{-10, 40};

/// A pinhole camera in the OpenCV convention: x right, y down, z forward; the world's up is +z.
struct Camera {
  double fx = kFocalLength256, fy = kFocalLength256;  ///< pixels
  /// Pixels; pixel (i, j) covers [i, i + 1) x [j, j + 1), its centre is (i + 0.5, j + 0.5).
  double cx = kPrincipalPoint256, cy = kPrincipalPoint256;
  int width = 256, height = 256;
  Mat3 rotation;       ///< cam_from_world
  Vec3 translation{};  ///< of cam_from_world, object units

  Vec3 cam_from_world(Vec3 point) const { return rotation * point + translation; }
  Vec3 world_from_cam(Vec3 point) const { return rotation.transposed() * (point - translation); }
  Vec3 centre() const { return world_from_cam({}); }

  /// Pixel coordinates of a world point, or nothing if it lies behind the camera.
  std::optional<std::array<double, 2>> project(Vec3 point) const;

  /// Unit direction in world coordinates of the ray from the centre through image point (u, v). For many see
  /// CameraRays.
  Vec3 ray_direction(double u, double v) const;

  /// The same camera with pictures of another size: the first two rows of the intrinsics scale.
  ///
  /// \throws std::logic_error for a size that is not positive.
  Camera resized(int new_width, int new_height) const;

  /// The same camera with pixels of `factor` times `factor` of its own; those at the right and the bottom that fill
  /// none any more are cut off.
  Camera divided_by(int factor) const;
};

/// \throws std::logic_error for a camera that is none: its numbers are not finite, its focal lengths not positive, or
/// its rotation is not one.
void check_camera(const Camera& camera);

/// The camera with the place and direction that a matrix in OpenGL's convention gives, as engines, Blender and
/// nerfstudio have it: its axes are x right, y up and z backwards.
///
/// \param axes    world_from_camera, the axes in its columns: a rotation, without a scale; rounding is mended.
/// \param centre  of the camera, in the world.
Camera with_opengl_pose(Camera camera, const Mat3& axes, Vec3 centre);

/// The rays of a camera, ready to be drawn in great numbers.
class CameraRays {
 public:
  explicit CameraRays(const Camera& camera);

  /// Of all rays, in world coordinates.
  Vec3 origin() const { return origin_; }
  /// Unit direction in world coordinates of the ray through image point (u, v).
  Vec3 direction(double u, double v) const { return normalized(corner_ + right_ * u + down_ * v); }
  /// The same through the centre of pixel (x, y).
  Vec3 direction_of_pixel(int x, int y) const { return direction(x + 0.5, y + 0.5); }

 private:
  Vec3 origin_, right_, down_, corner_;  ///< steps of a pixel and the picture's corner, at depth 1
};

/// Calls `visit(x, y, direction)` for every pixel, row by row, with the unit direction of the ray through its centre.
template <class Visit>
void for_each_pixel_ray(const Camera& camera, Visit&& visit) {
  const CameraRays rays(camera);
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) visit(x, y, rays.direction_of_pixel(x, y));
  }
}

/// Position of a camera that looks at the origin.
struct Viewpoint {
  double azimuth = 0;               ///< radians, 0 on +x, towards +y
  double elevation = 0;             ///< radians above the xy plane
  double distance = kRingDistance;  ///< object units
};

/// Where a camera stands, whatever it looks at.
Viewpoint viewpoint_of(const Camera& camera);

/// The camera at a viewpoint, with the field's 256x256 intrinsics (35 mm lens, 32 mm sensor) scaled to `size` pixels.
///
/// \throws std::logic_error for a viewpoint that is not finite or a size that is not positive.
Camera camera_at(const Viewpoint& viewpoint, int size);

/// The same with a focal length in proportion to the distance, so that objects look as large as from kRingDistance: the
/// farther away, the less perspective.
Camera zoomed_camera_at(const Viewpoint& viewpoint, int size);

/// The ring of `num_views` viewpoints at one elevation, azimuth 2 pi k / num_views, distance kRingDistance.
std::vector<Viewpoint> viewpoint_ring(int num_views = kRingViews, double elevation_deg = kRingElevationDeg);

inline double radians(double degrees) {
  return degrees * (std::numbers::pi / 180);
}
inline double degrees(double radians) {
  return radians * (180 / std::numbers::pi);
}

}  // namespace syncdreamer
