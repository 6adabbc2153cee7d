#include <algorithm>
#include <cmath>
#include <vector>

#include "render/procedural/food_parts.h"
#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A round leaf of lettuce whose rim goes up and down, `thick` at the middle.
void add_lettuce(Workshop& w, Vec3 centre, double x, double y, double thick) {
  w.shape.look(tint(w, 0.27, 0.75, 0.75));
  const double waves = w.random.between(7, 12);
  for (const int s : {-1, 1}) {
    w.shape.sheet(
        [&](double u, double v) {
          const double a = 2 * kPi * u, wave = 0.05 * v * v * std::sin(waves * a);
          return centre + Vec3{x * v * std::cos(a), y * v * std::sin(a), wave + s * thick / 2};
        },
        80, 6);
  }
}

/// A piece of a disc between two angles and two heights.
void add_sector(Workshop& w, double radius, std::array<double, 2> angles, std::array<double, 2> heights,
                const Pattern& rind) {
  const auto [from, to] = angles;
  const auto [z0, z1] = heights;
  const auto at = [&, from = from, to = to](double u, double r, double z) {
    return around(from + (to - from) * u, radius * r, z);
  };
  const auto height = [z0 = z0, z1 = z1](double v) { return z0 + (z1 - z0) * v; };
  for (const double z : heights) w.shape.sheet([&](double u, double v) { return at(u, v, z); }, 30, 3);
  for (const double u : {0.0, 1.0}) {
    w.shape.sheet([&](double r, double v) { return at(u, r, height(v)); }, 3, 3);
  }
  w.shape.look(rind).sheet([&](double u, double v) { return at(u, 1, height(v)); }, 30, 3);
}

}  // namespace

void build_burger(Workshop& w) {
  const double r = w.random.uniform(0.4, 0.5), bottom = w.random.uniform(0.09, 0.16),
               dome = w.random.uniform(0.18, 0.36);
  const Pattern bun = w.random.chance(0.9) ? bread(w) : w.palette.dark();
  w.shape.look(bun).lathe(
      {0, 0, 0}, {{0, 0}, {r * 0.9, 0}, {r, bottom * 0.4}, {r, bottom * 0.8}, {r * 0.95, bottom}, {0, bottom}});
  double z = bottom;
  const int layers = w.random.between(3, 7);
  int before = -1;
  for (int i = 0; i < layers; ++i) {
    int kind = i == 0 ? 0 : w.random.below(4);
    if (kind == before) kind = (kind + 1) % 4;
    before = kind;
    const double h = kind == 0 ? w.random.uniform(0.1, 0.17) : 0.055;
    if (kind == 0) w.shape.look(tint(w, 0.05, 0.65, 0.35)).rounded_box({0, 0, z}, {0.1, 0.1, 0.05}, 0.02);
    if (kind == 0)
      w.shape.lathe({0, 0, z},
                    {{0, 0}, {r * 0.97, 0}, {r * 1.04, h * 0.3}, {r * 1.04, h * 0.7}, {r * 0.97, h}, {0, h}});
    if (kind == 1) add_lettuce(w, {0, 0, z + h / 2}, r * 1.16, r * 1.12, 0.03);
    if (kind == 2) w.shape.look(tint(w, 0.01, 0.85, 0.85)).rod({0, 0, z}, {0, 0, z + h}, r * 0.98);
    if (kind == 3) {
      w.shape.look(tint(w, 0.12, 0.8, 0.98)).box({0, 0, z + h / 2}, {r * 1.75, r * 1.75, h});
      for (const int s : {-1, 1}) {
        w.shape.slab({{s * r * 0.8, z + h}, {s * r * 0.92, z + h}, {s * r * 1.06, z - 0.07}, {s * r * 1.0, z - 0.09}},
                     -r * 0.3, r * 0.3);
      }
    }
    z += h;
  }
  w.shape.look(bun).lathe({0, 0, z}, {{0, 0}, {r * 0.95, 0}, {r, 0.03}});
  w.shape.lathe({0, 0, z + 0.03}, dome_profile(r, dome));
  if (w.random.chance(0.7)) {
    add_sprinkles(w, w.random.between(12, 30), 0.02, false, [&](double a, double b) {
      return around(2 * kPi * a, r * std::cos(0.5 + b), z + 0.03 + dome * std::sin(0.5 + b));
    });
  }
  if (w.random.chance(0.35)) add_topping(w, {0, 0, z + dome});
}

void build_sandwich(Workshop& w) {
  const double size = w.random.uniform(0.7, 0.9), crust = w.random.uniform(0.06, 0.14);
  const bool is_triangle = w.random.chance(0.5);
  const int slices = w.random.between(2, 3);
  const Pattern crumb = tint(w, 0.11, 0.25, 0.95), rind = tint(w, 0.08, 0.65, 0.6);
  // Drawn standing: the slices are stacked along y, which a triangular half may keep.
  double y = 0;
  const auto layer = [&](const Pattern& look, double thick, double grow) {
    w.shape.look(look);
    if (is_triangle) {
      w.shape.slab({{-size * 0.6 * grow, 0}, {size * 0.6 * grow, 0}, {0, size * 0.62 * grow}}, y, y + thick);
    } else {
      w.shape.rounded_box({0, 0, y + thick / 2}, {size * grow, size * grow * 0.95, thick}, std::min(0.04, thick * 0.3));
    }
    y += thick;
  };
  for (int i = 0; i < slices; ++i) {
    layer(rind, 0.02, 1);
    layer(crumb, crust, 0.985);
    layer(i + 1 == slices ? rind : crumb, 0.02, 1);
    if (i + 1 == slices) break;
    for (int k = w.random.between(2, 4); k > 0; --k) {
      const int kind = w.random.below(4);
      const double thick = w.random.uniform(0.035, 0.07), grow = w.random.uniform(0.93, 1.1);
      if (kind == 0 && !is_triangle) add_lettuce(w, {0, 0, y + 0.02}, size * 0.6, size * 0.58, 0.04);
      if (kind == 0) layer(tint(w, 0.28, 0.75, 0.7), 0.035, is_triangle ? 1.08 : 0.9);
      if (kind == 1) layer(tint(w, 0.01, 0.8, 0.85), thick, grow);
      if (kind == 2) layer(tint(w, 0.13, 0.75, 0.98), thick * 0.8, grow);
      if (kind == 3) layer(tint(w, 0.96, 0.45, 0.85), thick, grow);
    }
  }
  if (is_triangle || w.random.chance(0.4)) return;
  w.shape.look(w.palette.wood({0, 0, 1})).rod({0, 0, 0}, {0, 0, y + 0.25}, 0.018);
  w.shape.look(w.palette.bright()).ellipsoid({0, 0, y + 0.2}, {0.06, 0.06, 0.08});
}

void build_hot_dog(Workshop& w) {
  const double x = w.random.uniform(0.42, 0.55), r = w.random.uniform(0.1, 0.15),
               sausage = r * w.random.uniform(0.75, 1.0);
  const Pattern bun = bread(w);
  const double z = r * 1.25, over = w.random.uniform(-0.02, 0.12), sag = w.random.uniform(-0.06, 0.1);
  for (const int s : {-1, 1}) {
    const double open = w.random.uniform(0.75, 0.95);
    w.shape.look(bun).ellipsoid({0, s * r * open, z}, {x, r * 0.95, r * 1.25});
    w.shape.look(tint(w, 0.11, 0.3, 0.97))
        .ellipsoid({0, s * r * open * 0.85, z + r * 0.2}, {x * 0.97, r * 0.8, r * 1.12});
  }
  w.shape.look(bun).ellipsoid({0, 0, r * 0.7}, {x * 0.97, r * 1.1, r * 0.7});
  if (w.random.chance(0.5)) add_lettuce(w, {0, 0, z + r * 0.75}, x * 0.9, r * 1.6, 0.03);
  const auto height = [&](double t) { return z + r * 0.9 + sag * (t * t - 0.3); };
  std::vector<Vec3> meat, sauce;
  for (int i = -8; i <= 8; ++i) meat.push_back({(x + over) * i / 8.0, 0, height(i / 8.0)});
  w.shape.look(tint(w, 0.02, 0.75, 0.65)).tube(meat, sausage);
  const int waves = w.random.between(3, 7);
  const bool is_straight = w.random.chance(0.15);
  for (int i = -40; i <= 40; ++i) {
    const double t = i / 40.0, swing = is_straight ? 0 : 0.6 * sausage * std::sin(kPi * waves * t);
    sauce.push_back({x * 0.85 * t, swing, height(t * 0.85) + std::sqrt(sausage * sausage - swing * swing)});
  }
  w.shape.look(w.random.chance(0.6) ? tint(w, 0.13, 0.9, 0.97) : tint(w, 0.0, 0.9, 0.8))
      .tube(sauce, w.random.uniform(0.025, 0.035));
  const int extra = w.random.below(3);
  if (extra == 0) w.shape.look(w.palette.fabric()).rounded_box({0, 0, r * 0.3}, {x * 1.7, r * 4.3, r * 0.5}, 0.03);
  if (extra != 1) return;
  for (int i = -3; i <= 3; ++i) {
    const double side = (i % 2 == 0 ? 1 : -1) * sausage * 0.8;
    w.shape.look(tint(w, 0.25, 0.7, 0.6))
        .rod({x * i / 4.2, side, z + r * 1.1}, {x * i / 4.2 + 0.03, side, z + r * 1.4}, 0.065);
  }
}

void build_cheese(Workshop& w) {
  const double r = w.random.uniform(0.6, 0.8), h = w.random.uniform(0.2, 0.45);
  const bool is_wheel = w.random.chance(0.45);
  const double open = is_wheel ? w.random.uniform(0.5, 1.3) : 2 * kPi - w.random.uniform(0.6, 1.3);
  const double from = open / 2, to = 2 * kPi - open / 2;
  const Pattern paste = w.random.chance(0.8) ? tint(w, 0.13, 0.6, 0.98) : w.palette.white();
  const Pattern rind = w.random.chance(0.4)   ? paste
                       : w.random.chance(0.5) ? tint(w, 0.02, 0.8, 0.7)
                                              : tint(w, 0.1, 0.6, 0.8);
  w.shape.look(paste);
  add_sector(w, r, {from, to}, {0, h}, rind);
  if (is_wheel && w.random.chance(0.6)) {
    w.shape.look(rind);
    add_sector(w, r, {from, to}, {-0.03, 0}, rind);
    add_sector(w, r, {from, to}, {h, h + 0.03}, rind);
  }
  Pattern hole = paste;
  hole.first = paste.first * w.random.uniform(0.55, 0.8);
  w.shape.look(hole);
  const int holes = w.random.between(3, 8);
  for (int i = 0; i < holes; ++i) {
    const double d = r * w.random.uniform(0.3, 0.85), size = h * w.random.uniform(0.08, 0.2);
    for (const int s : {-1, 1}) {
      const double a = s < 0 ? from : to, z = h * w.random.uniform(0.25, 0.75);
      const Vec3 at = around(a, d, z), out = around(a + s * kPi / 2, 1, 0);
      w.shape.rod(at - out * 0.03, at + out * 0.008, size * w.random.uniform(0.7, 1.1));
    }
    const double a = from + (to - from) * w.random.uniform(0.25, 0.75);
    if (!is_wheel) w.shape.rod(around(a, d, h - 0.03), around(a, d, h + 0.008), size);
  }
  if (w.random.chance(0.3)) {
    w.shape.look(w.palette.wood());
    w.shape.rod({is_wheel ? 0 : -r * 0.5, 0, -0.06}, {is_wheel ? 0 : -r * 0.5, 0, 0}, is_wheel ? r * 1.15 : r * 0.75);
  }
}

void build_bread_basket(Workshop& w) {
  const double r = w.random.uniform(0.36, 0.46), h = w.random.uniform(0.25, 0.42), flare = w.random.uniform(1.0, 1.35);
  const int coils = w.random.between(4, 7);
  const Pattern wicker = w.palette.wood({1, 0, 0}),
                second = w.random.chance(0.5) ? w.palette.paint() : w.palette.wood();
  w.shape.look(wicker).rod({0, 0, 0}, {0, 0, h * 0.3}, r, r * (1 + (flare - 1) * 0.3));
  const double tube = h / coils * 0.6;
  for (int i = 0; i <= coils; ++i) {
    const double t = static_cast<double>(i) / coils;
    w.shape.look(i % 2 == 0 ? wicker : second).torus({0, 0, tube + h * t}, {0, 0, 1}, r * (1 + (flare - 1) * t), tube);
  }
  const double rim = r * flare;
  if (w.random.chance(0.35))
    w.shape.look(w.palette.fabric())
        .lathe({0, 0, h}, {{0, 0}, {rim * 0.9, 0.03}, {rim * 1.06, 0.05}, {rim * 1.1, -0.08}});
  w.shape.look(wicker).rod({0, 0, h * 0.4}, {0, 0, h * 0.75}, rim * 0.9);
  if (w.random.chance(0.5)) {
    std::vector<Vec3> handle;
    const double tall = w.random.uniform(0.4, 0.7);
    for (int i = 0; i <= 16; ++i)
      handle.push_back({0, -rim * std::cos(kPi * i / 16), h + tall * std::sin(kPi * i / 16)});
    w.shape.look(second).tube(handle, 0.035);
  }
  const int sticks = w.random.below(4), buns = w.random.between(4, 8);
  for (int i = 0; i < sticks; ++i) {
    const double a = w.random.uniform(0, 2 * kPi), lean = w.random.uniform(0.1, 0.45),
                 tall = w.random.uniform(0.45, 0.75);
    const Vec3 foot = around(a + kPi, rim * 0.3, h * 0.6), tip = around(a, lean, h + tall);
    w.shape.look(bread(w)).tube({foot, tip}, w.random.uniform(0.075, 0.1));
    w.shape.look(tint(w, 0.11, 0.3, 0.95));
    for (const double t : {0.55, 0.7, 0.85}) w.shape.sphere(foot + (tip - foot) * t + Vec3{0.045, 0, 0.03}, 0.06);
  }
  for (int i = 0; i < buns; ++i) {
    const double a = 2 * kPi * i / buns, size = w.random.uniform(0.14, 0.2), d = i % 3 == 0 ? 0.1 : rim * 0.55;
    const Vec3 at = around(a, d, h * 0.85 + size * 0.5 + (d < 0.2 ? 0.12 : 0.0));
    w.shape.look(w.random.chance(0.8) ? bread(w) : tint(w, 0.06, 0.6, 0.4));
    w.shape.ellipsoid(at, {size * w.random.uniform(1, 1.5), size, size * 0.85}, rotation_about_z(a * 2));
  }
}

void build_pineapple(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.3), h = r * w.random.uniform(1.0, 1.9);
  const Pattern skin = w.random.chance(0.7) ? tint(w, 0.1, 0.75, 0.85) : w.palette.paint();
  const Pattern eye = w.random.chance(0.6) ? tint(w, 0.07, 0.7, 0.55) : tint(w, 0.2, 0.6, 0.6);
  w.shape.look(eye).ellipsoid({0, 0, h}, {r, r, h});
  const int rows = w.random.between(6, 9), columns = w.random.between(8, 12);
  const double spike = w.random.uniform(0.02, 0.06), size = r * 2.1 / columns * 1.25;
  w.shape.look(skin);
  for (int i = 0; i < rows; ++i) {
    const double e = (-0.82 + 1.64 * i / (rows - 1)) * kPi / 2;
    for (int k = 0; k < columns; ++k) {
      const double a = 2 * kPi * (k + 0.5 * (i % 2)) / columns;
      const Vec3 out = around(a, std::cos(e), std::sin(e));
      const Vec3 at{r * out.x * 0.97, r * out.y * 0.97, h + h * out.z * 0.97};
      w.shape.rod(at, at + out * (spike + 0.02), size * (0.35 + 0.65 * std::cos(e)), 0.012);
    }
  }
  const int rings = w.random.between(2, 4);
  const double leaf = w.random.uniform(0.2, 0.6), droop = w.random.uniform(0.1, 0.5);
  for (int i = 0; i < rings; ++i) {
    w.shape.look(tint(w, 0.33, 0.65, 0.55));
    const int count = 8 - i;
    const double lean = 1.2 - 1.0 * i / rings, tall = leaf * (0.7 + 0.5 * i / rings);
    for (int k = 0; k < count; ++k) {
      const double a = 2 * kPi * (k + 0.4 * i) / count;
      const Vec3 root = around(a, r * 0.15, 2 * h - 0.05), mid = root + around(a, lean * tall * 0.35, tall * 0.6);
      w.shape.rod(root, mid, 0.035, 0.045);
      w.shape.rod(mid, mid + around(a, lean * tall * 0.4, tall * (0.6 - droop * lean)), 0.045, 0.006);
    }
  }
}

void build_pumpkin(Workshop& w) {
  const int ribs = w.random.between(7, 12);
  const double r = w.random.uniform(0.2, 0.3), h = w.random.uniform(0.22, 0.5), fat = w.random.uniform(0.2, 0.3);
  const Pattern skin = w.random.chance(0.75) ? tint(w, 0.07, 0.9, 0.95) : w.palette.fabric();
  const Pattern groove = w.random.chance(0.3) ? tint(w, 0.1, 0.6, 0.9) : skin;
  for (int i = 0; i < ribs; ++i) {
    const double a = 2 * kPi * i / ribs;
    w.shape.look(i % 2 == 0 ? skin : groove);
    w.shape.ellipsoid(around(a, r * 0.85, h), {fat, std::max(0.12, 3.4 * (r + fat * 0.6) / ribs * 0.62), h},
                      rotation_about_z(a));
  }
  w.shape.look(skin).ellipsoid({0, 0, h}, {r + fat * 0.4, r + fat * 0.4, h * 0.85});
  const double bend = w.random.uniform(-0.15, 0.15), tall = w.random.uniform(0.12, 0.28),
               thick = w.random.uniform(0.045, 0.08);
  w.shape.look(w.palette.leaf()).rod({0, 0, h * 1.6}, {bend * 0.3, 0, h * 2 + tall * 0.4}, thick * 1.6, thick);
  w.shape.rod({bend * 0.3, 0, h * 2 + tall * 0.35}, {bend, 0, h * 2 + tall}, thick, thick * 1.1);
  if (w.random.chance(0.4)) w.shape.ellipsoid({-0.08, 0.2, h * 1.9}, {0.16, 0.2, 0.035}, rotation_about_z(0.5));
  if (!w.random.chance(0.45)) return;
  const double front = r * 0.85 + fat, eye = w.random.uniform(0.06, 0.1), smile = w.random.uniform(0.02, 0.12);
  w.shape.look(w.random.chance(0.6) ? w.palette.dark() : tint(w, 0.14, 0.7, 1));
  for (const int s : {-1, 1})
    w.shape.ellipsoid({front * 0.84, s * front * 0.37, h * 1.25}, {front * 0.12, eye, eye * 1.1});
  w.shape.ellipsoid({front * 0.95, 0, h * 1.02}, {front * 0.06, eye * 0.5, eye * 0.6});
  std::vector<Vec3> mouth;
  for (int i = -6; i <= 6; ++i) {
    const double t = i / 6.0, a = t * 0.65;
    mouth.push_back(around(a, front * 0.92, h * 0.7 + smile * t * t));
  }
  w.shape.tube(mouth, w.random.uniform(0.035, 0.05));
}

}  // namespace syncdreamer
