#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// Four feet under a rectangle, slightly splayed.
void add_feet(Workshop& w, Vec3 centre, double depth, double width, double radius) {
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const Vec3 foot{centre.x + sx * depth / 2, centre.y + sy * width / 2, 0};
      w.shape.rod(foot, {foot.x - sx * 0.02, foot.y - sy * 0.02, centre.z}, radius * 0.7, radius);
    }
  }
}

struct Bed {
  double length, width, z;
};

/// Rails, a mattress, a pillow at the +y end and a blanket; the length is along y.
void add_bed(Workshop& w, const Bed& bed, const Pattern& frame) {
  for (const int s : {-1, 1}) {
    w.shape.look(frame).box({s * bed.width / 2, 0, bed.z}, {0.05, bed.length, 0.14});
    w.shape.box({0, s * bed.length / 2, bed.z}, {bed.width, 0.05, 0.14});
  }
  w.shape.box({0, 0, bed.z - 0.03}, {bed.width, bed.length, 0.04});
  w.shape.look(w.palette.white()).rounded_box({0, 0, bed.z + 0.07}, {bed.width * 0.94, bed.length * 0.96, 0.16}, 0.05);
  w.shape.rounded_box({0, bed.length * 0.36, bed.z + 0.19}, {bed.width * 0.65, bed.length * 0.17, 0.11}, 0.05);
  const double cover = bed.length * w.random.uniform(0.5, 0.7);
  w.shape.look(w.palette.fabric());
  w.shape.rounded_box({0, -bed.length * 0.48 + cover / 2, bed.z + 0.09}, {bed.width * 0.97, cover, 0.18}, 0.05);
}

/// Posts between two rails, along x or along y.
void add_railing(Workshop& w, Vec3 from, Vec3 to, double height, int count, double radius) {
  const Vec3 up{0, 0, height};
  w.shape.rod(from + up, to + up, radius * 1.5);
  w.shape.rod(from, to, radius * 1.5);
  for (int i = 0; i <= count; ++i) {
    const Vec3 at = from + (to - from) * (static_cast<double>(i) / count);
    w.shape.rod(at, at + up, radius);
  }
}

struct ChairStyle {
  double seat, width, back;
  bool is_round, has_slats;
  Pattern frame, cushion;
};

/// A chair that faces along `yaw`; other than quarter turns only with a round seat.
void add_dining_chair(Workshop& w, const ChairStyle& style, Vec3 at, double yaw) {
  const Mat3 turn = rotation_about_z(yaw);
  const double half = style.width / 2, c = std::abs(std::cos(yaw)), s = std::abs(std::sin(yaw));
  const auto place = [&](double x, double y, double z) { return at + turn * Vec3{x, y, z}; };
  const auto box = [&](Vec3 centre, Vec3 size) {
    w.shape.box(place(centre.x, centre.y, centre.z), {size.x * c + size.y * s, size.x * s + size.y * c, size.z});
  };
  const double top = style.seat + style.back;
  w.shape.look(style.frame);
  for (const int sy : {-1, 1}) {
    w.shape.rod(place(half * 0.8, sy * half * 0.8, 0), place(half * 0.8, sy * half * 0.8, style.seat), 0.026);
    w.shape.rod(place(-half * 0.9, sy * half * 0.8, 0), place(-half * 0.85, sy * half * 0.8, style.seat), 0.026);
    w.shape.rod(place(-half * 0.85, sy * half * 0.8, style.seat), place(-half * 1.1, sy * half * 0.8, top), 0.026);
  }
  if (style.has_slats) {
    for (const double t : {0.4, 0.65, 0.95}) {
      const double z = style.seat + style.back * t, x = -half * (0.85 + 0.25 * t);
      w.shape.rod(place(x, -half * 0.8, z), place(x, half * 0.8, z), 0.032);
    }
  }
  w.shape.look(style.cushion);
  if (!style.has_slats && !style.is_round)
    box({-half, 0, style.seat + style.back * 0.68}, {0.06, style.width * 0.9, style.back * 0.6});
  if (!style.has_slats && style.is_round)
    w.shape.ellipsoid(place(-half, 0, style.seat + style.back * 0.68), {0.05, half * 0.9, style.back * 0.32}, turn);
  if (style.is_round) {
    w.shape.rod(place(0, 0, style.seat - 0.03), place(0, 0, style.seat + 0.04), half);
  } else {
    box({0, 0, style.seat}, {style.width, style.width, 0.07});
  }
}

}  // namespace

void build_office_chair(Workshop& w) {
  const double seat = w.random.uniform(0.42, 0.58), half = w.random.uniform(0.24, 0.3),
               reach = w.random.uniform(0.28, 0.36), tall = w.random.uniform(0.35, 0.8);
  const Pattern metal = w.random.chance(0.5) ? w.palette.metal() : w.palette.dark(), dark = w.palette.dark();
  const Pattern cover = w.random.chance(0.7) ? w.palette.fabric() : w.palette.dark();
  const double start = w.random.uniform(0, 2 * kPi);
  for (int i = 0; i < 5; ++i) {
    const double a = start + 2 * kPi * i / 5;
    const Vec3 out{reach * std::cos(a), reach * std::sin(a), 0};
    w.shape.look(metal).rod(out + Vec3{0, 0, 0.1}, {0, 0, 0.14}, 0.022, 0.04);
    const Vec3 axle{-0.025 * std::sin(a), 0.025 * std::cos(a), 0};
    w.shape.look(dark).rod(out + axle + Vec3{0, 0, 0.05}, out - axle + Vec3{0, 0, 0.05}, 0.05);
  }
  w.shape.look(metal).rod({0, 0, 0.1}, {0, 0, seat}, 0.035);
  w.shape.look(dark).rod({0, 0, 0.12}, {0, 0, seat * 0.6}, 0.055);
  w.shape.rounded_box({0, 0, seat - 0.03}, {half * 1.2, half * 1.2, 0.06}, 0.02);
  const double thick = w.random.uniform(0.08, 0.13), lean = w.random.uniform(0.04, 0.16);
  w.shape.look(cover).rounded_box({0, 0, seat + thick / 2}, {half * 2, half * 2, thick}, thick * 0.45);
  const double low = seat + thick + (tall < 0.55 ? 0.14 : 0.02), wide = half * w.random.uniform(0.8, 1.0);
  w.shape.look(dark).tube(
      {{0, 0, seat - 0.01}, {-half * 1.1, 0, seat}, {-half * 1.15, 0, low}, {-half - lean * 0.5, 0, low + tall * 0.5}},
      0.032);
  w.shape.look(w.random.chance(0.7) ? cover : w.palette.fabric());
  for (const double front : {0.035, -0.035}) {
    w.shape.sheet(
        [&](double u, double v) {
          const double y = (2 * u - 1) * wide * (1 - 0.25 * v * v * v), edge = std::pow(2 * u - 1, 2),
                       rim = std::pow(2 * v - 1, 4);
          return Vec3{-half - lean * v + 0.07 * edge + front * (1 - rim) * (1 - edge * edge), y, low + tall * v};
        },
        14, 12);
  }
  w.shape.ellipsoid({-half - lean * 0.5, 0, low + tall * 0.5}, {0.05, wide * 0.75, tall * 0.45});
  if (w.random.chance(0.35))
    w.shape.rounded_box({-half - lean * 1.1, 0, low + tall + 0.1}, {0.1, wide * 1.0, 0.2}, 0.05);
  if (w.random.chance(0.7)) {
    const double rest = seat + thick + w.random.uniform(0.15, 0.24);
    for (const int s : {-1, 1}) {
      const double y = s * (half + 0.04);
      w.shape.look(metal).tube({{0, s * half * 0.6, seat + 0.02}, {0, y, seat + 0.04}, {-0.02, y, rest}}, 0.024);
      w.shape.look(dark).rounded_box({0.02, y, rest}, {half * 1.3, 0.08, 0.05}, 0.02);
    }
  }
}

void build_rocking_chair(Workshop& w) {
  const double half = w.random.uniform(0.24, 0.32), seat = w.random.uniform(0.4, 0.5),
               tall = w.random.uniform(0.5, 0.85), lean = tall * w.random.uniform(0.2, 0.4),
               radius = w.random.uniform(0.75, 1.2), span = w.random.uniform(0.42, 0.55);
  const Pattern frame = w.palette.furniture(), other = w.random.chance(0.4) ? w.palette.furniture() : frame;
  const auto rocker = [&](double x) { return 0.03 + radius - std::sqrt(radius * radius - x * x); };
  const double rest = seat + w.random.uniform(0.18, 0.26), thick = w.random.uniform(0.024, 0.034);
  for (const int s : {-1, 1}) {
    std::vector<Vec3> path;
    for (int i = 0; i <= 16; ++i) {
      const double x = -0.05 + span * (i / 8.0 - 1);
      path.push_back({x, s * half, rocker(x)});
    }
    w.shape.look(other).tube(path, thick * 1.25);
    w.shape.look(frame);
    w.shape.rod({half * 0.95, s * half, rocker(half * 0.95)}, {half * 0.85, s * half, rest}, thick);
    w.shape.rod({-half, s * half, rocker(half)}, {-half * 0.9, s * half, seat}, thick);
    w.shape.rod({-half * 0.9, s * half, seat}, {-half * 0.9 - lean, s * half * 0.95, seat + tall}, thick);
    w.shape.look(other).rounded_box({-0.03, s * half, rest}, {half * 2.2, 0.08, 0.04}, 0.015);
  }
  w.shape.look(frame).rod({half * 0.9, -half, seat * 0.5}, {half * 0.9, half, seat * 0.5}, thick * 0.8);
  w.shape.rounded_box({0, 0, seat}, {half * 2.05, half * 2.05, 0.05}, 0.02);
  const auto back = [&](double y, double t) { return Vec3{-half * 0.9 - lean * t, y, seat + tall * t}; };
  const bool has_ladder = w.random.chance(0.4);
  const int count = has_ladder ? w.random.between(3, 5) : w.random.between(4, 7);
  for (int i = 1; i <= count; ++i) {
    const double t = i / (count + 1.0), y = (2 * t - 1) * half;
    if (has_ladder) w.shape.rod(back(-half, t), back(half, t), thick * 1.2);
    if (!has_ladder) w.shape.rod(back(y, 0), back(y, 1), thick * 0.65);
  }
  w.shape.look(other).rod(back(-half * 1.05, 1), back(half * 1.05, 1), thick * 1.7);
  if (w.random.chance(0.55)) {
    w.shape.look(w.palette.fabric()).rounded_box({0, 0, seat + 0.06}, {half * 1.8, half * 1.8, 0.1}, 0.045);
    if (w.random.chance(0.5)) w.shape.ellipsoid(back(0, 0.5) + Vec3{0.06, 0, 0}, {0.08, half * 0.85, tall * 0.4});
  }
}

void build_corner_sofa(Workshop& w) {
  const double long_side = w.random.uniform(1.8, 2.6), short_side = w.random.uniform(1.3, 2.0),
               deep = w.random.uniform(0.75, 0.95), seat = w.random.uniform(0.3, 0.42),
               back = w.random.uniform(0.3, 0.5), thick = w.random.uniform(0.14, 0.24);
  const int s = w.random.chance(0.5) ? 1 : -1;
  const Pattern cover = w.palette.fabric(), cushion = w.random.chance(0.5) ? cover : w.palette.fabric();
  const double foot = w.random.uniform(0.05, 0.14), round = w.random.uniform(0.03, 0.1), rear = -deep / 2;
  const double wing = s * (long_side - deep) / 2, base = (seat - foot) * 0.6;
  w.shape.look(w.random.chance(0.5) ? w.palette.wood() : w.palette.metal());
  add_feet(w, {0, 0, foot + 0.02}, deep * 0.85, long_side * 0.93, 0.04);
  add_feet(w, {rear + short_side - deep / 2, wing, foot + 0.02}, deep * 0.8, deep * 0.85, 0.04);
  w.shape.look(cover).rounded_box({0, 0, foot + base / 2}, {deep, long_side, base}, 0.03);
  w.shape.rounded_box({rear + short_side / 2, wing, foot + base / 2}, {short_side, deep, base}, 0.03);
  const double tall = seat + back - foot;
  w.shape.rounded_box({rear + thick / 2, 0, foot + tall / 2}, {thick, long_side, tall}, round);
  const double arm = short_side * w.random.uniform(0.4, 1.0);
  w.shape.rounded_box({rear + arm / 2, s * (long_side - thick) / 2, foot + tall / 2}, {arm, thick, tall}, round);
  if (w.random.chance(0.75))
    w.shape.rounded_box({0, -s * (long_side - thick) / 2, foot + tall * 0.35}, {deep, thick, tall * 0.7}, round);
  w.shape.look(cushion);
  const int count = w.random.between(1, 3);
  const double room = (long_side - deep - thick) / count, height = seat - foot - base + 0.04;
  for (int i = 0; i < count; ++i) {
    const double y = -s * (long_side / 2 - thick - (i + 0.5) * room);
    w.shape.rounded_box({thick / 2, y, foot + base + height / 2}, {deep - thick, room - 0.02, height}, 0.05);
    w.shape.rounded_box({rear + thick + 0.08, y, seat + back * 0.5}, {0.16, room - 0.04, back * 0.85}, 0.07);
  }
  w.shape.rounded_box({rear + thick + (short_side - thick) / 2, wing - s * thick / 2, foot + base + height / 2},
                      {short_side - thick, deep - thick, height}, 0.05);
  for (int i = w.random.below(5); i > 0; --i) {
    const double size = w.random.uniform(0.18, 0.24), y = s * (long_side * (0.5 - 0.24 * i) + 0.1);
    w.shape.look(w.palette.bright()).ellipsoid({rear + thick + 0.24, y * 0.9, seat + size * 0.9}, {0.1, size, size});
  }
}

void build_chaise_longue(Workshop& w) {
  const double span = w.random.uniform(1.4, 1.8), half = w.random.uniform(0.28, 0.38),
               foot = w.random.uniform(0.1, 0.25), thick = w.random.uniform(0.12, 0.22),
               rise = w.random.uniform(0.35, 0.65), lean = w.random.uniform(0.05, 0.35);
  const Pattern cover = w.palette.fabric(), frame = w.palette.furniture();
  const double z = foot + 0.06, seat = z + thick, x0 = -span / 2, x1 = span / 2;
  w.shape.look(frame).rounded_box({0, 0, foot + 0.03}, {span, half * 2, 0.08}, 0.03);
  add_feet(w, {0, 0, foot + 0.02}, span * 0.9, half * 1.75, w.random.uniform(0.03, 0.055));
  w.shape.look(cover).rounded_box({0, 0, z + thick / 2}, {span, half * 2, thick}, 0.06);
  const double curl = w.random.chance(0.5) ? w.random.uniform(0.07, 0.12) : 0;
  const double run = span * w.random.uniform(0.22, 0.34);
  w.shape.slab(
      {{x0, z}, {x0 + run, seat - 0.01}, {x0 - lean * 0.5 + 0.16, seat + rise}, {x0 - lean * 0.5, seat + rise}},
      -half * 0.98, half * 0.98);
  const double roll = curl > 0 ? curl : 0.08;
  w.shape.rod({x0 - lean * 0.5 + 0.08, -half, seat + rise}, {x0 - lean * 0.5 + 0.08, half, seat + rise}, roll);
  if (w.random.chance(0.4)) {
    w.shape.slab({{x0, z},
                  {x1 * w.random.uniform(0.1, 0.7), z},
                  {0, seat + 0.1},
                  {x0 + run * 0.5, seat + rise * 0.8},
                  {x0 - lean * 0.4, seat + rise}},
                 half * 0.8, half * 1.05);
  }
  if (w.random.chance(0.3)) w.shape.rod({x1, -half, seat + 0.02}, {x1, half, seat + 0.02}, 0.1);
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.bright());
    const double x = x0 + run * 0.75;
    w.shape.rod({x, -half * 0.85, seat + 0.14}, {x, half * 0.85, seat + 0.14}, 0.1);
  }
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.fabric())
        .rounded_box({x1 - 0.3, 0, z + thick / 2 + 0.01}, {w.random.uniform(0.25, 0.5), half * 2.04, thick + 0.03},
                     0.05);
  }
}

void build_bunk_bed(Workshop& w) {
  const double span = w.random.uniform(1.7, 2.0), width = w.random.uniform(0.75, 0.95),
               low = w.random.uniform(0.2, 0.4), high = low + w.random.uniform(0.8, 1.0),
               top = high + w.random.uniform(0.35, 0.5), post = w.random.uniform(0.07, 0.11);
  const Pattern frame = w.palette.furniture();
  w.shape.look(frame);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) w.shape.box({sx * width / 2, sy * span / 2, top / 2}, {post, post, top});
  }
  add_bed(w, {span, width, high}, frame);
  const int below = w.random.below(4);
  if (below == 0) {
    w.shape.look(w.palette.furniture()).box({-width * 0.1, 0, low + 0.35}, {width * 0.8, span, 0.05});
    w.shape.look(w.palette.dark()).box({-width * 0.3, 0, low + 0.62}, {0.05, 0.5, 0.32});
    w.shape.box({-width * 0.3, 0, low + 0.42}, {0.2, 0.1, 0.1});
  } else {
    add_bed(w, {span, width, low}, frame);
  }
  w.shape.look(w.random.chance(0.5) ? frame : w.palette.paint());
  const bool is_solid = w.random.chance(0.4);
  for (const int s : {-1, 1}) {
    for (const double z : {low + 0.3, top - 0.05}) {
      if (is_solid) w.shape.box({0, s * span / 2, z - 0.12}, {width, 0.05, 0.3});
      if (!is_solid)
        add_railing(w, {-width / 2, s * span / 2, z - 0.25}, {width / 2, s * span / 2, z - 0.25}, 0.25, 5, 0.022);
    }
  }
  const int side = w.random.chance(0.5) ? 1 : -1;
  const double ladder = -side * span * 0.3;
  w.shape.box({width / 2, side * span * 0.17, top - 0.06}, {0.05, span * 0.66, 0.09});
  w.shape.box({-width / 2, 0, top - 0.06}, {0.05, span, 0.09});
  w.shape.look(w.palette.paint());
  const double slant = w.random.chance(0.5) ? w.random.uniform(0.15, 0.4) : 0.03, x = width / 2 + 0.05;
  const int rungs = w.random.between(4, 6);
  for (const int s : {-1, 1}) w.shape.rod({x + slant, ladder + s * 0.2, 0}, {x, ladder + s * 0.2, top}, 0.035);
  for (int i = 1; i <= rungs; ++i) {
    const double t = i / (rungs + 1.0);
    w.shape.rod({x + slant * (1 - t), ladder - 0.2, top * t}, {x + slant * (1 - t), ladder + 0.2, top * t}, 0.03);
  }
}

void build_baby_crib(Workshop& w) {
  const double span = w.random.uniform(1.0, 1.3), width = w.random.uniform(0.55, 0.75),
               foot = w.random.uniform(0.12, 0.3), rail = w.random.uniform(0.45, 0.65), top = foot + rail;
  const Pattern frame = w.palette.furniture(), spindle = w.random.chance(0.5) ? frame : w.palette.furniture();
  w.shape.look(frame);
  const double crown = w.random.uniform(0, 0.2);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      w.shape.box({sx * width / 2, sy * span / 2, (top + crown) / 2}, {0.06, 0.06, top + crown});
      w.shape.sphere({sx * width / 2, sy * span / 2, top + crown}, 0.05);
    }
  }
  const bool has_panels = w.random.chance(0.45);
  const int bars = w.random.between(7, 12);
  for (const int s : {-1, 1}) {
    w.shape.look(spindle);
    add_railing(w, {s * width / 2, -span / 2, foot}, {s * width / 2, span / 2, foot}, rail, bars, 0.016);
    if (has_panels) w.shape.look(frame).box({0, s * span / 2, foot + (rail + crown) / 2}, {width, 0.04, rail + crown});
    if (!has_panels)
      add_railing(w, {-width / 2, s * span / 2, foot}, {width / 2, s * span / 2, foot}, rail + crown * 0.7, 5, 0.016);
  }
  add_bed(w, {span * 0.98, width * 0.95, foot + 0.08}, frame);
  const int base = w.random.below(3);
  w.shape.look(base == 0 ? w.palette.dark() : frame);
  for (const int s : {-1, 1}) {
    if (base == 0) {
      for (const int t : {-1, 1}) w.shape.sphere({t * width / 2, s * span / 2, 0.05}, 0.05);
    } else if (base == 1) {
      std::vector<Vec3> path;
      for (int i = -8; i <= 8; ++i) path.push_back({i * width / 11, s * span / 2, 0.035 + 0.0022 * i * i});
      w.shape.tube(path, 0.035);
    }
  }
  const int extra = w.random.below(3);
  if (extra == 0) {
    w.shape.look(frame).tube({{0, span / 2, top * 0.5}, {0, span / 2, top + 0.5}, {0, span * 0.25, top + 0.6}}, 0.025);
    w.shape.look(w.palette.fabric())
        .lathe({0, span * 0.25, top + 0.05}, {{0.34, 0}, {0.26, 0.1}, {0.12, 0.4}, {0, 0.58}});
  } else if (extra == 1) {
    w.shape.look(frame).tube({{0, span / 2, top * 0.5}, {0, span / 2, top + 0.4}, {0, span * 0.2, top + 0.42}}, 0.022);
    for (int i = 0; i < 4; ++i) {
      const Vec3 at{0.2 * std::cos(kPi * i / 2), span * 0.2 + 0.2 * std::sin(kPi * i / 2), top + 0.4};
      w.shape.look(frame).rod({0, span * 0.2, top + 0.42}, at, 0.016);
      w.shape.rod(at, at - Vec3{0, 0, 0.15}, 0.014);
      w.shape.look(w.palette.bright()).sphere(at - Vec3{0, 0, 0.18}, 0.06);
    }
  }
}

void build_dining_set(Workshop& w) {
  const double height = w.random.uniform(0.68, 0.8);
  const Pattern wood = w.palette.furniture(), frame = w.random.chance(0.5) ? wood : w.palette.furniture();
  const ChairStyle style{height * w.random.uniform(0.55, 0.62),
                         w.random.uniform(0.36, 0.46),
                         w.random.uniform(0.35, 0.6),
                         w.random.chance(0.4),
                         w.random.chance(0.5),
                         frame,
                         w.random.chance(0.5) ? frame : w.palette.fabric()};
  const double out = w.random.uniform(-0.05, 0.25);
  const bool has_rug = w.random.chance(0.4);
  const Pattern rug = w.palette.fabric();
  w.shape.look(wood);
  if (w.random.chance(0.45)) {
    const double r = w.random.uniform(0.5, 0.75);
    w.shape.rod({0, 0, height - 0.05}, {0, 0, height}, r);
    w.shape.lathe({0, 0, 0},
                  {{0, 0}, {r * 0.55, 0}, {r * 0.5, 0.05}, {0.09, 0.12}, {0.07, height * 0.6}, {0.16, height - 0.04}});
    if (has_rug) w.shape.look(rug).rod({0, 0, 0}, {0, 0, 0.04}, r + out + 0.45);
    const int chairs = style.is_round ? w.random.between(2, 6) : w.random.chance(0.5) ? 4 : 2;
    for (int i = 0; i < chairs; ++i) {
      const double a = 2 * kPi * i / chairs, d = r + out + 0.1;
      add_dining_chair(w, style, around(a, d, 0), a + kPi);
    }
  } else {
    const int pairs = w.random.between(1, 3);
    const double width = 0.35 + 0.6 * pairs, depth = w.random.uniform(0.7, 0.95);
    w.shape.rounded_box({0, 0, height - 0.03}, {depth, width, 0.06}, 0.015);
    add_feet(w, {0, 0, height - 0.03}, depth * 0.88, width * 0.92, w.random.uniform(0.03, 0.06));
    if (has_rug) w.shape.look(rug).box({0, 0, 0.02}, {depth + 2 * out + 0.9, width + 2 * out + 0.9, 0.04});
    for (int i = 0; i < pairs; ++i) {
      const double y = (i - (pairs - 1) / 2.0) * 0.6;
      for (const int s : {-1, 1}) add_dining_chair(w, style, {s * (depth / 2 + out + 0.1), y, 0}, s > 0 ? kPi : 0);
    }
    if (w.random.chance(0.5)) {
      for (const int s : {-1, 1}) add_dining_chair(w, style, {0, s * (width / 2 + out + 0.1), 0}, -s * kPi / 2);
    }
  }
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.ceramic())
        .lathe({0, 0, height}, {{0, 0}, {0.1, 0}, {0.14, 0.12}, {0.07, 0.24}, {0.09, 0.3}});
    w.shape.look(w.palette.leaf()).sphere({0, 0, height + 0.38}, w.random.uniform(0.1, 0.18));
  }
}

}  // namespace syncdreamer
