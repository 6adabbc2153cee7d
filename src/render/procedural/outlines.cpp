#include "render/procedural/outlines.h"

#include <cmath>
#include <numbers>

namespace syncdreamer {
namespace {

void add_face(ShapeBuilder& shape, Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  shape.sheet([&](double u, double v) { return (a * (1 - u) + b * u) * (1 - v) + (d * (1 - u) + c * u) * v; }, 2, 2);
}

void add_cap(ShapeBuilder& shape, const std::vector<Vec3>& outline) {
  Vec3 mean{};
  for (const Vec3 p : outline) mean += p / static_cast<double>(outline.size());
  for (std::size_t i = 0; i < outline.size(); ++i) {
    add_face(shape, outline[i], outline[(i + 1) % outline.size()], mean, mean);
  }
}

}  // namespace

Vec3 around(double angle, double radius, double z) {
  return {radius * std::cos(angle), radius * std::sin(angle), z};
}

std::vector<Vec3> rectangle(Vec3 centre, double x, double y) {
  return {centre + Vec3{-x / 2, -y / 2, 0}, centre + Vec3{x / 2, -y / 2, 0}, centre + Vec3{x / 2, y / 2, 0},
          centre + Vec3{-x / 2, y / 2, 0}};
}

std::vector<Vec3> regular_polygon(Vec3 centre, double radius, int sides, double turn) {
  std::vector<Vec3> corners;
  for (int i = 0; i < sides; ++i) {
    const double a = turn + 2 * std::numbers::pi * i / sides;
    corners.push_back(centre + around(a, radius, 0));
  }
  return corners;
}

std::vector<Vec3> arc(Vec3 centre, Vec3 u, Vec3 v, double first, double last) {
  constexpr int kSteps = 14;
  std::vector<Vec3> path;
  for (int i = 0; i <= kSteps; ++i) {
    const double a = first + (last - first) * i / kSteps;
    path.push_back(centre + u * std::cos(a) + v * std::sin(a));
  }
  return path;
}

void add_loft(ShapeBuilder& shape, const std::vector<Vec3>& from, const std::vector<Vec3>& to) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    const std::size_t next = (i + 1) % from.size();
    add_face(shape, from[i], from[next], to[next], to[i]);
  }
  add_cap(shape, from);
  if (length(to[1] - to[0]) > 0) add_cap(shape, to);
}

void add_frustum(ShapeBuilder& shape, Vec3 base, std::array<double, 2> bottom, std::array<double, 2> top,
                 double height) {
  add_loft(shape, rectangle(base, bottom[0], bottom[1]), rectangle(base + Vec3{0, 0, height}, top[0], top[1]));
}

void add_prism(ShapeBuilder& shape, const std::vector<std::array<double, 2>>& outline, double x0, double x1) {
  std::vector<Vec3> from, to;
  for (const auto& p : outline) {
    from.push_back({x0, p[0], p[1]});
    to.push_back({x1, p[0], p[1]});
  }
  add_loft(shape, from, to);
}

void add_beam(ShapeBuilder& shape, Vec3 from, Vec3 to, double width, double height) {
  const Vec3 axis = normalized(to - from);
  const Vec3 across = normalized(cross(std::abs(axis.z) < 0.95 ? Vec3{0, 0, 1} : Vec3{1, 0, 0}, axis));
  const Vec3 side = across * (width / 2), up = cross(axis, across) * (height / 2);
  const auto end = [&](Vec3 p) {
    return std::vector<Vec3>{p - side - up, p + side - up, p + side + up, p - side + up};
  };
  add_loft(shape, end(from), end(to));
}

}  // namespace syncdreamer
