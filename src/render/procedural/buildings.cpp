#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/masonry.h"
#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A row of merlons on a line.
void add_battlements(Workshop& w, Vec3 from, Vec3 to, double thick, double size) {
  const int count = std::max(2, static_cast<int>(length(to - from) / (size * 2)));
  const Vec3 step = (to - from) / count;
  for (int i = 0; i < count; ++i) {
    const Vec3 middle = from + step * (i + 0.5);
    add_beam(w.shape, middle - step * 0.27, middle + step * 0.27, thick, size);
  }
}

/// An opening on a wall that faces +x: a rectangle under a half circle.
void add_arched_opening(Workshop& w, Vec3 foot, double width, double tall) {
  std::vector<std::array<double, 2>> outline{{foot.y - width / 2, foot.z}, {foot.y + width / 2, foot.z}};
  for (int i = 0; i <= 8; ++i) {
    const double a = kPi * i / 8;
    outline.push_back({foot.y + width / 2 * std::cos(a), foot.z + tall - width / 2 * (1 - std::sin(a))});
  }
  add_prism(w.shape, outline, foot.x - 0.03, foot.x + 0.02);
}

struct TowerStyle {
  Pattern stone, roof;
  bool is_square = false;
  double roof_height = 0;  ///< 0: battlements
};

void add_tower(Workshop& w, Vec3 foot, double r, double h, const TowerStyle& style) {
  w.shape.look(style.stone);
  const Vec3 top = foot + Vec3{0, 0, h};
  if (style.is_square) {
    w.shape.box((foot + top) * 0.5, {r * 1.8, r * 1.8, h});
    w.shape.box(top - Vec3{0, 0, r * 0.2}, {r * 2.2, r * 2.2, r * 0.4});
  } else {
    w.shape.rod(foot, top, r * 1.05, r * 0.95);
    w.shape.rod(top - Vec3{0, 0, r * 0.4}, top, r * 0.95, r * 1.2);
  }
  if (style.roof_height > 0) {
    w.shape.look(style.roof);
    if (style.is_square) {
      add_frustum(w.shape, top, {r * 2.5, r * 2.5}, {0, 0}, style.roof_height);
    } else {
      w.shape.rod(top, top + Vec3{0, 0, style.roof_height}, r * 1.4, 0);
    }
    return;
  }
  const auto ring =
      regular_polygon(top + Vec3{0, 0, r * 0.2}, r * (style.is_square ? 1.41 : 1.1), style.is_square ? 4 : 8, kPi / 4);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec3 next = ring[(i + 1) % ring.size()];
    if (style.is_square) {
      add_battlements(w, ring[i], next, r * 0.3, r * 0.42);
    } else {
      add_beam(w.shape, ring[i] * 0.75 + next * 0.25, ring[i] * 0.25 + next * 0.75, r * 0.25, r * 0.42);
    }
  }
}

void add_cross(Workshop& w, Vec3 foot, double size) {
  w.shape.box(foot + Vec3{0, 0, size / 2}, {0.03, 0.03, size});
  w.shape.box(foot + Vec3{0, 0, size * 0.65}, {0.03, size * 0.6, 0.03});
}

/// A roof over a polygon whose hips are drawn up at the corners.
void add_swung_roof(Workshop& w, Vec3 foot, double out, double in, int sides, double rise) {
  const double turn = kPi / sides;
  const auto low = regular_polygon(foot, out, sides, turn), high = regular_polygon(foot, in, sides, turn);
  for (std::size_t i = 0; i < low.size(); ++i) {
    const std::size_t k = (i + 1) % low.size();
    for (const double drop : {0.0, 0.05}) {
      w.shape.sheet(
          [&](double u, double v) {
            const Vec3 p = (low[i] * (1 - u) + low[k] * u) * (1 - v) + (high[i] * (1 - u) + high[k] * u) * v;
            const double lift = std::pow(std::abs(2 * u - 1), 3) * (1 - v) * rise * 0.5;
            return p + Vec3{0, 0, lift + (rise - drop) * std::pow(v, 1.5) - drop};
          },
          13, 7);
    }
    w.shape.tube({low[i] + Vec3{0, 0, rise * 0.5}, low[i] * 0.5 + high[i] * 0.5 + Vec3{0, 0, rise * 0.66},
                  high[i] + Vec3{0, 0, rise}},
                 0.018);
  }
}

}  // namespace

void build_castle(Workshop& w) {
  const int corners = w.random.between(3, 6);
  const double size = w.random.uniform(0.45, 0.65), wall = w.random.uniform(0.25, 0.5), r = w.random.uniform(0.1, 0.18);
  TowerStyle style{stone(w), w.palette.bright(), w.random.chance(0.35), 0};
  if (w.random.chance(0.65)) style.roof_height = r * w.random.uniform(1.5, 4);
  const double tall = wall + w.random.uniform(0.1, 0.5);
  const Pattern cloth = w.palette.bright(), walls = w.random.chance(0.3) ? stone(w) : style.stone;
  const auto ring = regular_polygon({0, 0, 0}, size, corners, -kPi / corners);
  const bool has_flags = w.random.chance(0.4);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec3 next = ring[(i + 1) % ring.size()];
    w.shape.look(walls);
    add_beam(w.shape, ring[i] + Vec3{0, 0, wall / 2}, next + Vec3{0, 0, wall / 2}, r * 0.8, wall);
    add_battlements(w, ring[i] + Vec3{0, 0, wall + 0.03}, next + Vec3{0, 0, wall + 0.03}, r * 0.8, 0.08);
    const double height = tall * w.random.uniform(0.85, 1.2);
    add_tower(w, ring[i], r, height, style);
    if (has_flags) add_flag(w, ring[i] + Vec3{0, 0, height + style.roof_height * 0.8}, 0.25, cloth);
  }
  const double face = size * std::cos(kPi / corners) + r * 0.4;
  w.shape.look(w.random.chance(0.5) ? w.palette.wood({0, 0, 1}) : w.palette.dark());
  add_arched_opening(w, {face, 0, 0}, size * w.random.uniform(0.25, 0.4), wall * 0.8);
  if (w.random.chance(0.75)) {
    const double keep = size * w.random.uniform(0.25, 0.45);
    style.is_square = w.random.chance(0.6);
    if (style.roof_height > 0) style.roof_height = keep * w.random.uniform(0.8, 2);
    add_tower(w, {-size * 0.15, 0, 0}, keep, tall * w.random.uniform(1.1, 1.7), style);
    w.shape.look(w.palette.dark());
    add_arched_opening(w, {-size * 0.15 + keep * (style.is_square ? 0.9 : 1.0), 0, tall * 0.85}, 0.1, 0.16);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.leaf() : stone(w)).rod({0, 0, -0.05}, {0, 0, 0.01}, size + r * 1.5);
}

void build_lighthouse(Workshop& w) {
  const double r = w.random.uniform(0.2, 0.32), top = r * w.random.uniform(0.5, 0.8), h = w.random.uniform(0.9, 1.6);
  const int bands = w.random.between(1, 7);
  const Pattern first = w.random.chance(0.6) ? w.palette.bright() : w.palette.dark();
  const Pattern second = w.random.chance(0.8) ? w.palette.white() : w.palette.paint();
  for (int i = 0; i < bands; ++i) {
    const auto at = [&](int k) { return r + (top - r) * k / bands; };
    w.shape.look(i % 2 == 0 ? first : second).rod({0, 0, h * i / bands}, {0, 0, h * (i + 1) / bands}, at(i), at(i + 1));
  }
  const double room = top * w.random.uniform(0.55, 0.8), tall = w.random.uniform(0.15, 0.3);
  const Pattern trim = w.palette.dark();
  w.shape.look(trim).rod({0, 0, h}, {0, 0, h + 0.05}, top * 1.5);
  w.shape.torus({0, 0, h + 0.17}, {0, 0, 1}, top * 1.42, 0.015);
  for (const Vec3 p : regular_polygon({0, 0, h}, top * 1.42, 10, 0)) w.shape.rod(p, p + Vec3{0, 0, 0.17}, 0.012);
  Pattern light = w.palette.white();
  light.first = {1, 0.9, w.random.uniform(0.3, 0.8)};
  w.shape.look(light).rod({0, 0, h}, {0, 0, h + tall + 0.05}, room);
  w.shape.look(trim);
  for (const Vec3 p : regular_polygon({0, 0, h}, room, 6, 0.3)) w.shape.rod(p, p + Vec3{0, 0, tall + 0.05}, 0.018);
  w.shape.look(w.random.chance(0.5) ? first : w.palette.bright());
  const Vec3 eave{0, 0, h + tall + 0.05};
  if (w.random.chance(0.5)) {
    w.shape.rod(eave, eave + Vec3{0, 0, room * w.random.uniform(0.8, 1.6)}, room * 1.35, 0.02);
  } else {
    w.shape.ellipsoid(eave, {room * 1.2, room * 1.2, room});
  }
  w.shape.sphere(eave + Vec3{0, 0, room * 1.0}, 0.045);
  w.shape.look(w.palette.dark());
  add_arched_opening(w, {r * 0.97, 0, 0}, 0.15, 0.26);
  for (int i = 1; i < 3; ++i) w.shape.box({r + (top - r) * 0.33 * i, 0, h * 0.33 * i + 0.05}, {0.06, 0.08, 0.11});
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.white()).box({0, r + 0.2, 0.15}, {0.34, 0.5, 0.3});
    w.shape.look(first).slab({{-0.22, 0.3}, {0.22, 0.3}, {0, 0.48}}, r * 0.4, r + 0.5);
  }
  w.shape.look(stone(w)).ellipsoid({0, 0.05, 0}, {r * w.random.uniform(1.5, 2.4), r * 1.9, 0.12});
}

void build_church(Workshop& w) {
  const double x = w.random.uniform(0.7, 1.1), y = w.random.uniform(0.4, 0.6), h = w.random.uniform(0.3, 0.5),
               rise = w.random.uniform(0.2, 0.45);
  const Pattern walls = w.random.chance(0.5) ? w.palette.white() : stone(w), roof = w.palette.bright(),
                glass = w.random.chance(0.5) ? w.palette.bright() : w.palette.dark();
  w.shape.look(walls).box({0, 0, h / 2}, {x, y, h});
  add_prism(w.shape, {{-y / 2, h}, {y / 2, h}, {0, h + rise}}, -x / 2, x / 2);
  w.shape.look(roof);
  add_gabled_roof(w, {0, 0, h}, x, y, rise, 0.05);
  w.shape.look(glass);
  const int windows = w.random.between(2, 4);
  for (int i = 0; i < windows; ++i) {
    const double at = ((i + 0.5) / windows - 0.5) * x * 0.9;
    w.shape.box({at, 0, h * 0.55}, {0.08, y + 0.03, h * 0.5});
    w.shape.rod({at, -y / 2 - 0.015, h * 0.8}, {at, y / 2 + 0.015, h * 0.8}, 0.04);
  }
  const double width = y * w.random.uniform(0.35, 0.6), tall = h + rise * w.random.uniform(0.8, 2),
               spire = w.random.uniform(0.25, 0.8);
  const bool is_twin = w.random.chance(0.25), is_onion = w.random.chance(0.3);
  for (const int s : {-1, 1}) {
    const Vec3 foot{x / 2, is_twin ? s * y * 0.42 : 0, 0};
    if (!is_twin && s > 0) break;
    const double face = foot.x + width / 2;
    w.shape.look(walls).box(foot + Vec3{0, 0, tall / 2}, {width, width, tall});
    w.shape.look(glass);
    add_arched_opening(w, {face, foot.y, tall * 0.7}, width * 0.4, tall * 0.2);
    w.shape.box(foot + Vec3{0, 0, tall * 0.78}, {width * 0.3, width * 1.06, tall * 0.16});
    w.shape.look(roof);
    const Vec3 top = foot + Vec3{0, 0, tall};
    if (is_onion) {
      w.shape.lathe(top, {{width * 0.45, 0},
                          {width * 0.62, spire * 0.2},
                          {width * 0.6, spire * 0.35},
                          {width * 0.3, spire * 0.6},
                          {width * 0.1, spire * 0.8},
                          {0.01, spire}});
    } else {
      add_frustum(w.shape, top, {width * 1.15, width * 1.15}, {0, 0}, spire);
    }
    w.shape.look(w.palette.metal());
    add_cross(w, top + Vec3{0, 0, spire * 0.95}, 0.18);
  }
  w.shape.look(w.palette.wood({0, 0, 1}));
  add_arched_opening(w, {is_twin ? x / 2 + 0.01 : x / 2 + width / 2, 0, 0}, width * 0.5, h * 0.6);
  if (w.random.chance(0.5)) {
    w.shape.look(walls).rod({-x / 2, 0, 0}, {-x / 2, 0, h * 0.9}, y * 0.4);
    w.shape.look(roof).rod({-x / 2, 0, h * 0.9}, {-x / 2, 0, h * 0.9 + rise * 0.7}, y * 0.45, 0.01);
  }
}

void build_skyscraper(Workshop& w) {
  const int stages = w.random.between(1, 4), sides = std::array{4, 4, 4, 6, 8, 24}[w.random.bits() % 6];
  const double twist = w.random.chance(0.25) ? w.random.uniform(-0.09, 0.09) : 0,
               taper = w.random.chance(0.4) ? w.random.uniform(0.965, 0.99) : 1, squash = w.random.uniform(0.6, 1);
  const Pattern walls = w.random.chance(0.5) ? stone(w) : w.palette.paint(),
                glass = w.random.chance(0.6)   ? w.palette.dark()
                        : w.random.chance(0.4) ? w.palette.white()
                                               : w.palette.bright();
  const bool has_piers = sides == 4 && w.random.chance(0.6);
  double r = w.random.uniform(0.3, 0.42), z = 0, turn = kPi / sides;
  const double floor = w.random.uniform(0.07, 0.13), gap = w.random.uniform(0.35, 0.65) * floor;
  const auto ring = [&](double radius, double at) {
    auto corners = regular_polygon({0, 0, at}, radius, sides, turn);
    for (Vec3& p : corners) p.y *= squash;
    return corners;
  };
  for (int stage = 0; stage < stages; ++stage) {
    for (int i = w.random.between(stages == 1 ? 12 : 3, stages == 1 ? 20 : 11 - 2 * stages); i > 0; --i) {
      w.shape.look(glass);
      add_loft(w.shape, ring(r * 0.94, z), ring(r * 0.94, z + gap));
      w.shape.look(walls);
      add_loft(w.shape, ring(r, z + gap), ring(r, z + floor));
      if (has_piers) {
        for (const Vec3 p : ring(r * 0.97, z)) w.shape.box(p + Vec3{0, 0, floor / 2}, {0.07, 0.07, floor});
        w.shape.box({0, 0, z + floor / 2}, {r * 1.45, 0.07, floor});
        w.shape.box({0, 0, z + floor / 2}, {0.07, r * 1.45 * squash, floor});
      }
      z += floor;
      turn += twist;
      r *= taper;
    }
    if (stage + 1 < stages) r *= w.random.uniform(0.65, 0.88);
  }
  if (w.random.chance(0.4)) {
    w.shape.look(w.random.chance(0.5) ? glass : w.palette.metal());
    const double peak = w.random.uniform(0.15, 0.5);
    add_loft(w.shape, ring(r, z), ring(0, z + peak));
    z += peak * 0.8;
  }
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.metal()).rod({0, 0, z - 0.02}, {0, 0, z + w.random.uniform(0.2, 0.5)}, 0.03, 0.015);
  }
  w.shape.look(stone(w)).box({0, 0, 0}, {1.0, 1.0 * squash, 0.06});
  if (w.random.chance(0.4)) w.shape.look(walls).box({0.1, 0, 0.14}, {0.7, 0.9 * squash, 0.24});
}

void build_pagoda(Workshop& w) {
  const int tiers = w.random.between(2, 6), sides = std::array{4, 4, 6, 8}[w.random.bits() % 4];
  double r = w.random.uniform(0.3, 0.42), z = 0.1;
  const double shrink = w.random.uniform(0.75, 0.93), tall = w.random.uniform(0.2, 0.34),
               eave = w.random.uniform(1.25, 1.55), rise = w.random.uniform(0.09, 0.16);
  const Pattern walls = w.random.chance(0.4) ? w.palette.white() : w.palette.bright(), roof = w.palette.paint(),
                beams = w.palette.wood({0, 0, 1}), door = w.palette.dark();
  w.shape.look(stone(w));
  add_loft(w.shape, regular_polygon({0, 0, 0}, r * 1.6, sides, kPi / sides),
           regular_polygon({0, 0, 0.1}, r * 1.5, sides, kPi / sides));
  for (int i = 0; i < tiers; ++i) {
    const bool is_last = i + 1 == tiers;
    const auto foot = regular_polygon({0, 0, z}, r, sides, kPi / sides);
    w.shape.look(walls);
    add_loft(w.shape, foot, regular_polygon({0, 0, z + tall + rise * (is_last ? 0.15 : 0.5)}, r, sides, kPi / sides));
    w.shape.look(beams);
    for (const Vec3 p : foot) w.shape.rod(p, p + Vec3{0, 0, tall}, 0.028);
    const double face = r * std::cos(kPi / sides);
    w.shape.look(door).box({face, 0, z + tall * 0.42}, {0.03, r * 0.4, tall * 0.8});
    if (sides == 4) w.shape.box({0, 0, z + tall * 0.5}, {r * 0.4, face * 2 + 0.03, tall * 0.5});
    w.shape.look(roof);
    add_swung_roof(w, {0, 0, z + tall}, r * eave, is_last ? 0.02 : r * shrink, sides, is_last ? rise * 1.7 : rise);
    z += tall + rise * (is_last ? 1.7 : 0.95);
    r *= shrink;
  }
  w.shape.look(w.palette.metal()).rod({0, 0, z - 0.05}, {0, 0, z + 0.25}, 0.03, 0.015);
  for (int i = w.random.below(4); i > 0; --i) w.shape.torus({0, 0, z + 0.05 * i}, {0, 0, 1}, 0.045, 0.018);
  w.shape.sphere({0, 0, z + 0.25}, 0.035);
}

}  // namespace syncdreamer
