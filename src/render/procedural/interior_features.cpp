#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A level plate of (x, y) corners, star-shaped about their mean.
void add_plate(Workshop& w, const std::vector<std::array<double, 2>>& outline, double z0, double z1) {
  std::vector<Vec3> low, high;
  for (const auto& p : outline) {
    low.push_back({p[0], p[1], z0});
    high.push_back({p[0], p[1], z1});
  }
  add_loft(w.shape, low, high);
}

/// White and black keys from y0 to y1 that end at `x` in front.
void add_keys(Workshop& w, double x, double y0, double y1, double z, double depth) {
  const int count = 21;
  const double each = (y1 - y0) / count;
  w.shape.look(w.palette.white()).box({x - depth / 2, (y0 + y1) / 2, z}, {depth, y1 - y0, 0.05});
  w.shape.look(w.palette.dark());
  for (int i = 1; i < count; ++i) {
    if (i % 7 == 0 || i % 7 == 3) continue;
    w.shape.box({x - depth * 0.66, y0 + i * each, z + 0.03}, {depth * 0.65, each * 0.6, 0.04});
  }
}

void add_piano_bench(Workshop& w, double x, const Pattern& frame) {
  const double height = 0.45, half = w.random.uniform(0.22, 0.38);
  w.shape.look(frame);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) w.shape.box({x + sx * 0.12, sy * half * 0.85, height / 2}, {0.045, 0.045, height});
  }
  w.shape.box({x, 0, height - 0.02}, {0.32, half * 2, 0.06});
  w.shape.look(w.palette.fabric()).rounded_box({x, 0, height + 0.03}, {0.32, half * 2, 0.07}, 0.03);
}

void add_upright_piano(Workshop& w, const Pattern& body, const Pattern& trim) {
  const double width = w.random.uniform(1.35, 1.55), height = w.random.uniform(1.0, 1.4),
               deep = w.random.uniform(0.3, 0.4), z = 0.66;
  w.shape.look(body).box({0, 0, height / 2}, {deep, width, height});
  w.shape.rounded_box({0.01, 0, height + 0.01}, {deep + 0.06, width + 0.05, 0.05}, 0.015);
  w.shape.box({deep / 2 + 0.13, 0, z - 0.08}, {0.3, width, 0.1});
  const double front = deep / 2 + 0.26;
  add_keys(w, front, -width * 0.44, width * 0.44, z, 0.22);
  w.shape.look(body);
  for (const int s : {-1, 1}) {
    w.shape.box({deep / 2 + 0.13, s * width * 0.475, z}, {0.3, width * 0.05, 0.14});
    w.shape.rod({front - 0.04, s * width * 0.46, 0}, {front - 0.04, s * width * 0.46, z - 0.08}, 0.03, 0.05);
    w.shape.box({deep / 2 + 0.1, s * width * 0.46, 0.03}, {0.36, 0.09, 0.06});
  }
  w.shape.look(trim).box({deep / 2, 0, height * 0.8}, {0.03, width * 0.85, height * 0.24});
  w.shape.box({deep / 2, 0, z * 0.48}, {0.03, width * 0.85, z * 0.5});
  w.shape.look(w.palette.metal());
  for (const double y : {-0.08, 0.0, 0.08}) w.shape.box({deep / 2 + 0.07, y, 0.06}, {0.14, 0.035, 0.03});
  if (w.random.chance(0.5)) w.shape.look(w.palette.white()).box({deep / 2 + 0.04, 0, height * 0.8}, {0.03, 0.34, 0.22});
  if (w.random.chance(0.6)) add_piano_bench(w, front + 0.25, body);
}

void add_grand_piano(Workshop& w, const Pattern& body, const Pattern& trim) {
  const double width = w.random.uniform(1.35, 1.5), span = w.random.uniform(1.3, 2.0), z = 0.68, thick = 0.28,
               front = 0.5;
  std::vector<std::array<double, 2>> outline{{front, -width / 2}, {front, width / 2}};
  for (int i = 0; i <= 14; ++i) {
    const double t = i / 14.0, bend = 0.5 - 0.5 * std::cos(kPi * t);
    outline.push_back({front - 0.3 - (span - 0.45) * t, width / 2 - width * 0.58 * bend});
  }
  for (int i = 1; i <= 8; ++i) {
    const double a = kPi / 2 * i / 8, y = -width * 0.08, r = y + width / 2;
    outline.push_back({front - span + 0.15 - 0.15 * std::sin(a), y - r * (1 - std::cos(a)) * 0.98});
  }
  outline.push_back({front - span + 0.1, -width / 2});
  w.shape.look(body);
  std::vector<std::array<double, 2>> rear = outline;
  for (auto& p : rear) p[0] = std::min(p[0], front - 0.26);
  add_plate(w, outline, z - 0.12, z - 0.02);
  add_plate(w, rear, z - 0.02, z + thick - 0.12);
  for (const int s : {-1, 1}) w.shape.box({front - 0.13, s * width * 0.475, z + 0.03}, {0.27, width * 0.05, 0.13});
  add_keys(w, front - 0.02, -width * 0.45, width * 0.45, z, 0.22);
  const double tilt = w.random.uniform(0.3, 0.75);
  if (w.random.chance(0.75)) {
    w.shape.look(trim);
    std::vector<std::array<double, 2>> bed = rear;
    for (auto& p : bed) p = {p[0] * 0.94 - 0.02, p[1] * 0.94};
    add_plate(w, bed, z, z + thick - 0.1);
    w.shape.look(body);
    const auto lifted = [&](double x, double y, double up) {
      const double across = y + width / 2;
      return Vec3{x, -width / 2 + across * std::cos(tilt) - up * std::sin(tilt),
                  z + thick - 0.12 + across * std::sin(tilt) + up * std::cos(tilt)};
    };
    for (std::size_t i = 0; i < rear.size(); ++i) {
      const auto &p = rear[i], &q = rear[(i + 1) % rear.size()];
      const auto edge = [&](double u, double up) {
        return lifted(p[0] + (q[0] - p[0]) * u, p[1] + (q[1] - p[1]) * u, up);
      };
      w.shape.sheet([&](double u, double v) { return edge(u, 0.05 * v); }, 2, 2);
      for (const double up : {0.0, 0.05})
        w.shape.sheet([&](double u, double v) { return lifted(-0.1, -width * 0.2, up) * (1 - v) + edge(u, up) * v; }, 2,
                      2);
    }
    w.shape.look(w.palette.metal()).rod({0, width * 0.4, z + thick - 0.14}, lifted(0, width * 0.3, 0), 0.022);
  }
  w.shape.look(body);
  for (const double y : {-0.42, 0.42})
    w.shape.rod({front - 0.25, y * width, 0}, {front - 0.25, y * width, z - 0.1}, 0.045, 0.07);
  w.shape.rod({front - span + 0.35, -width * 0.25, 0}, {front - span + 0.35, -width * 0.25, z - 0.1}, 0.045, 0.07);
  w.shape.box({front - 0.35, 0, z / 2}, {0.04, 0.14, z - 0.1});
  if (w.random.chance(0.7)) add_piano_bench(w, front + 0.28, body);
}

void add_straight_stairs(Workshop& w, const Pattern& tread, const Pattern& side) {
  const int steps = w.random.between(4, 11), railings = w.random.between(0, 2);
  const double rise = w.random.uniform(0.15, 0.2), run = w.random.uniform(0.2, 0.3),
               half = w.random.uniform(0.35, 0.75), rail = w.random.uniform(0.6, 0.9);
  const bool is_solid = w.random.chance(0.5);
  const double span = run * steps;
  const auto x = [&](double i) { return span / 2 - i * run; };
  for (int i = 0; i < steps; ++i) {
    const double top = (i + 1) * rise;
    w.shape.look(side);
    if (is_solid) w.shape.box({x(i + 0.5), 0, (top - 0.02) / 2}, {run, half * 2, top - 0.02});
    w.shape.look(tread).box({x(i + 0.5) + 0.02, 0, top - 0.02}, {run + 0.05, half * 2.04, 0.05});
  }
  if (!is_solid) {
    const double top = steps * rise, low = 0.22;
    w.shape.look(side);
    for (const double y : {-half, half})
      w.shape.slab({{x(0) + 0.05, 0}, {x(0) + 0.05, rise}, {x(steps), top}, {x(steps), top - low}, {x(1), 0}},
                   y - 0.035, y + 0.035);
    for (const double y : {-half, half}) w.shape.box({x(steps) + 0.04, y, top / 2}, {0.08, 0.08, top});
  }
  w.shape.look(w.random.chance(0.5) ? side : w.palette.metal());
  for (int k = 0; k < railings; ++k) {
    const double y = (k == 0 ? 1 : -1) * half * 0.93;
    for (int i = 0; i < steps; ++i)
      w.shape.rod({x(i + 0.5), y, (i + 1) * rise - 0.02}, {x(i + 0.5), y, (i + 1) * rise + rail}, 0.022);
    w.shape.box({x(0.2), y, (rail + rise) / 2 + 0.05}, {0.08, 0.08, rail + rise + 0.1});
    w.shape.tube({{x(0.2), y, rise + rail}, {x(0.5), y, rise + rail}, {x(steps - 0.5), y, steps * rise + rail}}, 0.04);
  }
}

void add_spiral_stairs(Workshop& w, const Pattern& tread, const Pattern& side) {
  const int steps = w.random.between(8, 16);
  const double rise = w.random.uniform(0.13, 0.19), each = w.random.uniform(0.36, 0.5),
               r = w.random.uniform(0.65, 0.95), rail = w.random.uniform(0.5, 0.8);
  const double sense = w.random.chance(0.5) ? 1 : -1;
  w.shape.look(side).rod({0, 0, 0}, {0, 0, steps * rise + rail}, 0.075);
  w.shape.rod({0, 0, 0}, {0, 0, 0.04}, 0.2);
  std::vector<Vec3> handrail;
  for (int i = 0; i < steps; ++i) {
    const double a0 = sense * each * i, a1 = a0 + sense * each * 1.1, top = (i + 1) * rise, middle = (a0 + a1) / 2;
    w.shape.look(tread);
    add_plate(w,
              {{0.04 * std::cos(a0), 0.04 * std::sin(a0)},
               {r * std::cos(a0), r * std::sin(a0)},
               {r * 1.04 * std::cos(middle), r * 1.04 * std::sin(middle)},
               {r * std::cos(a1), r * std::sin(a1)},
               {0.04 * std::cos(a1), 0.04 * std::sin(a1)}},
              top - 0.06, top);
    const Vec3 post = around(middle, r * 0.95, top);
    w.shape.look(side).rod(post - Vec3{0, 0, 0.05}, post + Vec3{0, 0, rail}, 0.022);
    handrail.push_back(post + Vec3{0, 0, rail});
  }
  w.shape.tube(handrail, 0.035);
}

void add_fire(Workshop& w, double x, double z, double size) {
  w.shape.look(w.palette.wood({0, 1, 0}));
  for (const double dx : {-0.5, 0.5})
    w.shape.rod({x + dx * size * 0.5, -size, z + size * 0.18}, {x - dx * size * 0.3, size, z + size * 0.2},
                size * 0.18);
  const int flames = w.random.between(3, 6);
  for (int i = 0; i < flames; ++i) {
    const double y = ((i + 0.5) / flames - 0.5) * size * 1.5, tall = size * w.random.uniform(0.7, 1.5);
    w.shape.look(w.palette.plain(color_from_hsv(w.random.uniform(0.01, 0.14), 0.9, 1)));
    w.shape.lathe({x, y, z + size * 0.25},
                  {{0, 0}, {size * 0.2, 0.1 * tall}, {size * 0.22, 0.3 * tall}, {size * 0.1, 0.7 * tall}, {0, tall}});
  }
}

void add_lamp(Workshop& w, Vec3 at, int style, double size, const Pattern& shade, const Pattern& glow) {
  if (style == 0) {
    w.shape.rod(at, at + Vec3{0, 0, 0.03}, size * 0.8);
    w.shape.look(shade).rod(at, at + Vec3{0, 0, size * 2.2}, size * 0.4);
    w.shape.look(glow).ellipsoid(at + Vec3{0, 0, size * 2.8}, {size * 0.35, size * 0.35, size * 0.7});
  } else if (style == 1) {
    w.shape.look(shade).rod(at, at + Vec3{0, 0, size * 1.5}, size * 1.3, size * 0.75);
    w.shape.look(glow).sphere(at, size * 0.7);
  } else if (style == 2) {
    w.shape.look(glow).sphere(at + Vec3{0, 0, size * 0.8}, size);
  } else {
    w.shape.look(shade).lathe(at, {{size * 0.3, 0}, {size * 0.9, size * 0.5}, {size * 1.3, size * 1.4}});
    w.shape.look(glow).sphere(at + Vec3{0, 0, size * 0.9}, size * 0.7);
  }
}

}  // namespace

void build_chandelier(Workshop& w) {
  const int tiers = w.random.chance(0.35) ? 2 : 1, arms = w.random.between(3, 9), style = w.random.below(4);
  const double reach = w.random.uniform(0.35, 0.6), drop = w.random.uniform(0.3, 0.8),
               size = w.random.uniform(0.06, 0.1), thick = w.random.uniform(0.018, 0.03);
  const Pattern metal = w.random.chance(0.7) ? w.palette.metal() : w.palette.dark(), shade = w.palette.fabric();
  const Pattern glow = w.palette.plain({1, w.random.uniform(0.85, 0.97), 0.7}),
                crystal = w.random.chance(0.5) ? w.palette.white() : w.palette.bright();
  const double z = 0.3, top = z + 0.3 + drop + (tiers - 1) * 0.3;
  w.shape.look(metal).rod({0, 0, z}, {0, 0, top}, thick);
  w.shape.lathe({0, 0, top - 0.1}, {{0.02, 0}, {0.12, 0.05}, {0.14, 0.1}, {0, 0.1}});
  w.shape.lathe(
      {0, 0, z - 0.14},
      {{0, 0}, {0.05, 0.03}, {0.03, 0.07}, {0.11, 0.16}, {0.08, 0.26}, {0.03, 0.32}, {0.06, 0.38}, {0.02, 0.45}});
  const bool has_ring = w.random.chance(0.35), has_crystals = w.random.chance(0.5);
  const double rise = w.random.uniform(-0.05, 0.2), sag = w.random.uniform(0, 0.15);
  for (int tier = 0; tier < tiers; ++tier) {
    const double r = reach * (1 - 0.42 * tier), level = z + 0.32 * tier;
    const int count = tier == 0 ? arms : std::max(3, arms / 2);
    w.shape.look(metal);
    if (has_ring) w.shape.torus({0, 0, level + rise}, {0, 0, 1}, r, thick * 1.1);
    for (int i = 0; i < count; ++i) {
      const Vec3 out = around(2 * kPi * (i + 0.5 * tier) / count, r, 0), tip = out + Vec3{0, 0, level + rise};
      std::vector<Vec3> path;
      for (int k = 0; k <= 8; ++k) {
        const double t = k / 8.0;
        path.push_back(out * t + Vec3{0, 0, level + rise * t * t - sag * std::sin(kPi * t)});
      }
      w.shape.look(metal).tube(path, thick * 0.9);
      add_lamp(w, tip, style, size, shade, glow);
      if (!has_crystals) continue;
      w.shape.look(crystal).rod(tip, tip - Vec3{0, 0, 0.08}, 0.012);
      w.shape.ellipsoid(tip - Vec3{0, 0, 0.11}, {0.03, 0.03, 0.055});
    }
  }
  w.shape.look(crystal).sphere({0, 0, z - 0.15}, 0.06);
}

void build_fireplace(Workshop& w) {
  const double width = w.random.uniform(1.1, 1.6), height = w.random.uniform(0.85, 1.2),
               depth = w.random.uniform(0.3, 0.45), x = depth / 2;
  const double open = width * w.random.uniform(0.45, 0.62), tall = height * w.random.uniform(0.55, 0.72),
               wall = (width - open) / 2;
  const bool is_brick = w.random.chance(0.5);
  Pattern stone =
      is_brick ? w.palette.plain(color_from_hsv(w.random.uniform(0, 0.06), 0.6, 0.65)) : w.palette.ceramic();
  if (is_brick) {
    stone.kind = PatternKind::checks;
    stone.second = stone.first * 0.7;
    stone.frequency = w.random.uniform(7, 14);
  }
  const Pattern mantel = w.palette.furniture();
  w.shape.look(stone);
  for (const int s : {-1, 1}) w.shape.box({0, s * (open + wall) / 2, height / 2}, {depth, wall, height});
  w.shape.box({0, 0, (tall + height) / 2}, {depth, open + 0.01, height - tall});
  w.shape.look(w.palette.dark()).box({-x + 0.05, 0, height / 2}, {0.06, width * 0.98, height * 0.98});
  if (w.random.chance(0.4)) {
    for (const int s : {-1, 1})
      w.shape.slab({{-x, tall}, {-x + depth * 0.98, tall}, {-x + depth * 0.98, tall - 0.01}, {-x, tall - 0.15}},
                   s * open * 0.28 - open * 0.2, s * open * 0.28 + open * 0.2);
  }
  w.shape.look(w.random.chance(0.5) ? stone : mantel).box({0.12, 0, 0.03}, {depth + 0.35, width * 1.1, 0.06});
  add_fire(w, 0, 0.06, open * 0.27);
  w.shape.look(mantel).rounded_box({0.04, 0, height + 0.03},
                                   {depth + 0.16, width * w.random.uniform(1.05, 1.2), w.random.uniform(0.06, 0.12)},
                                   0.015);
  if (w.random.chance(0.55)) {
    const bool is_round = w.random.chance(0.4);
    for (const int s : {-1, 1}) {
      const double y = s * (open + wall) / 2, half = wall * 0.32;
      if (is_round) w.shape.rod({x + 0.03, y, 0.05}, {x + 0.03, y, height}, half);
      if (!is_round) w.shape.box({x + 0.02, y, height / 2}, {0.06, half * 2, height});
    }
    w.shape.box({x + 0.02, 0, (tall + height) / 2 + 0.02}, {0.05, open, (height - tall) * 0.5});
  }
  if (w.random.chance(0.45)) {
    const double rise = w.random.uniform(0.5, 1.0), half = width * w.random.uniform(0.25, 0.42);
    w.shape.look(w.random.chance(0.6) ? stone : w.palette.paint())
        .box({-0.05, 0, height + rise / 2}, {depth * 0.7, half * 2, rise});
    if (w.random.chance(0.5))
      w.shape.look(w.palette.furniture()).box({depth * 0.3, 0, height + rise * 0.55}, {0.05, half * 1.2, rise * 0.55});
    if (w.random.chance(0.7))
      w.shape.look(w.palette.fabric()).box({depth * 0.3 + 0.01, 0, height + rise * 0.55}, {0.05, half, rise * 0.44});
  }
  for (int i = w.random.below(4); i > 0; --i) {
    const double y = width * (i == 1 ? 0.42 : i == 2 ? -0.42 : -0.25), r = w.random.uniform(0.04, 0.07);
    w.shape.look(w.palette.ceramic())
        .lathe({x - 0.05, y, height + 0.06}, {{0, 0}, {r, 0}, {r * 1.3, r * 2}, {r * 0.5, r * 3.5}, {r * 0.7, r * 4}});
  }
}

void build_piano(Workshop& w) {
  const Pattern body = w.random.chance(0.4)   ? w.palette.dark()
                       : w.random.chance(0.6) ? w.palette.wood({0, 1, 0})
                                              : w.palette.furniture();
  const Pattern trim = w.random.chance(0.5) ? w.palette.wood({0, 1, 0}) : w.palette.paint();
  if (w.random.chance(0.5)) {
    add_upright_piano(w, body, trim);
  } else {
    add_grand_piano(w, body, trim);
  }
}

void build_staircase(Workshop& w) {
  const Pattern tread = w.palette.furniture(), side = w.random.chance(0.3) ? tread : w.palette.furniture();
  if (w.random.chance(0.6)) {
    add_straight_stairs(w, tread, side);
  } else {
    add_spiral_stairs(w, tread, side);
  }
}

void build_pool_table(Workshop& w) {
  const double half = w.random.uniform(0.95, 1.25), wide = half * w.random.uniform(0.5, 0.62),
               height = w.random.uniform(0.75, 0.95), rim = w.random.uniform(0.1, 0.16);
  const Pattern frame = w.palette.furniture();
  const double hue = w.random.chance(0.6)   ? w.random.uniform(0.3, 0.45)
                     : w.random.chance(0.5) ? w.random.uniform(0.55, 0.65)
                                            : w.random.uniform(0, 1);
  const double saturation = w.random.uniform(0.6, 0.95), value = w.random.uniform(0.4, 0.75);
  const Pattern felt = w.palette.plain(color_from_hsv(hue, saturation, value));
  const double skirt = w.random.uniform(0.14, 0.3);
  w.shape.look(frame).box({0, 0, height - skirt / 2}, {wide * 1.86, half * 1.9, skirt});
  w.shape.look(felt).box({0, 0, height}, {wide * 2 - rim, half * 2 - rim, 0.04});
  const auto rail = [&](double at, double thick, double z, double tall) {
    for (const int s : {-1, 1}) {
      w.shape.box({s * (wide - at), 0, z}, {thick, half * 2, tall});
      w.shape.box({0, s * (half - at), z}, {wide * 2, thick, tall});
    }
  };
  rail(rim * 0.9, rim * 0.5, height + 0.03, 0.08);
  w.shape.look(w.random.chance(0.6) ? frame : w.palette.furniture());
  rail(rim * 0.35, rim * 0.75, height + 0.03, 0.12);
  w.shape.look(w.palette.dark());
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 0, 1})
      w.shape.rod({sx * (wide - rim * 0.75), sy * (half - rim * 0.75), height - 0.12},
                  {sx * (wide - rim * 0.75), sy * (half - rim * 0.75), height + 0.095}, 0.085);
  }
  w.shape.look(w.random.chance(0.6) ? frame : w.palette.dark());
  const int legs = w.random.below(3);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const double x = sx * wide * 0.72, y = sy * half * 0.75, z = height - skirt + 0.02;
      if (legs == 0)
        w.shape.lathe({x, y, 0}, {{0, 0}, {0.09, 0}, {0.07, 0.06}, {0.05, 0.1}, {0.11, z * 0.7}, {0.12, z}});
      if (legs == 1) w.shape.box({x, y, z / 2}, {0.2, 0.2, z});
      if (legs == 2) w.shape.rod({x * 1.15, y * 1.15, 0}, {x, y, z}, 0.06, 0.09);
    }
  }
  const double r = 0.05, z = height + 0.02 + r;
  for (int row = 0, rows = w.random.between(2, 5); row < rows; ++row) {
    for (int k = 0; k <= row; ++k)
      w.shape.look(w.palette.bright()).sphere({(k - row / 2.0) * r * 2, half * 0.3 + row * r * 1.75, z}, r);
  }
  w.shape.look(w.palette.white()).sphere({w.random.uniform(-0.3, 0.3) * wide, -half * 0.45, z}, r);
  if (w.random.chance(0.6)) {
    const double x = w.random.uniform(-0.5, 0.5) * wide, turn = w.random.uniform(-0.4, 0.4);
    w.shape.look(w.palette.wood({0, 1, 0}))
        .rod({x, -half * 1.15, height + 0.16}, {x + turn, half * 0.2, z}, 0.03, 0.018);
  }
}

}  // namespace syncdreamer
