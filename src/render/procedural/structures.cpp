#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/masonry.h"
#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

void add_ridge_tent(Workshop& w) {
  const double x = w.random.uniform(0.8, 1.3), y = w.random.uniform(0.7, 1.1), h = w.random.uniform(0.5, 0.9);
  const double wall = w.random.chance(0.4) ? w.random.uniform(0.1, 0.25) : 0.01;
  w.shape.look(w.palette.fabric());
  add_prism(w.shape, {{-y / 2, 0}, {y / 2, 0}, {y * 0.48, wall}, {0, h}, {-y * 0.48, wall}}, -x / 2, x / 2);
  w.shape.look(w.palette.dark());
  const double open = w.random.uniform(0.3, 0.7);
  add_prism(w.shape, {{-y * 0.45 * open, 0}, {y * 0.45 * open, 0}, {0, h * 0.85}}, 0, x / 2 + 0.015);
  const Pattern flap = w.palette.paint(), wood = w.palette.wood({0, 0, 1});
  w.shape.look(flap);
  for (const int s : {-1, 1}) {
    w.shape.rod({x / 2 + 0.02, s * y * 0.42 * open, 0}, {x / 2 + 0.01, 0, h * 0.88}, 0.05, 0.015);
  }
  if (w.random.chance(0.6)) add_gabled_roof(w, {0, 0, h * 0.72}, x * 1.1, y * 0.34, h * 0.28, 0.035);
  w.shape.look(wood);
  for (const int s : {-1, 1}) {
    w.shape.rod({s * (x / 2 + 0.02), 0, 0}, {s * (x / 2 + 0.02), 0, h + 0.08}, 0.022);
    w.shape.rod({s * x / 2, 0, h}, {s * (x / 2 + 0.35), 0, 0}, 0.014);
  }
}

void add_tipi(Workshop& w) {
  const double r = w.random.uniform(0.4, 0.6), h = w.random.uniform(0.8, 1.3), neck = 0.07;
  w.shape.look(w.palette.fabric()).rod({0, 0, 0}, {0, 0, h}, r, neck);
  const double z = w.random.uniform(0.1, 0.5) * h, tall = w.random.uniform(0.06, 0.2);
  const auto at = [&](double height) { return r + (neck - r) * height / h + 0.008; };
  w.shape.look(w.palette.bright()).rod({0, 0, z}, {0, 0, z + tall}, at(z), at(z + tall));
  w.shape.look(w.palette.wood({0, 0, 1}));
  for (const Vec3 p : regular_polygon({0, 0, 0}, 0.06, w.random.between(4, 8), 0.2)) {
    w.shape.rod({-p.x, -p.y, h * 0.9}, {p.x * 3, p.y * 3, h * 1.22}, 0.02);
  }
  w.shape.look(w.palette.dark());
  add_loft(w.shape, {{at(0) + 0.01, -0.16, 0}, {at(0) + 0.01, 0.16, 0}, {at(h * 0.5) + 0.01, 0, h * 0.5}},
           {{0, -0.16, 0}, {0, 0.16, 0}, {0, 0, h * 0.5}});
}

void add_pavilion(Workshop& w) {
  const double r = w.random.uniform(0.4, 0.55), h = w.random.uniform(0.35, 0.6), rise = w.random.uniform(0.3, 0.6);
  const int gores = 2 * w.random.between(4, 7);
  const Pattern first = w.palette.bright(), second = w.random.chance(0.6) ? w.palette.white() : w.palette.paint();
  const auto low = regular_polygon({0, 0, 0}, r, gores, -kPi / gores),
             high = regular_polygon({0, 0, h}, r, gores, -kPi / gores),
             eave = regular_polygon({0, 0, h - 0.05}, r * 1.12, gores, -kPi / gores);
  for (std::size_t i = 0; i < low.size(); ++i) {
    const std::size_t k = (i + 1) % low.size();
    w.shape.look(i == 0 ? w.palette.dark() : i % 2 == 0 ? first : second);
    add_loft(w.shape, {low[i], low[k], {0, 0, 0}}, {high[i], high[k], {0, 0, h}});
    w.shape.look(i % 2 == 0 ? first : second);
    add_loft(w.shape, {eave[i], eave[k], {0, 0, h}}, {{0, 0, h + rise}, {0, 0, h + rise}, {0, 0, h + rise}});
  }
  add_flag(w, {0, 0, h + rise * 0.95}, 0.25, w.palette.bright());
}

/// The upper half of an ellipsoid.
void add_dome(Workshop& w, Vec3 centre, Vec3 radii) {
  w.shape.sheet(
      [&](double u, double v) {
        const double a = 2 * kPi * u, e = kPi / 2 * v;
        return centre +
               Vec3{radii.x * std::cos(e) * std::cos(a), radii.y * std::cos(e) * std::sin(a), radii.z * std::sin(e)};
      },
      41, 14);
}

void add_dome_tent(Workshop& w) {
  const double x = w.random.uniform(0.45, 0.7), y = w.random.uniform(0.45, 0.6), h = w.random.uniform(0.4, 0.6);
  w.shape.look(w.palette.fabric());
  add_dome(w, {0, 0, 0}, {x, y, h});
  w.shape.look(w.palette.bright());
  for (const int s : {-1, 1})
    w.shape.tube(arc({0, 0, 0}, Vec3{x * 0.72, s * y * 0.72, 0}, {0, 0, h + 0.01}, 0, kPi), 0.025);
  w.shape.look(w.palette.dark());
  add_dome(w, {x * 0.55, 0, 0}, {x * 0.47, y * 0.38, h * 0.62});
  w.shape.look(w.palette.paint()).rod({0, 0, -0.03}, {0, 0, 0.005}, std::min(x, y));
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.paint());
    w.shape.tube(arc({x * 0.8, 0, 0}, {0, y * 0.55, 0}, {0, 0, h * 0.75}, 0, kPi), 0.04);
  }
}

void add_arch_bridge(Workshop& w) {
  const int arches = w.random.between(1, 4), steps = 12;
  const double span = 1.6 / arches, wide = w.random.uniform(0.25, 0.45), hump = w.random.uniform(0, 0.25),
               h = w.random.uniform(0.3, 0.45), pier = span * w.random.uniform(0.08, 0.16);
  const auto deck = [&](double y) { return h + hump * (1 - y * y / 0.64); };
  const Pattern walls = stone(w), rail = w.random.chance(0.5) ? stone(w) : walls;
  for (int i = 0; i < arches * steps; ++i) {
    const auto at = [&](int k) { return -0.8 + span * k / steps; };
    const auto under = [&](int k, int arch) {
      const double across = (k - (arch + 0.5) * steps) / steps * span / (span / 2 - pier);
      const double z = deck((arch + 0.5) * span - 0.8) - 0.09;
      return std::abs(across) >= 1 ? 0.0 : std::min(z, deck(at(k)) - 0.06) * std::sqrt(1 - across * across);
    };
    const int arch = i / steps;
    const double y0 = at(i), y1 = at(i + 1);
    w.shape.look(walls);
    add_prism(w.shape, {{y0, under(i, arch)}, {y1, under(i + 1, arch)}, {y1, deck(y1)}, {y0, deck(y0)}}, -wide / 2,
              wide / 2);
    w.shape.look(rail);
    for (const int s : {-1, 1}) {
      add_beam(w.shape, {s * wide / 2, y0, deck(y0) + 0.03}, {s * wide / 2, y1, deck(y1) + 0.03}, 0.05, 0.1);
    }
  }
  w.shape.look(rail);
  for (const int s : {-1, 1}) {
    for (const int t : {-1, 1}) w.shape.box({s * wide / 2, t * 0.8, h * 0.58}, {0.1, 0.1, h * 1.16});
  }
}

void add_suspension_bridge(Workshop& w) {
  const double deck = w.random.uniform(0.2, 0.3), tower = deck + w.random.uniform(0.3, 0.55),
               at = w.random.uniform(0.4, 0.5), wide = w.random.uniform(0.22, 0.36);
  const Pattern paint = w.palette.bright(), cable = w.random.chance(0.5) ? paint : w.palette.dark();
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : w.palette.paint()).box({0, 0, deck}, {wide, 1.8, 0.06});
  const bool is_stayed = w.random.chance(0.4);
  const auto sag = [&](double y) {
    const double t = std::abs(y) < at ? y / at : (0.9 - std::abs(y)) / (0.9 - at);
    return deck + 0.06 + (tower - deck - 0.06) * t * t;
  };
  for (const int s : {-1, 1}) {
    const double x = s * (wide / 2 + 0.03);
    w.shape.look(paint);
    for (const int t : {-1, 1}) w.shape.box({x, t * at, tower / 2}, {0.07, 0.09, tower + 0.04});
    w.shape.look(cable);
    for (int i = -8; i <= 8; ++i) {
      const double y = i * 0.1;
      const double mast = y < 0 ? -at : at;
      if (is_stayed) {
        w.shape.rod({x, y, deck}, {x, mast, tower - 0.01 * std::abs(y - mast)}, 0.013);
      } else {
        w.shape.rod({x, y, deck}, {x, y, sag(y) + 0.01}, 0.012);
      }
    }
    std::vector<Vec3> path;
    for (int i = -18; i <= 18; ++i) path.push_back({x, i * 0.05, sag(i * 0.05)});
    if (!is_stayed) w.shape.tube(path, 0.02);
  }
  w.shape.look(paint);
  for (const int t : {-1, 1}) {
    for (const double z : {deck - 0.03, tower - 0.03}) w.shape.box({0, t * at, z}, {wide + 0.06, 0.06, 0.06});
    w.shape.box({0, t * 0.87, deck / 2}, {wide, 0.1, deck});
  }
}

void add_railed_bridge(Workshop& w) {
  const double hump = w.random.uniform(0.15, 0.5), wide = w.random.uniform(0.3, 0.5),
               rail = w.random.uniform(0.15, 0.28);
  const bool is_truss = w.random.chance(0.45);
  const auto deck = [&](double y) { return 0.12 + (is_truss ? 0.06 : hump * std::cos(y / 0.8 * kPi / 2)); };
  const Pattern planks = w.palette.wood({1, 0, 0}),
                paint = w.random.chance(0.5) ? w.palette.bright() : w.palette.wood();
  const int steps = w.random.between(10, 18);
  const auto at = [&](int i) { return -0.8 + 1.6 * i / steps; };
  for (int i = 0; i < steps; ++i) {
    const double y0 = at(i), y1 = at(i + 1) - 0.012;
    w.shape.look(planks);
    add_beam(w.shape, {0, y0, deck(y0)}, {0, y1, deck(y1)}, wide, 0.06);
    w.shape.look(paint);
    for (const int s : {-1, 1}) {
      const double x = s * wide / 2, top = is_truss ? rail * 1.6 : rail;
      add_beam(w.shape, {x, at(i), deck(at(i)) - 0.03}, {x, at(i + 1), deck(at(i + 1)) - 0.03}, 0.05, 0.09);
      w.shape.rod({x, at(i), deck(at(i)) + top}, {x, at(i + 1), deck(at(i + 1)) + top}, 0.03);
      if (i % 2 == 0) w.shape.rod({x, at(i), deck(at(i))}, {x, at(i), deck(at(i)) + top}, 0.028);
      if (is_truss) {
        w.shape.rod({x, at(i), deck(0) + (i % 2 == 0 ? top : 0)}, {x, at(i + 1), deck(0) + (i % 2 == 0 ? 0 : top)},
                    0.022);
      }
    }
  }
  w.shape.look(stone(w));
  for (const int s : {-1, 1}) {
    w.shape.box({0, s * 0.8, 0.05}, {wide * 1.25, 0.16, 0.15});
    for (const int t : {-1, 1})
      w.shape.look(paint).rod({t * wide / 2, s * 0.8, 0}, {t * wide / 2, s * 0.8, deck(0.8) + rail * 1.6}, 0.04);
  }
}

}  // namespace

void build_tent(Workshop& w) {
  const int kind = w.random.below(5);
  if (kind <= 1) add_ridge_tent(w);
  if (kind == 2) add_tipi(w);
  if (kind == 3) add_pavilion(w);
  if (kind == 4) add_dome_tent(w);
}

void build_well(Workshop& w) {
  const double r = w.random.uniform(0.32, 0.48), h = w.random.uniform(0.25, 0.45),
               post = h + w.random.uniform(0.4, 0.7);
  const int courses = w.random.between(2, 4), stones = w.random.between(7, 12);
  const std::array<Pattern, 3> looks{stone(w), stone(w), stone(w)};
  const bool is_square = w.random.chance(0.25);
  for (int k = 0; k < courses; ++k) {
    const auto ring = regular_polygon({0, 0, h * (k + 0.5) / courses}, r, is_square ? 4 : stones,
                                      is_square ? kPi / 4 : k * kPi / stones);
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec3 next = ring[(i + 1) % ring.size()];
      w.shape.look(looks[(i + static_cast<std::size_t>(k)) % (is_square ? 2 : 3)]);
      add_beam(w.shape, ring[i] * 0.98 + next * 0.02, ring[i] * 0.02 + next * 0.98, 0.12, h / courses * 0.94);
    }
  }
  Pattern water = w.palette.dark();
  if (w.random.chance(0.5)) water.first = {0.15, 0.35, 0.6};
  w.shape.look(water).rod({0, 0, 0.01}, {0, 0, h * 0.7}, r * (is_square ? 0.7 : 0.98));
  w.shape.look(w.palette.wood({0, 0, 1}));
  const double side = is_square ? r * 0.72 : r * 0.98;
  for (const int s : {-1, 1}) w.shape.box({0, s * side, post / 2}, {0.08, 0.08, post});
  const double roller = h + (post - h) * 0.55;
  w.shape.rod({0, -side - 0.15, roller}, {0, side + 0.1, roller}, 0.045);
  w.shape.rod({0, -side - 0.14, roller}, {0.15, -side - 0.14, roller - 0.02}, 0.025);
  w.shape.rod({0.15, -side - 0.24, roller - 0.02}, {0.15, -side - 0.12, roller - 0.02}, 0.025);
  const double low = h + w.random.uniform(-0.12, 0.05);
  w.shape.look(w.palette.white()).rod({0.04, 0, low}, {0.04, 0, roller}, 0.018);
  w.shape.look(w.palette.furniture()).rod({0.04, 0, low - 0.1}, {0.04, 0, low + 0.06}, 0.08, 0.11);
  w.shape.look(w.palette.bright());
  const double rise = w.random.uniform(0.2, 0.4), out = r * w.random.uniform(0.8, 1.3);
  if (w.random.chance(0.25)) {
    w.shape.rod({0, 0, post - 0.02}, {0, 0, post + rise}, r * 1.35, 0.02);
    return;
  }
  for (const int s : {-1, 1}) {
    w.shape.slab({{0, post + rise}, {0, post + rise + 0.06}, {s * out, post}, {s * out, post - 0.06}}, -side - 0.14,
                 side + 0.14);
  }
  w.shape.look(w.palette.wood({0, 1, 0}));
  w.shape.slab({{-out * 0.7, post - 0.02}, {out * 0.7, post - 0.02}, {0, post + rise}}, -side - 0.04, side + 0.04);
}

void build_bridge(Workshop& w) {
  const int kind = w.random.below(3);
  if (kind == 0) add_arch_bridge(w);
  if (kind == 1) add_suspension_bridge(w);
  if (kind == 2) add_railed_bridge(w);
}

}  // namespace syncdreamer
