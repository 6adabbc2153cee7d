#include "render/procedural/vehicle_parts.h"

#include <array>
#include <cmath>
#include <vector>

namespace syncdreamer {
WheelLook draw_wheel_look(Workshop& w) {
  const Pattern tyre = w.palette.dark();
  return {tyre, w.random.chance(0.4) ? w.palette.metal() : w.palette.bright()};
}

void add_wheel(Workshop& w, Vec3 centre, double radius, double width, const WheelLook& look) {
  const Vec3 half{0, width / 2, 0};
  w.shape.look(look.tyre).rod(centre - half, centre + half, radius);
  w.shape.look(look.hub).rod(centre - half * look.hub_width, centre + half * look.hub_width, radius * 0.55);
}

void add_axle(Workshop& w, double x, double track, double radius, double width, const WheelLook& look) {
  w.shape.look(look.tyre).rod({x, -track / 2, radius}, {x, track / 2, radius}, radius * 0.2);
  for (const int s : {-1, 1}) add_wheel(w, {x, s * track / 2, radius}, radius, width, look);
}

void add_spoked_wheel(Workshop& w, Vec3 centre, double radius, double tyre, int spokes, const WheelLook& look) {
  w.shape.look(look.tyre).torus(centre, {0, 1, 0}, radius - tyre, tyre);
  w.shape.look(look.hub).rod(centre - Vec3{0, tyre * 1.6, 0}, centre + Vec3{0, tyre * 1.6, 0}, radius * 0.2);
  for (int i = 0; i < spokes; ++i) {
    const double a = 2 * kPi * i / spokes;
    w.shape.rod(centre, centre + Vec3{std::cos(a), 0, std::sin(a)} * (radius - tyre), tyre * 0.45);
  }
}

void add_panes(Workshop& w, Vec3 from, double to_x, int count, double width, double height) {
  const double pitch = (to_x - from.x) / count;
  for (int i = 0; i < count; ++i) {
    w.shape.box(from + Vec3{(i + 0.5) * pitch, 0, 0}, {std::abs(pitch) * 0.78, width * 1.03, height});
  }
}

void add_lamps(Workshop& w, Vec3 middle, double apart, double radius) {
  w.shape.look(w.palette.white());
  for (const int s : {-1, 1}) w.shape.sphere(middle + Vec3{0, s * apart, 0}, radius);
}

void add_hopper(Workshop& w, Vec3 base, Vec3 bottom, Vec3 top, double height, double rim) {
  const auto corner = [&](int i, Vec3 size, double z) {
    const double sx = i % 4 == 0 || i % 4 == 3 ? 0.5 : -0.5, sy = i % 4 < 2 ? 0.5 : -0.5;
    return base + Vec3{sx * size.x, sy * size.y, z};
  };
  w.shape.box(base, {bottom.x, bottom.y, rim});
  for (int i = 0; i < 4; ++i) {
    const Vec3 a = corner(i, bottom, 0), b = corner(i + 1, bottom, 0), c = corner(i, top, height),
               d = corner(i + 1, top, height);
    w.shape.sheet([&](double u, double v) { return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v; }, 2,
                  2);
    w.shape.tube({c, d}, rim);
  }
}

void add_tapered_beam(Workshop& w, Vec3 from, Vec3 to, double from_size, double to_size, double width) {
  const Vec3 along = normalized(to - from), up{-along.z, 0, along.x};
  const Vec3 a = from + up * (from_size / 2), b = from - up * (from_size / 2), c = to - up * (to_size / 2),
             d = to + up * (to_size / 2);
  w.shape.slab({{a.x, a.z}, {b.x, b.z}, {c.x, c.z}, {d.x, d.z}}, from.y - width / 2, from.y + width / 2);
}

void add_tracks(Workshop& w, double span, double track, double radius, double width, int wheels) {
  const WheelLook look = draw_wheel_look(w);
  std::vector<std::array<double, 2>> outline;
  for (int i = 0; i < 20; ++i) {
    const double a = -kPi / 2 + kPi * (i % 10) / 9 + (i < 10 ? 0 : kPi);
    outline.push_back({(i < 10 ? 1 : -1) * (span / 2 - radius) + radius * std::cos(a), radius + radius * std::sin(a)});
  }
  for (const int s : {-1, 1}) {
    const double y = s * track / 2;
    w.shape.look(look.tyre).slab(outline, y - width / 2, y + width / 2);
    w.shape.look(look.hub);
    for (int i = 0; i < wheels; ++i) {
      const double x = (span - 2 * radius) * (static_cast<double>(i) / (wheels - 1) - 0.5);
      w.shape.rod({x, y - width * 0.58, radius}, {x, y + width * 0.58, radius}, radius * 0.62);
    }
  }
}

void add_cabin(Workshop& w, Vec3 base, Vec3 size, bool has_glass) {
  const Pattern frame = w.palette.paint();
  if (has_glass)
    w.shape.look(w.palette.dark()).box(base + Vec3{0, 0, size.z / 2}, {size.x * 0.93, size.y * 0.93, size.z});
  w.shape.look(frame);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const Vec3 foot = base + Vec3{sx * size.x * 0.45, sy * size.y * 0.45, 0};
      w.shape.rod(foot, foot + Vec3{0, 0, size.z}, 0.025);
    }
  }
  w.shape.rounded_box(base + Vec3{0, 0, size.z}, {size.x * 1.12, size.y * 1.1, 0.06}, 0.02);
}

}  // namespace syncdreamer
