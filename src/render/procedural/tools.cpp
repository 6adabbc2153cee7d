#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

Pattern iron(Workshop& w) {
  return w.random.chance(0.5) ? w.palette.dark() : w.palette.metal();
}

}  // namespace

void build_hammer(Workshop& w) {
  const double h = w.random.uniform(0.7, 1.1), r = w.random.uniform(0.035, 0.055), head = w.random.uniform(0.05, 0.1);
  const int kind = w.random.below(4);
  const double z = h - head * 0.3;
  w.shape.look(w.palette.furniture());
  w.shape.lathe({0, 0, 0},
                {{0, 0}, {r * 1.2, 0.01}, {r * 1.35, 0.08}, {r * 1.1, h * 0.35}, {r * 0.8, h * 0.6}, {r, h}, {0, h}});
  if (w.random.chance(0.6))
    w.shape.look(w.palette.bright()).rod({0, 0, -0.01}, {0, 0, h * w.random.uniform(0.25, 0.5)}, r * 1.45);
  if (kind == 0) {
    const double fat = w.random.uniform(0.13, 0.2), reach = w.random.uniform(0.2, 0.34);
    w.shape.look(w.random.chance(0.5) ? w.palette.wood() : w.palette.bright()).rod({-reach, 0, h}, {reach, 0, h}, fat);
    w.shape.look(w.palette.metal());
    for (const int s : {-1, 1}) w.shape.rod({s * reach * 0.6, 0, h}, {s * reach * 0.8, 0, h}, fat * 1.04);
    return;
  }
  w.shape.look(iron(w));
  if (kind == 1) {
    const double reach = w.random.uniform(0.2, 0.32), fat = head * 2.2;
    w.shape.rounded_box({0, 0, z}, {reach * 1.5, fat, fat}, 0.03);
    for (const int s : {-1, 1}) w.shape.rod({s * reach * 0.7, 0, z}, {s * reach, 0, z}, fat * 0.56, fat * 0.48);
    return;
  }
  w.shape.rounded_box({0, 0, z}, {head * 2.2, head * 1.7, head * 1.8}, 0.02);
  const double reach = w.random.uniform(0.16, 0.28);
  w.shape.rod({0, 0, z}, {reach, 0, z}, head * 0.75);
  w.shape.rod({reach - 0.02, 0, z}, {reach + 0.07, 0, z}, head * 1.1);
  if (kind == 2) {
    const double drop = w.random.uniform(0.05, 0.2);
    for (const int s : {-1, 1}) {
      w.shape.tube({{0, s * head * 0.4, z + head * 0.2},
                    {-reach * 0.6, s * head * 0.6, z + head * 0.3},
                    {-reach * 1.1, s * head * 0.8, z - drop * 0.3},
                    {-reach * 1.3, s * head * 0.9, z - drop}},
                   head * 0.42);
    }
  } else {
    w.shape.rod({0, 0, z}, {-reach * 0.8, 0, z}, head * 0.65);
    w.shape.sphere({-reach * 0.9, 0, z}, head * 0.95);
  }
}

void build_watering_can(Workshop& w) {
  const double r = w.random.uniform(0.25, 0.36), top = r * w.random.uniform(0.7, 1.05),
               h = w.random.uniform(0.35, 0.65);
  const Pattern body = w.random.chance(0.3) ? w.palette.metal() : w.palette.ceramic(),
                trim = w.random.chance(0.5) ? w.palette.bright() : body;
  w.shape.look(body);
  w.shape.lathe({0, 0, 0},
                {{0, 0}, {r, 0}, {(r + top) * 0.52, h * 0.5}, {top, h}, {top - 0.03, h}, {top - 0.03, h * 0.8}});
  w.shape.look(w.palette.dark()).rod({0, 0, h * 0.7}, {0, 0, h * 0.85}, top * 0.96);
  w.shape.look(body).ellipsoid({top * 0.45, 0, h * 0.97}, {top * 0.56, top * 0.8, 0.06});
  w.shape.look(trim);
  for (const double z : {0.02, h}) w.shape.torus({0, 0, z}, {0, 0, 1}, z < 0.1 ? r : top, 0.025);
  const double reach = w.random.uniform(0.35, 0.6), rise = h * w.random.uniform(0.95, 1.5);
  const Vec3 tip{r + reach, 0, rise}, foot{r * 0.85, 0, h * 0.22};
  w.shape.look(w.random.chance(0.5) ? trim : body);
  if (w.random.chance(0.6)) {
    w.shape.rod(foot, tip, 0.075, 0.04);
  } else {
    w.shape.tube({foot, foot + Vec3{reach * 0.4, 0, 0.02}, foot * 0.35 + tip * 0.65 - Vec3{0, 0, 0.03}, tip}, 0.05);
  }
  if (w.random.chance(0.8)) {
    const Vec3 out = normalized(tip - foot);
    const double rose = w.random.uniform(0.09, 0.15);
    w.shape.look(trim).rod(tip - out * 0.02, tip + out * 0.12, 0.045, rose);
    w.shape.look(w.palette.metal()).rod(tip + out * 0.12, tip + out * 0.14, rose * 0.95);
  }
  w.shape.look(trim);
  const int kind = w.random.below(3);
  const double thick = w.random.uniform(0.03, 0.045);
  if (kind != 1) {
    const double out = w.random.uniform(0.2, 0.32);
    w.shape.tube(arc({-(r + top) * 0.46, 0, h * 0.55}, {0, 0, -h * 0.35}, {-out, 0, 0}, 0, kPi), thick);
  }
  if (kind != 0) w.shape.tube(arc({0, 0, h}, {top, 0, 0}, {0, 0, h * w.random.uniform(0.5, 0.9)}, 0, kPi), thick);
}

namespace {

/// Things that stick out of a toolbox at height z.
void add_loose_tools(Workshop& w, double y, double z) {
  for (int i = w.random.between(1, 4); i > 0; --i) {
    const Vec3 foot{w.random.uniform(-0.06, 0.06), w.random.uniform(-0.35, 0.35) * y, z - 0.15};
    const Vec3 tip = foot + Vec3{w.random.uniform(-0.1, 0.1), w.random.uniform(-0.1, 0.1), w.random.uniform(0.3, 0.45)};
    w.shape.look(w.random.chance(0.5) ? w.palette.bright() : w.palette.wood({0, 0, 1})).rod(foot, tip, 0.035);
    w.shape.look(w.palette.metal());
    if (w.random.chance(0.5)) w.shape.rod(tip - Vec3{0, 0.11, 0.02}, tip + Vec3{0, 0.11, -0.02}, 0.05);
  }
}

}  // namespace

void build_toolbox(Workshop& w) {
  const double x = w.random.uniform(0.35, 0.5), y = w.random.uniform(0.75, 1.05), h = w.random.uniform(0.25, 0.42);
  const Pattern body = w.random.chance(0.7) ? w.palette.bright() : w.palette.wood({0, 1, 0}), metal = w.palette.metal(),
                dark = w.palette.dark();
  w.shape.look(body);
  if (w.random.chance(0.4)) {
    w.shape.box({0, 0, 0.025}, {x, y, 0.05});
    for (const int s : {-1, 1}) w.shape.box({s * x / 2, 0, h * 0.4}, {0.04, y, h * 0.8});
    const double tall = h + w.random.uniform(0.15, 0.35);
    for (const int s : {-1, 1}) {
      w.shape.slab({{-x / 2, 0}, {x / 2, 0}, {x / 2, h * 0.8}, {0.07, tall}, {-0.07, tall}, {-x / 2, h * 0.8}},
                   s * y / 2 - 0.02, s * y / 2 + 0.02);
    }
    w.shape.look(w.palette.furniture()).rod({0, -y * 0.54, tall - 0.08}, {0, y * 0.54, tall - 0.08}, 0.04);
    add_loose_tools(w, y, h * 0.8);
    return;
  }
  w.shape.box({0, 0, h / 2}, {x, y, h});
  w.shape.look(w.random.chance(0.5) ? body : w.random.chance(0.5) ? dark : w.palette.paint());
  const double lid = w.random.uniform(0.08, 0.25);
  const bool is_sloped = w.random.chance(0.5);
  if (is_sloped) {
    add_frustum(w.shape, {0, 0, h + 0.015}, {x * 1.05, y * 1.03}, {x * 0.4, y * 1.03}, lid);
  } else {
    w.shape.rounded_box({0, 0, h + lid / 2 + 0.015}, {x * 1.05, y * 1.03, lid}, 0.04);
  }
  w.shape.look(dark).box({0, 0, h + 0.005}, {x * 1.01, y * 1.005, 0.03});
  const int drawers = w.random.below(3);
  for (int i = 0; i < drawers; ++i) {
    const double z = h * (0.75 - i * 0.36);
    w.shape.look(i == 0 ? metal : dark).box({x / 2, 0, z}, {0.03, y * 0.85, h * 0.26});
    w.shape.look(dark).box({x / 2 + 0.03, 0, z}, {0.05, y * 0.3, 0.04});
  }
  w.shape.look(metal);
  for (const int s : {-1, 1}) w.shape.box({x / 2 + 0.015, s * y * 0.3, h}, {0.05, 0.09, 0.13});
  w.shape.look(dark);
  const double top = h + lid, grip = y * w.random.uniform(0.15, 0.28), tall = w.random.uniform(0.09, 0.2);
  for (const int s : {-1, 1}) w.shape.rod({0, s * grip, top - 0.02}, {0, s * grip, top + tall}, 0.028);
  w.shape.rod({0, -grip - 0.05, top + tall}, {0, grip + 0.05, top + tall}, 0.04);
}

namespace {

/// A barrel's axis is `axis`; its waist is at `centre`.
void add_cask(Workshop& w, Vec3 centre, Vec3 axis, double half, double r, double bulge) {
  const Pattern hoops = iron(w);
  const Pattern staves = w.random.chance(0.75) ? w.palette.wood(axis) : w.palette.paint();
  const auto radius = [&](double t) { return r * (1 + bulge * (1 - t * t)); };
  constexpr int kRings = 10;
  w.shape.look(staves);
  for (int i = 0; i < kRings; ++i) {
    const double a = 2.0 * i / kRings - 1, b = 2.0 * (i + 1) / kRings - 1;
    w.shape.rod(centre + axis * (a * half), centre + axis * (b * half), radius(a), radius(b));
  }
  w.shape.look(hoops);
  const double wide = w.random.uniform(0.05, 0.1), near = w.random.uniform(0.25, 0.5);
  for (const double t : {-0.92, -near, near, 0.92}) {
    w.shape.rod(centre + axis * ((t - wide) * half), centre + axis * ((t + wide) * half), radius(t - wide) + 0.015,
                radius(t + wide) + 0.015);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : staves);
  for (const int s : {-1, 1}) w.shape.rod(centre + axis * (s * half), centre + axis * (s * half * 1.02), r * 0.88);
}

}  // namespace

void build_barrel(Workshop& w) {
  const double half = w.random.uniform(0.36, 0.55), r = w.random.uniform(0.24, 0.38),
               bulge = w.random.uniform(0.08, 0.35);
  const bool is_drum = w.random.chance(0.15);
  if (is_drum) {
    w.shape.look(w.palette.bright()).rod({0, 0, 0}, {0, 0, half * 2}, r);
    w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
    for (const double t : {0.0, 0.33, 0.66, 1.0}) w.shape.torus({0, 0, t * half * 2}, {0, 0, 1}, r, 0.03);
    w.shape.look(w.palette.dark()).rod({r * 0.5, 0, half * 2}, {r * 0.5, 0, half * 2 + 0.03}, 0.06);
    return;
  }
  if (w.random.chance(0.6)) {
    add_cask(w, {0, 0, half}, {0, 0, 1}, half, r, bulge);
    w.shape.look(w.palette.wood());
    if (w.random.chance(0.3)) w.shape.rod({r, 0, half * 0.4}, {r * (1 + bulge) + 0.14, 0, half * 0.4}, 0.035);
    for (int i = w.random.chance(0.3) ? 7 : 0; i > 0; --i) {
      w.shape.look(w.palette.bright());
      const double a = i * 0.9, d = i == 7 ? 0 : r * 0.6;
      w.shape.sphere({d * std::cos(a), d * std::sin(a), half * 2 + 0.02}, r * 0.33);
    }
    return;
  }
  const double fat = r * (1 + bulge), z = fat + w.random.uniform(0.05, 0.25);
  add_cask(w, {0, 0, z}, {1, 0, 0}, half, r, bulge);
  w.shape.look(w.palette.wood({0, 1, 0}));
  for (const int s : {-1, 1}) {
    add_prism(w.shape,
              {{-fat * 0.95, 0}, {fat * 0.95, 0}, {fat * 0.95, z * 0.75}, {0, z - fat * 0.8}, {-fat * 0.95, z * 0.75}},
              s * half * 0.55 - 0.05, s * half * 0.55 + 0.05);
  }
  w.shape.look(w.palette.metal()).rod({half, 0, z - r * 0.6}, {half + 0.16, 0, z - r * 0.6}, 0.035);
  w.shape.rod({half + 0.12, 0, z - r * 0.6 - 0.08}, {half + 0.12, 0, z - r * 0.6 + 0.1}, 0.03);
}

void build_lantern(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.32), h = w.random.uniform(0.4, 0.75), base = w.random.uniform(0.08, 0.18);
  const int sides = std::array{4, 4, 6, 8, 24}[w.random.bits() % 5];
  const double turn = kPi / sides;
  const Pattern frame = w.random.chance(0.5) ? iron(w) : w.palette.bright();
  Pattern light = w.palette.white();
  light.first = {1, w.random.uniform(0.75, 0.95), w.random.uniform(0.35, 0.75)};
  const auto ring = [&](double radius, double z) { return regular_polygon({0, 0, z}, radius, sides, turn); };
  w.shape.look(frame);
  add_loft(w.shape, ring(r * 1.15, 0), ring(r * 1.1, base * 0.6));
  add_loft(w.shape, ring(r * 1.1, base * 0.6), ring(r * 0.9, base));
  const auto low = ring(r, base - 0.02), high = ring(r * w.random.uniform(0.8, 1.2), base + h);
  const double flare = length(high[0] - Vec3{0, 0, base + h});
  for (std::size_t i = 0; i<low.size(); i += sides> 8 ? 4 : 1) w.shape.rod(low[i], high[i], 0.026);
  const bool is_bulbous = w.random.chance(0.3);
  w.shape.look(light);
  if (w.random.chance(0.5)) {
    add_loft(w.shape, ring(r * 0.93, base), ring(flare * 0.93, base + h));
  } else if (is_bulbous) {
    w.shape.ellipsoid({0, 0, base + h / 2}, {r * 0.85, r * 0.85, h * 0.55});
  } else {
    w.shape.look(w.palette.white()).rod({0, 0, base - 0.02}, {0, 0, base + h * 0.5}, r * 0.4);
    w.shape.look(light).ellipsoid({0, 0, base + h * 0.64}, {r * 0.22, r * 0.22, h * 0.18});
  }
  if (w.random.chance(0.4)) {
    w.shape.look(frame);
    for (const double t : {0.33, 0.67}) {
      const auto bars = ring((r + (flare - r) * t) * 0.99, base + h * t);
      for (std::size_t i = 0; i < bars.size(); ++i) w.shape.rod(bars[i], bars[(i + 1) % bars.size()], 0.018);
    }
  }
  const double roof = w.random.uniform(0.12, 0.35), z = base + h;
  w.shape.look(w.random.chance(0.7) ? frame : w.palette.bright());
  add_loft(w.shape, ring(flare * 1.25, z - 0.01), ring(flare * 1.2, z + 0.04));
  add_loft(w.shape, ring(flare * 1.15, z + 0.04), ring(flare * 0.3, z + roof));
  w.shape.look(frame).rod({0, 0, z + roof - 0.02}, {0, 0, z + roof + 0.08}, flare * 0.28);
  if (w.random.chance(0.6)) {
    w.shape.torus({0, 0, z + roof + 0.17}, {1, 0, 0}, 0.11, 0.025);
  } else {
    const double arch = w.random.uniform(0.15, 0.3);
    w.shape.tube(arc({0, 0, z}, {0, flare * 1.2, 0}, {0, 0, roof + arch}, 0, kPi), 0.022);
  }
}

void build_anvil(Workshop& w) {
  const double x = w.random.uniform(0.35, 0.5), wide = w.random.uniform(0.2, 0.3), h = w.random.uniform(0.35, 0.55),
               waist = w.random.uniform(0.35, 0.6), block = h * w.random.uniform(0.35, 0.45);
  double z = 0;
  if (w.random.chance(0.5)) {
    z = w.random.uniform(0.25, 0.6);
    const double r = x * w.random.uniform(0.85, 1.1);
    w.shape.look(w.palette.wood({0, 0, 1}));
    if (w.random.chance(0.6)) {
      w.shape.rod({0, 0, 0}, {0, 0, z}, r * 1.05, r);
      w.shape.look(w.palette.metal()).torus({0, 0, z * 0.7}, {0, 0, 1}, r * 1.01, 0.025);
    } else {
      add_frustum(w.shape, {0, 0, 0}, {r * 2.1, r * 1.5}, {r * 1.9, r * 1.3}, z);
    }
  }
  const Pattern metal = w.random.chance(0.8) ? iron(w) : w.palette.paint();
  w.shape.look(metal);
  const double foot = h * 0.16;
  add_frustum(w.shape, {0, 0, z}, {x * 1.5, wide * 1.5}, {x * 1.4, wide * 1.4}, foot);
  add_frustum(w.shape, {0, 0, z + foot}, {x * 1.25, wide * 1.25}, {x * waist, wide * 0.75}, (h - block - foot) * 0.55);
  add_frustum(w.shape, {0, 0, z + foot + (h - block - foot) * 0.5}, {x * waist, wide * 0.75}, {x * 1.3, wide},
              (h - block - foot) * 0.55);
  const double top = z + h, horn = w.random.uniform(0.35, 0.6);
  w.shape.box({-x * 0.12, 0, top - block / 2}, {x * 1.5, wide, block});
  w.shape.slab({{-x * 0.8, top},
                {-x * 0.8, top - block * 0.9},
                {-x * w.random.uniform(1.0, 1.4), top - block * 0.35},
                {-x * 1.4, top}},
               -wide * 0.48, wide * 0.48);
  w.shape.tube({{x * 0.6, 0, top - block * 0.5}, {x * 0.7, 0, top - block * 0.48}}, block * 0.45);
  for (int i = 0; i < 5; ++i) {
    const auto at = [&](int k) { return Vec3{x * 0.62 + horn * k / 5, 0, top - block * (0.5 - 0.016 * k * k)}; };
    w.shape.rod(at(i), at(i + 1), block * 0.47 * (1 - i / 5.3), block * 0.47 * (1 - (i + 1) / 5.3));
  }
  w.shape.look(w.palette.metal()).box({-x * 0.14, 0, top + 0.012}, {x * 1.46, wide * 1.02, 0.03});
  if (!w.random.chance(0.35)) return;
  w.shape.look(w.palette.wood({0, 1, 0})).rod({-0.1, -0.3, top + 0.07}, {-0.1, 0.15, top + 0.07}, 0.03);
  w.shape.look(w.palette.metal()).box({-0.1, 0.15, top + 0.08}, {0.26, 0.11, 0.11});
}

}  // namespace syncdreamer
