#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "geometry/linear.h"
#include "geometry/mesh.h"

namespace syncdreamer {

/// Where a ray meets a triangle.
struct RayHit {
  double distance = 0;  ///< along the ray, in lengths of its direction
  std::uint32_t triangle = 0;
  double u = 0, v = 0;  ///< barycentric weights of the triangle's second and third corner
  Vec3 normal{};        ///< unit geometric normal on the ray's side
};

/// Finds the nearest triangle along a ray (Embree). Rays may be traced from several threads at once.
class RayTracer {
 public:
  explicit RayTracer(const Mesh& mesh);
  ~RayTracer();
  RayTracer(RayTracer&&) noexcept;
  RayTracer& operator=(RayTracer&&) noexcept;

  /// The nearest hit at a distance above `min_distance`, or nothing.
  std::optional<RayHit> trace(Vec3 origin, Vec3 direction, double min_distance = 0) const;

 private:
  /// How far along the ray there is nothing, for origins so far away that single precision, in which Embree computes,
  /// would blur the mesh; otherwise 0.
  double empty_distance(Vec3 origin, Vec3 direction) const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace syncdreamer
