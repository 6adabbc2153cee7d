#include "metrics/volume_iou.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.h"

namespace syncdreamer {
namespace {

// The sign of the area that the origin spans with (a, b) in the yz plane, twice that area in `area`. A zero is decided
// by moving the origin by (e, e^2) with an infinitesimal e; only a = b remains 0.
int orientation(const Vec3& a, const Vec3& b, double& area) {
  area = a.y * b.z - a.z * b.y;
  const auto sign = [](double value) { return value > 0.0 ? 1 : value < 0.0 ? -1 : 0; };
  if (area != 0.0) return sign(area);
  if (a.z != b.z) return sign(a.z - b.z);
  return sign(b.y - a.y);
}

// Where the line through (y, z) along x meets the triangle.
std::optional<double> crossing(const Vec3& a, const Vec3& b, const Vec3& c, double y, double z) {
  const Vec3 line{0.0, y, z};
  const Vec3 u = a - line, v = b - line, w = c - line;
  double weight_a = 0.0, weight_b = 0.0, weight_c = 0.0;
  const int sign = orientation(v, w, weight_a);
  if (sign == 0 || orientation(w, u, weight_b) != sign || orientation(u, v, weight_c) != sign) return std::nullopt;
  const double sum = weight_a + weight_b + weight_c;
  if (sum == 0.0) return std::nullopt;
  return (weight_a * a.x + weight_b * b.x + weight_c * c.x) / sum;
}

}  // namespace

std::size_t Occupancy::num_inside() const {
  return inside.size() - static_cast<std::size_t>(std::count(inside.begin(), inside.end(), 0));
}

Occupancy occupancy(const Mesh& mesh) {
  check_mesh(mesh);
  constexpr int kSide = Occupancy::kSide;
  Occupancy result;
  const auto first_at_or_above = [](double x) {
    return static_cast<int>(std::clamp(std::ceil((x + 1.0) * 0.5 * kSide), 0.0, static_cast<double>(kSide)));
  };
  for (const auto& triangle : mesh.triangles) {
    const Vec3 &a = mesh.vertices[triangle[0]], &b = mesh.vertices[triangle[1]], &c = mesh.vertices[triangle[2]];
    check(std::isfinite(length(a)) && std::isfinite(length(b)) && std::isfinite(length(c)),
          "occupancy: a corner of a triangle is not finite");
    const int y_begin = std::max(0, first_at_or_above(std::min({a.y, b.y, c.y})) - 1);
    const int y_end = std::min(kSide, first_at_or_above(std::max({a.y, b.y, c.y})) + 1);
    const int z_begin = std::max(0, first_at_or_above(std::min({a.z, b.z, c.z})) - 1);
    const int z_end = std::min(kSide, first_at_or_above(std::max({a.z, b.z, c.z})) + 1);
    for (int y = y_begin; y < y_end; ++y) {
      for (int z = z_begin; z < z_end; ++z) {
        const std::optional<double> x = crossing(a, b, c, -1.0 + 2.0 * y / kSide, -1.0 + 2.0 * z / kSide);
        const int first = x ? first_at_or_above(*x) : kSide;
        if (first < kSide) result.inside[Occupancy::index(first, y, z)] ^= 1;
      }
    }
  }
  const std::size_t layer = Occupancy::index(1, 0, 0);
  for (std::size_t i = layer; i < result.inside.size(); ++i) result.inside[i] ^= result.inside[i - layer];
  return result;
}

double volume_iou(const Occupancy& truth, const Occupancy& prediction) {
  const std::size_t size = Occupancy().inside.size();
  check(truth.inside.size() == size && prediction.inside.size() == size, "volume_iou: points are missing");
  std::size_t both = 0, either = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_in_truth = truth.inside[i] != 0, is_in_prediction = prediction.inside[i] != 0;
    both += is_in_truth && is_in_prediction ? 1 : 0;
    either += is_in_truth || is_in_prediction ? 1 : 0;
  }
  return either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 0.0;
}

double volume_iou(const Mesh& truth, const Mesh& prediction) {
  return volume_iou(occupancy(truth), occupancy(prediction));
}

}  // namespace syncdreamer
