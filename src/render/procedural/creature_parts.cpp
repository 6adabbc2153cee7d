#include "render/procedural/creature_parts.h"

#include <algorithm>
#include <cmath>

namespace syncdreamer {

Mat3 rotation_about_y(double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {{Vec3{c, 0, s}, Vec3{0, 1, 0}, Vec3{-s, 0, c}}};
}

Mat3 rotation_about_x(double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {{Vec3{1, 0, 0}, Vec3{0, c, -s}, Vec3{0, s, c}}};
}

Pattern coat(Workshop& w, double hue, double saturation, double value) {
  if (w.random.chance(0.4)) return w.palette.fabric();
  const double h = hue + w.random.uniform(-0.04, 0.04), s = saturation * w.random.uniform(0.6, 1.2),
               v = value * w.random.uniform(0.7, 1.2);
  return w.palette.plain(color_from_hsv(h, std::min(s, 1.0), std::min(v, 1.0)));
}

Pattern orange(Workshop& w) {
  const double hue = w.random.uniform(0.03, 0.14);
  return w.palette.plain(color_from_hsv(hue, 0.9, 0.95));
}

void add_eyes(Workshop& w, Vec3 middle, double apart, double radius) {
  for (const int s : {-1, 1}) {
    w.shape.look(w.palette.white()).sphere(middle + Vec3{0, s * apart, 0}, radius);
    w.shape.look(w.palette.dark()).sphere(middle + Vec3{radius * 0.55, s * apart * 1.05, radius * 0.1}, radius * 0.6);
  }
}

std::vector<Vec3> curve(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  constexpr int kSteps = 10;
  std::vector<Vec3> path;
  for (int i = 0; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps, r = 1 - t;
    path.push_back(a * (r * r * r) + b * (3 * r * r * t) + c * (3 * r * t * t) + d * (t * t * t));
  }
  return path;
}

void add_limb(Workshop& w, const std::vector<Vec3>& path, double from_radius, double to_radius) {
  const auto radius = [&](std::size_t i) {
    return from_radius + (to_radius - from_radius) * static_cast<double>(i) / static_cast<double>(path.size() - 1);
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    w.shape.sphere(path[i], radius(i));
    if (i > 0) w.shape.rod(path[i - 1], path[i], radius(i - 1), radius(i));
  }
}

void add_legs(Workshop& w, Vec3 spread, double foot, double knee, const Pattern& leg, const Pattern& hoof) {
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const Vec3 ground{sx * spread.x, sy * spread.y, 0}, top{sx * spread.x * 0.9, sy * spread.y * 0.9, spread.z};
      w.shape.look(leg).rod(ground, top, foot, knee);
      w.shape.look(hoof).rod(ground, ground + Vec3{0, 0, foot * 0.7}, foot * 1.12);
    }
  }
}

}  // namespace syncdreamer
