#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A level, superelliptical ring: a power of 2 is an ellipse, higher ones are nearer to a rectangle.
struct Ring {
  double x, z, radius_x, radius_y;
};

Vec3 point_of(const Ring& ring, double turn, double power) {
  const double c = std::cos(2 * kPi * turn), s = std::sin(2 * kPi * turn);
  const double size = std::pow(std::pow(std::abs(c), power) + std::pow(std::abs(s), power), -1 / power);
  return {ring.x + ring.radius_x * size * c, ring.radius_y * size * s, ring.z};
}

/// A surface through rings, smooth from one to the next.
void add_loft(Workshop& w, const std::vector<Ring>& rings, double power) {
  const int count = static_cast<int>(rings.size());
  w.shape.sheet(
      [&](double u, double v) {
        return point_of(rings[static_cast<std::size_t>(std::lround(v * (count - 1)))], u, power);
      },
      41, count);
}

void add_ring_tube(Workshop& w, const Ring& ring, double power, double radius) {
  std::vector<Vec3> path;
  for (int i = 0; i <= 40; ++i) path.push_back(point_of(ring, i / 40.0, power));
  w.shape.tube(path, radius);
}

/// A basin with a wall, open at the top: outside from the rings, inside the same shape, smaller.
void add_basin(Workshop& w, const std::vector<Ring>& outside, double wall, double power) {
  add_loft(w, outside, power);
  std::vector<Ring> inside;
  const double floor = outside.front().z + wall;
  for (const Ring& ring : outside)
    inside.push_back({ring.x, std::max(ring.z, floor), ring.radius_x - wall, ring.radius_y - wall});
  add_loft(w, inside, power);
  const Ring &bottom = inside.front(), &top = outside.back();
  add_loft(w, {bottom, {bottom.x, bottom.z, 0.001, 0.001}}, power);
  add_ring_tube(w, {top.x, top.z, top.radius_x - wall / 2, top.radius_y - wall / 2}, power, wall * 0.7);
}

/// A tap at the back (-x) of a basin, its mouth towards +x.
void add_tap(Workshop& w, Vec3 at, double rise, double reach) {
  w.shape.look(w.palette.metal());
  w.shape.tube({at, at + Vec3{0, 0, rise}, at + Vec3{reach * 0.4, 0, rise * 1.2}, at + Vec3{reach, 0, rise}}, 0.026);
  if (w.random.chance(0.5)) {
    w.shape.rod(at + Vec3{0, 0, rise}, at + Vec3{-0.03, 0, rise + 0.09}, 0.022);
    return;
  }
  for (const int s : {-1, 1}) {
    w.shape.rod(at + Vec3{0, s * 0.11, 0}, at + Vec3{0, s * 0.11, rise * 0.4}, 0.024);
    w.shape.sphere(at + Vec3{0, s * 0.11, rise * 0.45}, 0.035);
  }
}

Pattern porcelain(Workshop& w) {
  return w.random.chance(0.55) ? w.palette.white() : w.palette.paint();
}

}  // namespace

void build_toilet(Workshop& w) {
  const double power = w.random.chance(0.7) ? 2 : 3, span = w.random.uniform(0.27, 0.34),
               half = w.random.uniform(0.19, 0.24), seat = w.random.uniform(0.4, 0.5);
  const Pattern body = porcelain(w);
  w.shape.look(body);
  const double foot = w.random.uniform(0.55, 0.95);
  add_loft(w,
           {{-0.05, 0, span * foot, half * foot},
            {-0.05, seat * 0.3, span * foot * 0.8, half * foot * 0.75},
            {-0.02, seat * 0.65, span * 0.85, half * 0.85},
            {0, seat, span, half}},
           power);
  w.shape.box({-span * 0.8, 0, seat * 0.6}, {span * 0.7, half * 1.1, seat * 0.75});
  const Pattern lid = w.random.chance(0.4) ? body : w.random.chance(0.5) ? w.palette.wood() : w.palette.bright();
  const bool is_open = w.random.chance(0.55);
  add_loft(w,
           {{0, seat, span * 0.98, half * 0.98},
            {0, seat, span * 0.66, half * 0.66},
            {0, seat * 0.75, span * 0.5, half * 0.5},
            {0, seat * 0.6, 0.001, 0.001}},
           power);
  w.shape.look(w.palette.plain({0.55, 0.75, 0.85})).ellipsoid({0, 0, seat * 0.76}, {span * 0.5, half * 0.5, 0.012});
  w.shape.look(lid);
  add_ring_tube(w, {0, seat + 0.015, span * 0.84, half * 0.84}, power, half * 0.19);
  const double back = -span - w.random.uniform(0.04, 0.1), wide = half * w.random.uniform(1.9, 2.4),
               tall = w.random.uniform(0.3, 0.45), top = seat + tall;
  if (is_open) {
    w.shape.ellipsoid({back + 0.15, 0, seat + span * 0.95}, {0.025, half, span});
  } else {
    w.shape.ellipsoid({0, 0, seat + 0.04}, {span * 1.02, half * 1.02, 0.04});
  }
  w.shape.look(body).rounded_box({back, 0, seat - 0.04 + tall / 2}, {0.19, wide, tall + 0.08},
                                 w.random.uniform(0.01, 0.05));
  w.shape.look(w.random.chance(0.6) ? body : w.palette.white());
  w.shape.rounded_box({back, 0, top + 0.02}, {0.23, wide * 1.06, 0.05}, 0.02);
  w.shape.look(w.palette.metal());
  if (w.random.chance(0.5)) {
    w.shape.rod({back, 0, top}, {back, 0, top + 0.07}, 0.05);
  } else {
    w.shape.rod({back + 0.12, wide * 0.35, top - 0.08}, {back + 0.13, wide * 0.1, top - 0.1}, 0.02);
  }
}

void build_sink(Workshop& w) {
  const double power = w.random.chance(0.5) ? 2 : w.random.uniform(4, 9), deep = w.random.uniform(0.2, 0.27),
               half = w.random.uniform(0.26, 0.42), height = w.random.uniform(0.62, 0.75),
               bowl = w.random.uniform(0.14, 0.22);
  const Pattern body = porcelain(w), metal = w.palette.metal();
  const int stand = w.random.below(4);
  double front = deep;
  if (stand <= 1) {
    const double r = w.random.uniform(0.07, 0.11);
    w.shape.look(body).lathe(
        {0, 0, 0},
        {{0, 0}, {r * 1.7, 0}, {r * 1.6, 0.05}, {r, 0.18}, {r * 0.9, height * 0.6}, {r * 1.5, height + 0.03}});
  } else if (stand == 2) {
    const int doors = w.random.between(1, 3), rows = w.random.between(1, 2);
    front = deep * 1.2;
    const Pattern panel = w.palette.furniture(), top = w.palette.furniture();
    w.shape.look(panel).box({0, 0, height / 2 + 0.03}, {front * 2, half * 2.4, height - 0.06});
    w.shape.look(w.palette.dark()).box({0, 0, 0.04}, {front * 1.7, half * 2.2, 0.08});
    w.shape.look(top).box({0, 0, height}, {front * 2.1, half * 2.5, 0.05});
    for (int i = 0; i < doors * rows; ++i) {
      const int row = i / doors;
      const double y = ((i % doors + 0.5) / doors - 0.5) * half * 2.4, tall = (height - 0.1) / rows,
                   z = 0.07 + (row + 0.5) * tall;
      w.shape.look(panel).rounded_box({front, y, z}, {0.05, half * 2.4 / doors - 0.035, tall - 0.03}, 0.012);
      w.shape.look(metal).sphere({front + 0.04, y, z + tall * 0.3}, 0.028);
    }
  } else {
    w.shape.look(w.random.chance(0.5) ? metal : w.palette.wood({0, 0, 1}));
    for (const int sx : {-1, 1}) {
      for (const int sy : {-1, 1})
        w.shape.rod({sx * deep * 0.8, sy * half * 0.85, 0}, {sx * deep * 0.8, sy * half * 0.85, height}, 0.026);
    }
    w.shape.box({0, 0, height}, {deep * 2, half * 2, 0.05});
    w.shape.box({0, 0, height * 0.3}, {deep * 1.7, half * 1.8, 0.04});
  }
  w.shape.look(body);
  const double narrow = w.random.uniform(0.6, 0.9);
  add_basin(w,
            {{0, height, deep * narrow, half * narrow},
             {0, height + bowl * 0.4, deep * (narrow + 1) / 2, half * (narrow + 1) / 2},
             {0, height + bowl, deep, half}},
            0.035, power);
  w.shape.rounded_box({-deep, 0, height + bowl * 0.6}, {0.14, half * 1.3, bowl * 0.9}, 0.03);
  add_tap(w, {-deep, 0, height + bowl}, w.random.uniform(0.1, 0.25), deep * 0.8);
  if (!w.random.chance(0.4)) return;
  const double tall = w.random.uniform(0.6, 0.85), z = height + bowl;
  w.shape.look(w.palette.furniture())
      .rounded_box({-front - 0.05, 0, z + tall / 2 - 0.1}, {0.06, half * 1.8, tall + 0.4}, 0.02);
  w.shape.look(w.palette.plain({0.75, 0.86, 0.93}))
      .box({-front - 0.02, 0, z + tall * 0.6}, {0.02, half * 1.5, tall * 0.75});
}

void build_bathtub(Workshop& w) {
  const double span = w.random.uniform(0.75, 0.95), half = w.random.uniform(0.34, 0.44),
               height = w.random.uniform(0.42, 0.6);
  const double power = w.random.chance(0.6) ? w.random.uniform(2, 3) : 5;
  const Pattern inner = porcelain(w), outer = w.random.chance(0.5) ? inner : w.palette.paint();
  const int style = w.random.below(3);
  const double z = style == 0 ? w.random.uniform(0.1, 0.18) : 0.0, narrow = w.random.uniform(0.65, 0.85);
  w.shape.look(inner);
  const double slope = w.random.chance(0.4) ? w.random.uniform(0.1, 0.2) : 0;
  add_basin(w,
            {{0, z, span * narrow, half * narrow},
             {0, z + height * 0.3, span * (narrow * 0.5 + 0.5), half * (narrow * 0.5 + 0.5)},
             {0, z + height, span, half}},
            0.05, power);
  if (style != 2) {
    w.shape.look(outer);
    add_loft(w,
             {{0, z - 0.005, span * narrow * 1.01, half * narrow * 1.01},
              {0, z + height * 0.3, span * (narrow * 0.51 + 0.51), half * (narrow * 0.51 + 0.51)},
              {0, z + height * 0.96, span * 1.01, half * 1.01}},
             power);
  } else {
    w.shape.look(outer);
    for (const int s : {-1, 1}) {
      w.shape.box({0, s * half, height / 2 - 0.01}, {span * 2, 0.06, height});
      w.shape.box({s * span, 0, height / 2 - 0.01}, {0.06, half * 2 + 0.06, height});
    }
    w.shape.look(inner);
    for (const int s : {-1, 1}) {
      for (const int t : {-1, 1})
        w.shape.box({s * span * 0.9, t * half * 0.9, height - 0.01}, {span * 0.2, half * 0.2, 0.04});
    }
  }
  if (style == 0) {
    w.shape.look(w.palette.metal());
    for (const int sx : {-1, 1}) {
      for (const int sy : {-1, 1}) {
        const Vec3 foot{sx * span * 0.62, sy * half * 0.7, 0.06};
        w.shape.sphere(foot, 0.06);
        w.shape.rod(foot, {sx * span * 0.5, sy * half * 0.5, z + 0.07}, 0.05, 0.06);
      }
    }
  }
  if (slope > 0) w.shape.look(inner).ellipsoid({span * 0.9, 0, z + height}, {0.12, half * 0.8, slope});
  add_tap(w, {-span * 1.0, 0, z + height}, w.random.uniform(0.15, 0.3), 0.22);
  const double level = z + height * w.random.uniform(0.6, 0.85);
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.plain({0.45, 0.75, 0.88}));
    add_loft(w, {{0, level, span * 0.92, half * 0.9}, {0, level, 0.001, 0.001}}, power);
  }
  for (int i = w.random.chance(0.4) ? w.random.between(5, 12) : 0; i > 0; --i) {
    const double x = w.random.uniform(-0.6, 0.7) * span, y = w.random.uniform(-0.5, 0.5) * half;
    w.shape.look(w.palette.white()).sphere({x, y, z + height * 0.85}, w.random.uniform(0.1, 0.18));
  }
}

void build_shower_cabin(Workshop& w) {
  const double x = w.random.uniform(0.4, 0.5), y = w.random.uniform(0.4, 0.6), height = w.random.uniform(1.5, 2.0),
               tray = w.random.uniform(0.08, 0.25);
  const Pattern tile = w.palette.ceramic(), frame = w.random.chance(0.6) ? w.palette.metal() : w.palette.paint();
  const bool is_round = w.random.chance(0.5);
  const double power = is_round ? 2.6 : 12;
  w.shape.look(porcelain(w));
  add_basin(w, {{0, 0, x, y}, {0, tray / 2, x, y}, {0, tray, x, y}}, 0.05, power);
  if (is_round) w.shape.box({-x * 0.45, -y * 0.45, tray / 2}, {x * 1.1, y * 1.1, tray});
  w.shape.look(tile).box({-x, 0, height / 2}, {0.06, y * 2, height});
  const bool has_side = is_round || w.random.chance(0.7);
  if (has_side) w.shape.box({0, -y, height / 2}, {x * 2 + 0.06, 0.06, height});
  const Pattern glass = w.palette.plain({w.random.uniform(0.6, 0.8), 0.88, 0.92});
  const double open = w.random.uniform(0.3, 0.55), z = height - 0.03;
  std::vector<Vec3> rail;
  for (int i = 0; i <= 24; ++i) rail.push_back(point_of({0, z, x, y}, -0.22 + 0.72 * i / 24.0, power));
  w.shape.look(frame).tube(rail, 0.03);
  for (const std::size_t i : {std::size_t{0}, std::size_t{4}, std::size_t{8}, std::size_t{14}, std::size_t{24}})
    w.shape.rod({rail[i].x, rail[i].y, tray}, rail[i], 0.026);
  w.shape.look(glass).sheet(
      [&](double u, double v) {
        const Vec3 at = point_of({0, 0, x, y}, 0.11 + (0.5 - 0.11) * u * (0.6 + open * 0.7), power);
        return Vec3{at.x, at.y, tray + (z - tray) * (v * 0.96)};
      },
      20, 4);
  if (!is_round && !has_side) w.shape.box({0, -y, (tray + z) / 2}, {x * 1.9, 0.03, z - tray});
  w.shape.look(w.palette.metal());
  const double pole = -x + 0.09, top = height * w.random.uniform(0.88, 1.08);
  w.shape.tube({{pole, 0, height * 0.45}, {pole, 0, top}, {pole + 0.08, 0, top + 0.05}, {pole + 0.3, 0, top}}, 0.025);
  w.shape.rod({pole - 0.09, 0, height * 0.45}, {pole + 0.05, 0, height * 0.45}, 0.06);
  w.shape.rod({pole + 0.3, 0, top - 0.06}, {pole + 0.3, 0, top}, w.random.uniform(0.1, 0.16), 0.03);
  if (!w.random.chance(0.4)) return;
  w.shape.look(w.palette.bright()).box({-x * 0.8, -y * 0.6, height * 0.5}, {x * 0.4, y * 0.7, 0.04});
  w.shape.look(w.palette.bright())
      .rod({-x * 0.8, -y * 0.6, height * 0.5}, {-x * 0.8, -y * 0.6, height * 0.5 + 0.16}, 0.05);
}

}  // namespace syncdreamer
