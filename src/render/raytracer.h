#pragma once

#include <cstdint>
#include <functional>
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

/// Whether a ray passes through a triangle where it meets it: at these barycentric weights of the triangle's second and
/// third corner.
using IsSeenThrough = std::function<bool(std::uint32_t triangle, double u, double v)>;

/// Finds the nearest triangle along a ray (Embree). Rays may be traced from several threads at once.
class RayTracer {
 public:
  /// \param is_seen_through  is asked by all threads that trace rays, and may not throw; empty: rays pass nowhere.
  explicit RayTracer(const Mesh& mesh, IsSeenThrough is_seen_through = {});
  ~RayTracer();

  /// The nearest hit that the ray does not pass through, or nothing.
  std::optional<RayHit> trace(Vec3 origin, Vec3 direction) const;

 private:
  /// How far along the ray there is nothing, for origins so far away that single precision, in which Embree computes,
  /// would blur the mesh; otherwise 0.
  double empty_distance(Vec3 origin, Vec3 direction) const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace syncdreamer
