#include <cmath>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A leaf that starts at `root`, leaves it in the direction of `angle` and bends down.
void add_leaf(Workshop& w, Vec3 root, double angle, double span, double rise, double width) {
  const Vec3 out{std::cos(angle), std::sin(angle), 0}, side{-std::sin(angle), std::cos(angle), 0};
  const double droop = w.random.uniform(0.3, 1.3) * span;
  w.shape.sheet(
      [&](double u, double v) {
        const double half = width * std::sin(kPi * std::pow(v, 0.7)) * (u - 0.5);
        return root + out * (span * v) + side * half + Vec3{0, 0, rise * v - droop * v * v + std::abs(half) * 0.4};
      },
      5, 10);
}

}  // namespace

void build_mushroom(Workshop& w) {
  const int count = w.random.between(1, 3);
  for (int i = 0; i < count; ++i) {
    const double x = i * 0.4 * (i % 2 == 0 ? 1 : -1), y = i * 0.1, h = w.random.uniform(0.3, 0.7),
                 cap = w.random.uniform(0.2, 0.42);
    const double stem = cap * w.random.uniform(0.25, 0.45);
    w.shape.look(w.palette.white());
    w.shape.lathe({x, y, 0}, {{0, 0}, {stem * 1.2, 0}, {stem * 1.1, h * 0.2}, {stem * 0.8, h}});
    const double tall = cap * w.random.uniform(0.5, 1.1);
    w.shape.look(w.palette.white()).lathe({x, y, h}, {{0, 0.03}, {cap, -0.02}});
    w.shape.look(w.palette.fabric());
    w.shape.lathe(
        {x, y, h},
        {{cap, -0.02}, {cap * 0.95, tall * 0.35}, {cap * 0.7, tall * 0.75}, {cap * 0.35, tall * 0.96}, {0, tall}});
    if (!w.random.chance(0.6)) continue;
    w.shape.look(w.palette.white());
    for (int k = 0; k < 9; ++k) {
      const double a = 2.4 * k, e = 0.2 + 1.1 * (k / 9.0);
      w.shape.sphere({x + cap * 0.93 * std::cos(e) * std::cos(a), y + cap * 0.93 * std::cos(e) * std::sin(a),
                      h + tall * 0.97 * std::sin(e)},
                     cap * w.random.uniform(0.08, 0.15));
    }
  }
  if (w.random.chance(0.4)) w.shape.look(w.palette.leaf()).ellipsoid({0, 0, -0.02}, {0.6, 0.5, 0.08});
}

void build_tree(Workshop& w) {
  const double trunk = w.random.uniform(0.2, 0.5), r = w.random.uniform(0.05, 0.1);
  w.shape.look(w.palette.wood({0, 0, 1})).rod({0, 0, 0}, {0, 0, trunk + 0.3}, r, r * 0.6);
  w.shape.look(w.palette.leaf());
  if (w.random.chance(0.45)) {
    const int tiers = w.random.between(1, 4);
    double z = trunk, radius = w.random.uniform(0.3, 0.45);
    for (int i = 0; i < tiers; ++i) {
      w.shape.rod({0, 0, z}, {0, 0, z + radius * 1.3}, radius, 0);
      z += radius * 0.65;
      radius *= 0.78;
    }
    if (w.random.chance(0.4)) w.shape.look(w.palette.bright()).sphere({0, 0, z + radius * 0.9}, 0.06);
    return;
  }
  const int clumps = w.random.between(3, 9);
  for (int i = 0; i < clumps; ++i) {
    const double a = 2.4 * i, d = i == 0 ? 0 : w.random.uniform(0.1, 0.28);
    const Vec3 at = around(a, d, trunk + 0.3 + w.random.uniform(0, 0.3));
    w.shape.look(w.palette.leaf()).sphere(at, w.random.uniform(0.14, 0.26));
  }
  if (!w.random.chance(0.5)) return;
  w.shape.look(w.palette.bright());
  for (int i = 0; i < 14; ++i) {
    const double a = 2.4 * i, e = w.random.uniform(-0.8, 1.2);
    w.shape.sphere(
        {0.42 * std::cos(e) * std::cos(a), 0.42 * std::cos(e) * std::sin(a), trunk + 0.42 + 0.35 * std::sin(e)}, 0.05);
  }
}

void build_potted_plant(Workshop& w) {
  const double r = w.random.uniform(0.15, 0.28), h = w.random.uniform(0.2, 0.4);
  w.shape.look(w.palette.ceramic());
  w.shape.lathe(
      {0, 0, 0},
      {{0, 0}, {r * 0.7, 0}, {r, h}, {r * 1.1, h}, {r * 1.1, h + 0.06}, {r * 0.9, h + 0.06}, {r * 0.85, h * 0.8}});
  Pattern soil = w.palette.dark();
  soil.first = {0.25, 0.17, 0.1};
  w.shape.look(soil).lathe({0, 0, 0}, {{0, h * 0.92}, {r * 0.95, h * 0.92}});
  const int style = w.random.below(3);
  if (style == 0) {
    const double tall = w.random.uniform(0.3, 0.6), girth = w.random.uniform(0.1, 0.18);
    w.shape.look(w.palette.leaf()).ellipsoid({0, 0, h + tall * 0.8}, {girth, girth, tall});
    for (const int s : {-1, 1}) {
      if (w.random.chance(0.6))
        w.shape.tube({{0, 0, h + tall * 0.6}, {s * 0.25, 0, h + tall * 0.65}, {s * 0.28, 0, h + tall * 1.1}}, 0.07);
    }
    w.shape.look(w.palette.bright()).ellipsoid({0, 0, h + tall * 1.8}, {0.07, 0.07, 0.05});
    return;
  }
  const int leaves = w.random.between(6, 16);
  const double stem = style == 1 ? 0 : w.random.uniform(0.2, 0.5), width = w.random.uniform(0.08, 0.25);
  if (stem > 0) w.shape.look(w.palette.wood({0, 0, 1})).rod({0, 0, h * 0.9}, {0, 0, h + stem}, 0.03);
  w.shape.look(w.palette.leaf());
  for (int i = 0; i < leaves; ++i) {
    const double rise = w.random.uniform(0.3, 0.9), length = w.random.uniform(0.25, 0.5);
    const double height = h * 0.9 + stem * w.random.uniform(0.7, 1);
    add_leaf(w, {0, 0, height}, 2.4 * i, length, rise, width);
  }
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.bright());
    for (int i = 0; i < 5; ++i)
      w.shape.sphere({0.15 * std::cos(2.4 * i), 0.15 * std::sin(2.4 * i), h + stem + 0.35 + 0.05 * i}, 0.06);
  }
}

void build_fruit(Workshop& w) {
  const int style = w.random.below(3);
  w.shape.look(w.palette.ceramic());
  if (style == 0) {  // apple, pear, pumpkin: a turned profile
    const double waist = w.random.uniform(0.35, 1), tall = w.random.uniform(0.7, 1.3);
    w.shape.lathe({0, 0, 0}, {{0, 0.05},
                              {0.15, 0},
                              {0.33, 0.1},
                              {0.42, 0.3 * tall},
                              {0.42 * (0.5 + waist / 2), 0.5 * tall},
                              {0.38 * waist, 0.7 * tall},
                              {0.2 * waist, 0.8 * tall},
                              {0, 0.74 * tall}});
    w.shape.look(w.palette.wood({0, 0, 1}))
        .tube({{0, 0, 0.72 * tall}, {0.02, 0, 0.85 * tall}, {0.08, 0, 0.95 * tall}}, 0.025);
    w.shape.look(w.palette.leaf());
    add_leaf(w, {0.02, 0, 0.82 * tall}, w.random.uniform(0, 6), 0.28, 0.2, 0.16);
  } else if (style == 1) {  // a melon or pumpkin of segments
    const int segments = w.random.between(6, 10);
    const double squash = w.random.uniform(0.6, 1.1);
    for (int i = 0; i < segments; ++i) {
      const double a = 2 * kPi * i / segments;
      w.shape.ellipsoid(around(a, 0.2, 0.4 * squash), {0.27, 0.17, 0.4 * squash}, rotation_about_z(a));
    }
    w.shape.look(w.palette.leaf()).rod({0, 0, 0.7 * squash}, {0.05, 0, 0.95 * squash}, 0.06, 0.04);
  } else {  // a bunch of berries
    for (int i = 0; i < 22; ++i) {
      const double t = i / 22.0, d = 0.24 * std::sqrt(t) * (1.1 - 0.2 * t);
      w.shape.sphere({d * std::cos(2.4 * i), d * std::sin(2.4 * i), 0.7 * t + 0.1}, w.random.uniform(0.09, 0.12));
    }
    w.shape.look(w.palette.wood({0, 0, 1})).rod({0, 0, 0.7}, {0.02, 0, 1.0}, 0.025);
    w.shape.look(w.palette.leaf());
    for (int i = 0; i < 2; ++i) add_leaf(w, {0, 0, 0.88}, 3.0 * i, 0.3, 0.15, 0.22);
  }
}

}  // namespace syncdreamer
