#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A loop in the xz plane that leaves the wall at radius `r` and heights z0, z1.
std::vector<Vec3> handle_path(double r, double z0, double z1, double reach) {
  std::vector<Vec3> path;
  for (int i = 0; i <= 12; ++i) {
    const double a = kPi * i / 12;
    path.push_back({r + reach * std::sin(a), 0, z0 + (z1 - z0) * (0.5 - 0.5 * std::cos(a))});
  }
  return path;
}

}  // namespace

void build_mug(Workshop& w) {
  const double r = w.random.uniform(0.3, 0.45), h = w.random.uniform(0.6, 1.1), wall = 0.035;
  const double top = r * w.random.uniform(0.85, 1.25);
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, {{0, 0},
                            {r * 0.9, 0},
                            {r, 0.04},
                            {(r + top) / 2, h / 2},
                            {top, h},
                            {top - wall, h},
                            {(r + top) / 2 - wall, h / 2},
                            {r - wall, 0.06}});
  if (w.random.chance(0.3)) w.shape.look(w.palette.paint());
  const double thickness = w.random.uniform(0.035, 0.06), reach = w.random.uniform(0.2, 0.35);
  w.shape.tube(handle_path(r, h * 0.22, h * 0.8, reach), thickness);
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : w.palette.white());
  w.shape.lathe({0, 0, 0}, {{0, h * 0.8}, {top - wall, h * 0.8}});
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.bright());
    w.shape.torus({0, 0, h * w.random.uniform(0.3, 0.6)}, {0, 0, 1}, (r + top) / 2, 0.02);
  }
}

void build_bottle(Workshop& w) {
  const double r = w.random.uniform(0.15, 0.28), body = w.random.uniform(0.4, 0.7),
               neck = r * w.random.uniform(0.25, 0.5);
  const double shoulder = w.random.uniform(0.1, 0.3), tall = w.random.uniform(0.1, 0.4);
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, {{0, 0},
                            {r * 0.95, 0},
                            {r, 0.03},
                            {r, body},
                            {r * 0.85, body + shoulder * 0.4},
                            {neck * 1.1, body + shoulder * 0.85},
                            {neck, body + shoulder},
                            {neck, body + shoulder + tall}});
  w.shape.look(w.palette.bright());
  w.shape.rod({0, 0, body + shoulder + tall}, {0, 0, body + shoulder + tall + 0.1}, neck * 1.2);
  if (w.random.chance(0.7)) {
    w.shape.look(w.palette.fabric());
    w.shape.lathe({0, 0, 0}, {{r * 1.01, body * 0.25}, {r * 1.01, body * w.random.uniform(0.6, 0.85)}});
  }
}

void build_vase(Workshop& w) {
  const double h = w.random.uniform(0.8, 1.3);
  std::vector<std::array<double, 2>> profile{{0, 0}, {w.random.uniform(0.12, 0.3), 0}};
  const double waist = w.random.uniform(0.1, 0.25), belly = w.random.uniform(0.2, 0.5),
               peak = w.random.uniform(0.25, 0.6);
  const double foot = profile[1][0], mouth = w.random.uniform(0.1, 0.35);
  for (int i = 1; i <= 18; ++i) {
    const double t = i / 18.0;
    const double bump = std::exp(-std::pow((t - peak) / 0.28, 2));
    const double line = (1 - t) * foot + t * mouth - (0.2 - 0.5 * waist) * t * (1 - t);
    profile.push_back({std::max(0.05, line * (1 - bump) + belly * bump), t * h});
  }
  const double rim = profile.back()[0];
  profile.push_back({rim * 0.85, h});
  profile.push_back({rim * 0.7, h * 0.85});
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, profile);
  if (!w.random.chance(0.45)) return;
  const int stems = w.random.between(1, 6);
  for (int i = 0; i < stems; ++i) {
    const double a = w.random.uniform(0, 2 * kPi), lean = w.random.uniform(0.05, 0.35),
                 tall = w.random.uniform(0.3, 0.7);
    const Vec3 tip = around(a, lean, h + tall);
    w.shape.look(w.palette.leaf()).tube({{0, 0, h * 0.85}, {tip.x * 0.4, tip.y * 0.4, h + tall * 0.5}, tip}, 0.015);
    const Pattern petal = w.palette.bright();
    w.shape.look(petal);
    for (int k = 0; k < 6; ++k) {
      const double b = kPi * k / 3;
      w.shape.ellipsoid(tip + Vec3{0.07 * std::cos(b), 0.07 * std::sin(b), 0}, {0.05, 0.05, 0.03});
    }
    w.shape.look(w.palette.bright()).sphere(tip + Vec3{0, 0, 0.02}, 0.045);
  }
}

void build_bowl(Workshop& w) {
  const double r = w.random.uniform(0.4, 0.6), h = w.random.uniform(0.2, 0.5), foot = r * w.random.uniform(0.3, 0.6);
  std::vector<std::array<double, 2>> profile{{0, 0}, {foot, 0}, {foot, 0.05}};
  for (int i = 1; i <= 8; ++i) {
    const double a = kPi / 2 * i / 8;
    profile.push_back({foot + (r - foot) * std::sin(a), 0.05 + h * (1 - std::cos(a))});
  }
  profile.push_back({r * 0.94, h + 0.05});
  for (int i = 7; i >= 0; --i) {
    const double a = kPi / 2 * i / 8;
    profile.push_back(
        {(foot + (r - foot) * std::sin(a)) * 0.94 * (i == 0 ? 0 : 1), 0.1 + (h - 0.05) * (1 - std::cos(a))});
  }
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, profile);
  const int fruit = w.random.chance(0.6) ? w.random.between(3, 9) : 0;
  for (int i = 0; i < fruit; ++i) {
    const double a = w.random.uniform(0, 2 * kPi), d = w.random.uniform(0, 0.5) * r, size = w.random.uniform(0.1, 0.16);
    w.shape.look(w.palette.bright());
    w.shape.ellipsoid(around(a, d, h * 0.75 + (r - d) * 0.25), {size, size, size * w.random.uniform(0.8, 1.1)});
  }
}

void build_teapot(Workshop& w) {
  const double r = w.random.uniform(0.35, 0.45), h = w.random.uniform(0.5, 0.75);
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, {{0, 0},
                            {r * 0.6, 0},
                            {r * 0.65, 0.04},
                            {r * 0.92, h * 0.25},
                            {r, h * 0.45},
                            {r * 0.9, h * 0.7},
                            {r * 0.65, h * 0.92},
                            {r * 0.55, h}});
  w.shape.tube({{-r * 0.85, 0, h * 0.3}, {-r * 1.25, 0, h * 0.45}, {-r * 1.45, 0, h * 0.75}, {-r * 1.65, 0, h * 0.92}},
               0.07);
  w.shape.tube(handle_path(r * 0.85, h * 0.25, h * 0.8, 0.28), 0.045);
  w.shape.look(w.palette.ceramic());
  w.shape.lathe({0, 0, h}, {{r * 0.6, 0}, {r * 0.55, 0.04}, {r * 0.2, 0.11}, {0, 0.13}});
  w.shape.look(w.palette.bright()).sphere({0, 0, h + 0.17}, 0.06);
}

void build_bucket(Workshop& w) {
  const double r = w.random.uniform(0.3, 0.42), top = r * w.random.uniform(1.05, 1.4), h = w.random.uniform(0.5, 0.85);
  w.shape.look(w.random.chance(0.5) ? w.palette.paint() : w.palette.metal());
  w.shape.lathe({0, 0, 0}, {{0, 0}, {r, 0}, {top, h}});
  w.shape.lathe({0, 0, 0}, {{top * 0.97, h}, {r * 0.97, 0.04}, {0, 0.04}});
  w.shape.torus({0, 0, h}, {0, 0, 1}, top, 0.025);
  w.shape.look(w.palette.metal());
  std::vector<Vec3> path;
  const double tilt = w.random.uniform(-1, 1);
  for (int i = 0; i <= 16; ++i) {
    const double a = kPi * i / 16;
    path.push_back(
        {top * std::cos(a), top * std::sin(a) * std::sin(tilt), h * 0.95 + top * std::sin(a) * std::cos(tilt)});
  }
  w.shape.tube(path, 0.02);
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.bright());
    w.shape.lathe({0, 0, 0}, {{r + (top - r) * 0.4 + 0.005, h * 0.4}, {r + (top - r) * 0.6 + 0.005, h * 0.6}});
  }
}

void build_gift_box(Workshop& w) {
  const double x = w.random.uniform(0.5, 1), y = w.random.uniform(0.5, 1), z = w.random.uniform(0.35, 0.9);
  w.shape.look(w.palette.fabric());
  w.shape.box({0, 0, z / 2}, {x, y, z});
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.fabric());
    w.shape.box({0, 0, z}, {x * 1.06, y * 1.06, z * 0.25});
  }
  w.shape.look(w.palette.bright());
  const double band = w.random.uniform(0.06, 0.14), grow = 1.08, top = z * 1.13;
  w.shape.box({0, 0, top / 2}, {band, y * grow, top * 1.005});
  w.shape.box({0, 0, top / 2}, {x * grow, band, top * 1.005});
  for (const int s : {-1, 1}) {
    const Mat3 turned = rotation_about_z(s * 0.6);
    w.shape.ellipsoid({s * 0.14, 0, top + 0.07}, {0.15, 0.07, 0.08}, turned);
  }
  w.shape.sphere({0, 0, top + 0.06}, 0.06);
}

void build_crate(Workshop& w) {
  const double x = w.random.uniform(0.6, 1), y = w.random.uniform(0.5, 0.9), z = w.random.uniform(0.35, 0.8),
               thick = 0.04;
  const int slats = w.random.between(2, 4);
  w.shape.look(w.palette.wood());
  w.shape.box({0, 0, thick / 2}, {x, y, thick});
  for (int i = 0; i < slats; ++i) {
    const double at = (i + 0.5) / slats * z, tall = z / slats * 0.8;
    for (const int s : {-1, 1}) {
      w.shape.box({0, s * y / 2, at}, {x, thick, tall});
      w.shape.box({s * x / 2, 0, at}, {thick, y, tall});
    }
  }
  w.shape.look(w.palette.wood({0, 0, 1}));
  for (const int s : {-1, 1}) {
    for (const int t : {-1, 1}) w.shape.box({s * x / 2, t * y / 2, z / 2}, {thick * 2.2, thick * 2.2, z});
  }
  for (int i = w.random.below(9); i > 0; --i) {
    w.shape.look(w.palette.bright());
    const double radius = w.random.uniform(0.1, 0.17);
    w.shape.sphere(
        {w.random.uniform(-0.35, 0.35) * x, w.random.uniform(-0.35, 0.35) * y, z * w.random.uniform(0.6, 0.9)}, radius);
  }
}

void build_clock(Workshop& w) {
  const double r = w.random.uniform(0.35, 0.5), depth = w.random.uniform(0.12, 0.35);
  w.shape.look(w.palette.paint());
  w.shape.rod({0, -depth / 2, 0}, {0, depth / 2, 0}, r);
  w.shape.look(w.palette.white()).rod({0, -depth / 2 - 0.01, 0}, {0, -depth / 2, 0}, r * 0.85);
  w.shape.look(w.palette.dark());
  for (const double tall : {0.7, 0.45}) {
    const double a = w.random.uniform(0, 2 * kPi);
    w.shape.rod({0, -depth / 2 - 0.03, 0}, {r * tall * std::sin(a), -depth / 2 - 0.03, r * tall * std::cos(a)}, 0.02);
  }
  for (int i = 0; i < 12; ++i) {
    const double a = kPi * i / 6;
    w.shape.sphere({0.75 * r * std::sin(a), -depth / 2 - 0.01, 0.75 * r * std::cos(a)}, i % 3 == 0 ? 0.03 : 0.018);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  for (const int s : {-1, 1}) {
    w.shape.rod({s * r * 0.5, 0, -r * 1.15}, {s * r * 0.45, 0, -r * 0.8}, 0.05);
    w.shape.ellipsoid({s * r * 0.55, 0, r * 1.02}, {r * 0.33, depth * 0.45, r * 0.22}, {});
  }
  w.shape.tube(std::vector<Vec3>{{-0.1, 0, r}, {-0.08, 0, r * 1.3}, {0.08, 0, r * 1.3}, {0.1, 0, r}}, 0.025);
}

void build_candle_holder(Workshop& w) {
  const int count = w.random.between(1, 3);
  const double spread = 0.3, h = w.random.uniform(0.2, 0.6);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.ceramic());
  w.shape.lathe({0, 0, 0}, {{0, 0}, {0.25, 0}, {0.24, 0.04}, {0.06, 0.1}, {0.04, h}});
  const Pattern holder = w.palette.metal();
  for (int i = 0; i < count; ++i) {
    const double x = count == 1 ? 0 : (i - (count - 1) / 2.0) * spread * 2 / (count - 1 + 0.01);
    w.shape.look(holder);
    if (x != 0) w.shape.tube({{0, 0, h * 0.7}, {x * 0.5, 0, h * 0.6}, {x * 0.9, 0, h * 0.75}, {x, 0, h}}, 0.03);
    w.shape.lathe({x, 0, h}, {{0, 0}, {0.1, 0.02}, {0.11, 0.07}, {0, 0.07}});
    const double tall = w.random.uniform(0.25, 0.6), r = w.random.uniform(0.045, 0.08);
    w.shape.look(w.palette.fabric()).rod({x, 0, h + 0.05}, {x, 0, h + tall}, r);
    Pattern flame = w.palette.white();
    flame.first = {1, 0.75, 0.15};
    w.shape.look(flame).ellipsoid({x, 0, h + tall + 0.06}, {0.03, 0.03, 0.07});
  }
}

void build_cake(Workshop& w) {
  double r = w.random.uniform(0.45, 0.6), z = 0.04;
  w.shape.look(w.palette.white()).rod({0, 0, 0}, {0, 0, z}, r * 1.25);
  const int tiers = w.random.between(1, 3);
  const Pattern icing = w.palette.paint();
  for (int i = 0; i < tiers; ++i) {
    const double h = w.random.uniform(0.2, 0.35);
    w.shape.look(w.palette.fabric()).rod({0, 0, z}, {0, 0, z + h}, r);
    w.shape.look(icing).torus({0, 0, z + h}, {0, 0, 1}, r * 0.97, 0.04);
    w.shape.rod({0, 0, z + h}, {0, 0, z + h + 0.02}, r);
    z += h;
    if (i + 1 < tiers) r *= w.random.uniform(0.6, 0.8);
  }
  const int candles = w.random.between(1, 8);
  const bool are_cherries = w.random.chance(0.5);
  for (int i = 0; i < candles; ++i) {
    const double a = 2 * kPi * i / candles;
    const Vec3 at = around(a, 0.65 * r, z);
    w.shape.look(w.palette.bright());
    if (are_cherries) {
      w.shape.sphere(at + Vec3{0, 0, 0.06}, 0.07);
    } else {
      w.shape.rod(at, at + Vec3{0, 0, 0.22}, 0.025);
      w.shape.look(w.palette.bright()).ellipsoid(at + Vec3{0, 0, 0.26}, {0.02, 0.02, 0.04});
    }
  }
}

void build_books(Workshop& w) {
  const int count = w.random.between(2, 7);
  double z = 0;
  for (int i = 0; i < count; ++i) {
    const double x = w.random.uniform(0.5, 0.8), y = w.random.uniform(0.4, 0.6), h = w.random.uniform(0.06, 0.18);
    const double dx = w.random.uniform(-0.06, 0.06), dy = w.random.uniform(-0.06, 0.06);
    w.shape.look(w.palette.bright());
    w.shape.box({dx, dy, z + 0.01}, {x, y, 0.02});
    w.shape.box({dx, dy, z + h - 0.01}, {x, y, 0.02});
    w.shape.box({dx, dy - y / 2 + 0.01, z + h / 2}, {x, 0.02, h});
    w.shape.look(w.palette.white()).box({dx, dy + 0.005, z + h / 2}, {x * 0.95, y * 0.95, h - 0.03});
    z += h;
  }
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.bright()).sphere({0, 0, z + 0.12}, 0.12);
  }
}

}  // namespace syncdreamer
