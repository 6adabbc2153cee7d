#include "render/shading.h"

#include <cmath>
#include <numbers>

#include "core/random.h"

namespace syncdreamer {
namespace {

/// Where a ray starts that leaves the surface: lifted off it, so that it does not meet it again through rounding.
Vec3 lifted(const SurfacePoint& point) {
  return point.position + point.geometric_normal * 1e-4;
}

/// A cosine-distributed direction around the shading normal, never below the surface itself.
Vec3 diffuse_direction(const SurfacePoint& point, double a, double b) {
  const Vec3 n = point.shading_normal;
  const Vec3 helper = std::abs(n.x) < 0.7 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 tangent = normalized(cross(n, helper)), bitangent = cross(n, tangent);
  const double radius = std::sqrt(a), angle = 2 * std::numbers::pi * b;
  const Vec3 direction = tangent * (radius * std::cos(angle)) + bitangent * (radius * std::sin(angle)) +
                         n * std::sqrt(std::max(0.0, 1 - a));
  const double height = dot(direction, point.geometric_normal);
  if (height > 1e-3) return direction;
  return normalized(direction + point.geometric_normal * (2e-3 - 2 * height));
}

}  // namespace

Vec3 gather_light(const Scene& scene, const SurfacePoint& point, const LightOptions& options, std::uint64_t pixel,
                  int sequence) {
  Random random(pixel + static_cast<std::uint64_t>(sequence) * 0x51ed2701ULL);
  Random shift(pixel);
  const double shift_a = shift.uniform(), shift_b = shift.uniform();
  Vec3 sum{};
  for (int i = 0; i < options.num_rays; ++i) {
    // Roberts' R2 sequence, shifted by a random amount a pixel.
    double a = shift_a + (sequence + i) * 0.7548776662466927, b = shift_b + (sequence + i) * 0.5698402909980532;
    a -= std::floor(a), b -= std::floor(b);
    SurfacePoint from = point;
    Vec3 weight{1, 1, 1};
    for (int bounce = 0;; ++bounce) {
      const std::optional<SurfacePoint> hit = scene.trace(lifted(from), diffuse_direction(from, a, b));
      if (!hit) break;
      weight = product(weight, hit->albedo);
      if (bounce + 1 >= options.num_bounces) break;
      from = *hit;
      a = random.uniform(), b = random.uniform();
    }
    sum += weight * options.environment;
  }
  return sum / options.num_rays;
}

}  // namespace syncdreamer
