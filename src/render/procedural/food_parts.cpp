#include "render/procedural/food_parts.h"

#include <algorithm>
#include <cmath>

namespace syncdreamer {

Pattern tint(Workshop& w, double hue, double saturation, double value) {
  const double h = hue + w.random.uniform(-0.03, 0.03), s = saturation * w.random.uniform(0.75, 1.2),
               v = value * w.random.uniform(0.8, 1.15);
  return w.palette.plain(color_from_hsv(h, std::min(s, 1.0), std::min(v, 1.0)));
}

Pattern bread(Workshop& w) {
  return tint(w, 0.085, 0.6, 0.8);
}

std::vector<std::array<double, 2>> dome_profile(double radius, double height) {
  std::vector<std::array<double, 2>> profile;
  for (int i = 0; i <= 10; ++i) {
    const double e = kPi / 2 * i / 10;
    profile.push_back({i == 10 ? 0 : radius * std::cos(e), height * std::sin(e)});
  }
  return profile;
}

void add_sprinkles(Workshop& w, int count, double size, bool is_colourful,
                   const std::function<Vec3(double, double)>& place) {
  w.shape.look(w.palette.white());
  for (int i = 0; i < count; ++i) {
    if (is_colourful) w.shape.look(w.palette.bright());
    const double a = w.random.uniform(), b = w.random.uniform(), turn = w.random.uniform(0, kPi);
    w.shape.ellipsoid(place(a, b), {size * 1.5, size * 0.8, size * 0.8}, rotation_about_z(turn));
  }
}

void add_topping(Workshop& w, Vec3 top) {
  const int kind = w.random.below(4);
  w.shape.look(w.palette.bright());
  if (kind == 0) {
    w.shape.look(tint(w, 0.98, 0.9, 0.75)).sphere(top + Vec3{0, 0, 0.05}, 0.09);
    w.shape.look(w.palette.leaf())
        .tube({top + Vec3{0, 0, 0.1}, top + Vec3{0.02, 0, 0.2}, top + Vec3{0.08, 0, 0.26}}, 0.015);
  }
  if (kind == 1) {
    w.shape.rod(top, top + Vec3{0, 0, 0.3}, 0.03);
    w.shape.look(tint(w, 0.12, 0.8, 1)).ellipsoid(top + Vec3{0, 0, 0.35}, {0.03, 0.03, 0.06});
  }
  if (kind == 2) {
    w.shape.box(top + Vec3{0, 0.1, 0.28}, {0.025, 0.2, 0.14});
    w.shape.look(w.palette.wood({0, 0, 1})).rod(top - Vec3{0, 0, 0.1}, top + Vec3{0, 0, 0.36}, 0.018);
  }
}

}  // namespace syncdreamer
