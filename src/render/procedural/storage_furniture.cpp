#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

const Vec3 kMirror{0.74, 0.85, 0.93};

/// A rectangle of a front that faces +x.
struct Front {
  double y0, y1, z0, z1;

  double width() const { return y1 - y0; }
  double height() const { return z1 - z0; }
  Vec3 at(double x, double across, double up) const { return {x, y0 + width() * across, z0 + height() * up}; }
};

void add_front(Workshop& w, const Front& panel, double x, double gap) {
  w.shape.rounded_box(panel.at(x, 0.5, 0.5), {0.05, panel.width() - gap, panel.height() - gap}, 0.012);
}

/// How drawers and doors are pulled open.
struct Grip {
  int style;
  double size;
  Pattern look;
};

Grip draw_grip(Workshop& w) {
  const int style = w.random.below(3);
  const double size = w.random.uniform(0.018, 0.034);
  return {style, size,
          w.random.chance(0.6)   ? w.palette.metal()
          : w.random.chance(0.5) ? w.palette.dark()
                                 : w.palette.bright()};
}

void add_grip(Workshop& w, const Grip& grip, Vec3 at, Vec3 along) {
  w.shape.look(grip.look);
  if (grip.style == 0) {
    w.shape.rod(at, at + Vec3{0.04, 0, 0}, grip.size * 0.5);
    w.shape.sphere(at + Vec3{0.045, 0, 0}, grip.size);
  } else if (grip.style == 1) {
    const Vec3 reach{0.05, 0, 0};
    w.shape.tube({at - along, at - along + reach, at + along + reach, at + along}, 0.016);
  } else {
    w.shape.box(at, Vec3{0.04, 0.035, 0.035} + along);
  }
}

/// A drawer's front with one grip, or two if it is wide.
void add_drawer(Workshop& w, const Front& panel, double x, const Pattern& look, const Grip& grip) {
  w.shape.look(look);
  add_front(w, panel, x, 0.03);
  const Vec3 along{0, 0.07, 0};
  if (panel.width() < 0.65) {
    add_grip(w, grip, panel.at(x + 0.02, 0.5, 0.55), along);
  } else {
    for (const double t : {0.22, 0.78}) add_grip(w, grip, panel.at(x + 0.02, t, 0.55), along);
  }
}

void add_legs(Workshop& w, double depth, double width, double height, bool is_round) {
  const double thick = w.random.uniform(0.045, 0.075), splay = is_round ? w.random.uniform(0, 0.06) : 0;
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const double x = sx * (depth - thick) / 2, y = sy * (width - thick) / 2;
      if (is_round) w.shape.rod({x + sx * splay, y + sy * splay, 0}, {x, y, height}, thick * 0.35, thick * 0.55);
      if (!is_round) w.shape.box({x, y, height / 2}, {thick, thick, height});
    }
  }
}

/// A row of books whose spines face +x, from y0 to y1, no taller than `room`; it may end early.
void add_books(Workshop& w, double x, double y0, double y1, double z, double room) {
  const double until = w.random.chance(0.6) ? y1 : y0 + (y1 - y0) * w.random.uniform(0.4, 0.9);
  for (double y = y0; y + 0.03 < until;) {
    const double thick = std::min(w.random.uniform(0.03, 0.085), until - y), tall = room * w.random.uniform(0.6, 0.93),
                 deep = w.random.uniform(0.15, 0.21);
    w.shape.look(w.random.chance(0.75) ? w.palette.bright() : w.palette.dark());
    w.shape.box({x - 0.11 + deep / 2, y + thick / 2, z + tall / 2}, {deep, thick * 0.9, tall});
    y += thick;
  }
}

void add_bottle(Workshop& w, Vec3 at) {
  const double r = w.random.uniform(0.03, 0.05), h = w.random.uniform(0.12, 0.2);
  w.shape.look(w.palette.bright()).lathe(at, {{0, 0}, {r, 0}, {r, h * 0.6}, {r * 0.4, h * 0.8}, {r * 0.4, h * 1.3}});
  w.shape.look(w.palette.dark()).rod(at + Vec3{0, 0, h * 1.28}, at + Vec3{0, 0, h * 1.45}, r * 0.55);
}

void add_bar_stool(Workshop& w, Vec3 at, double height, const Pattern& frame, const Pattern& cover, bool has_pole) {
  w.shape.look(frame);
  if (has_pole) {
    w.shape.lathe(at, {{0, 0}, {0.19, 0}, {0.18, 0.03}, {0.04, 0.05}, {0.03, height}});
  } else {
    for (int i = 0; i < 4; ++i) {
      const Vec3 out{std::cos(kPi * (i / 2.0 + 0.25)), std::sin(kPi * (i / 2.0 + 0.25)), 0};
      w.shape.rod(at + out * 0.2, at + out * 0.13 + Vec3{0, 0, height}, 0.022);
    }
  }
  w.shape.torus(at + Vec3{0, 0, height * 0.35}, {0, 0, 1}, has_pole ? 0.13 : 0.175, 0.016);
  if (has_pole) w.shape.rod(at + Vec3{-0.13, 0, height * 0.35}, at + Vec3{0.13, 0, height * 0.35}, 0.014);
  w.shape.look(cover).lathe(at + Vec3{0, 0, height},
                            {{0, -0.02}, {0.17, -0.02}, {0.19, 0.02}, {0.18, 0.06}, {0, 0.07}});
}

void add_hanging_clothes(Workshop& w, const Front& panel, double depth) {
  w.shape.look(w.palette.metal());
  w.shape.rod(panel.at(0, 0, 0.93), panel.at(0, 1, 0.93), 0.02);
  const int count = w.random.between(3, 7);
  for (int i = 0; i < count; ++i) {
    const double t = (i + 0.5) / count, drop = w.random.uniform(0.4, 0.75) * panel.height();
    const Vec3 top = panel.at(0.02, t, 0.93);
    w.shape.look(w.palette.bright());
    const double half = depth * 0.36, thick = panel.width() / count * 0.36;
    w.shape.slab({{-half * 0.3, top.z},
                  {-half, top.z - 0.1},
                  {-half, top.z - drop},
                  {half, top.z - drop},
                  {half, top.z - 0.1},
                  {half * 0.3, top.z}},
                 top.y - thick, top.y + thick);
  }
}

}  // namespace

void build_wardrobe(Workshop& w) {
  const int columns = w.random.between(2, 4);
  const double each = w.random.uniform(0.4, 0.55), width = each * columns, depth = w.random.uniform(0.5, 0.65),
               height = w.random.uniform(1.6, 2.2), foot = w.random.uniform(0.06, 0.16), x = depth / 2;
  const Pattern body = w.palette.furniture(), front = w.random.chance(0.5) ? body : w.palette.furniture();
  const Grip grip = draw_grip(w);
  w.shape.look(body);
  if (w.random.chance(0.5)) {
    add_legs(w, depth, width, foot + 0.02, true);
  } else {
    w.shape.box({0, 0, foot / 2}, {depth * 0.9, width * 0.96, foot});
  }
  const double low = w.random.chance(0.5) ? w.random.uniform(0.2, 0.45) : 0, thick = 0.05, base = foot + low;
  w.shape.look(body).box({-x + thick / 2, 0, (foot + height) / 2}, {thick, width, height - foot});
  w.shape.box({0, 0, foot + thick / 2}, {depth, width, thick});
  if (low > 0) w.shape.box({0, 0, foot + low / 2}, {depth, width, low});
  w.shape.box({0, 0, height - thick / 2}, {depth, width, thick});
  for (int i = 0; i <= columns; ++i)
    w.shape.box({0, (i * (width - thick)) / columns - (width - thick) / 2, (foot + height) / 2},
                {depth, thick, height - foot});
  const double cornice = w.random.uniform(0, 0.1);
  w.shape.rounded_box({0, 0, height + 0.02}, {depth + cornice, width + cornice, 0.08}, 0.02);
  if (cornice > 0.05 && w.random.chance(0.5))
    w.shape.slab({{-0.1, height}, {0.1, height}, {0.1, height + 0.2}, {-0.1, height + 0.2}}, -width * 0.3, width * 0.3);
  const int open = w.random.chance(0.45) ? w.random.below(columns) : -1;
  const bool has_mirror = w.random.chance(0.35);
  for (int i = 0; i < columns; ++i) {
    const double y0 = -width / 2 + i * each;
    if (low > 0) add_drawer(w, {y0, y0 + each, foot, base}, x + 0.01, front, grip);
    const Front door{y0, y0 + each, base, height};
    if (i == open) {
      add_hanging_clothes(w, {y0 + thick, y0 + each - thick, base, height}, depth);
      continue;
    }
    w.shape.look(front);
    add_front(w, door, x + 0.01, 0.03);
    w.shape.look(has_mirror && i == columns / 2 ? w.palette.plain(kMirror) : i % 2 == 0 ? front : body);
    for (const double t : {0.28, 0.74})
      w.shape.box(door.at(x + 0.035, 0.5, t), {0.03, each * 0.62, door.height() * (t < 0.5 ? 0.4 : 0.36)});
    add_grip(w, grip, door.at(x + 0.03, i % 2 == 0 ? 0.9 : 0.1, 0.5), {0, 0, 0.12});
  }
}

void build_chest_of_drawers(Workshop& w) {
  const int rows = w.random.between(2, 6), columns = w.random.chance(0.3) ? 2 : 1;
  const double width = w.random.uniform(0.6, 1.3), depth = w.random.uniform(0.4, 0.55),
               tall = w.random.uniform(0.16, 0.25) * rows, foot = w.random.uniform(0.05, 0.28), x = depth / 2,
               top = foot + tall;
  const Pattern body = w.palette.furniture(), front = w.random.chance(0.5) ? body : w.palette.furniture();
  const bool is_colorful = w.random.chance(0.2);
  const Grip grip = draw_grip(w);
  w.shape.look(w.random.chance(0.6) ? body : w.palette.furniture());
  add_legs(w, depth * 0.94, width * 0.94, foot + 0.02, w.random.chance(0.6));
  w.shape.look(body).box({0, 0, foot + tall / 2}, {depth, width, tall});
  w.shape.look(w.palette.dark()).box({x, 0, foot + tall / 2}, {0.015, width * 0.95, tall * 0.96});
  w.shape.look(w.random.chance(0.5) ? body : w.palette.wood({0, 1, 0}));
  w.shape.rounded_box({0, 0, top + 0.02}, {depth * 1.08, width * 1.05, 0.05}, 0.015);
  const bool has_split_top = columns == 1 && w.random.chance(0.4);
  double z = foot;
  for (int i = 0; i < rows; ++i) {
    const double h = tall / rows * (1 + 0.25 * ((rows - 1) / 2.0 - i) / rows);
    const int parts = has_split_top && i == rows - 1 ? 2 : columns;
    for (int k = 0; k < parts; ++k) {
      const double y0 = -width / 2 + k * width / parts + 0.01,
                   pull = w.random.chance(0.1) ? w.random.uniform(0.08, 0.2) : 0;
      const Front panel{y0, y0 + width / parts - 0.02, z, z + h};
      const Pattern look = is_colorful ? w.palette.bright() : front;
      add_drawer(w, panel, x + 0.015 + pull, look, grip);
      if (pull > 0)
        w.shape.look(body).box(panel.at(x + pull / 2, 0.5, 0.45),
                               {pull + 0.02, panel.width() * 0.9, panel.height() * 0.7});
    }
    z += h;
  }
  const int above = w.random.below(4);
  if (above == 0) {
    w.shape.look(w.palette.ceramic())
        .lathe({0, width * 0.25, top + 0.04}, {{0, 0}, {0.07, 0}, {0.1, 0.1}, {0.04, 0.2}, {0.06, 0.26}});
  } else if (above == 1) {
    w.shape.look(w.palette.metal()).rod({0, -width * 0.25, top}, {0, -width * 0.25, top + 0.25}, 0.025);
    w.shape.look(w.palette.fabric()).rod({0, -width * 0.25, top + 0.2}, {0, -width * 0.25, top + 0.38}, 0.14, 0.08);
  }
}

void build_dressing_table(Workshop& w) {
  const double width = w.random.uniform(0.9, 1.3), depth = w.random.uniform(0.4, 0.5),
               height = w.random.uniform(0.65, 0.8), drawer = w.random.uniform(0.12, 0.18), x = depth / 2;
  const Pattern body = w.palette.furniture(), trim = w.random.chance(0.5) ? body : w.palette.furniture(),
                glass = w.palette.plain(kMirror);
  const Grip grip = draw_grip(w);
  w.shape.look(body);
  const int towers = w.random.below(3);
  if (towers == 0) add_legs(w, depth * 0.92, width * 0.94, height - drawer + 0.02, w.random.chance(0.6));
  w.shape.box({0, 0, height - drawer / 2}, {depth, width, drawer});
  for (int i = 0; i < 3; ++i)
    add_drawer(w, {width * (i / 3.0 - 0.5), width * ((i + 1) / 3.0 - 0.5), height - drawer, height}, x + 0.01, trim,
               grip);
  for (const int s : {-1, 1}) {
    if (towers == 0) break;
    const double half = width * 0.14, y = s * (width / 2 - half);
    w.shape.look(body);
    if (towers == 1 && s > 0) {
      for (const int t : {-1, 1})
        w.shape.box({t * depth * 0.45, width * 0.47, height / 2 - 0.03}, {0.055, 0.055, height - 0.06});
      continue;
    }
    w.shape.box({0, y, (height - drawer) / 2 + 0.03}, {depth, half * 2, height - drawer - 0.05});
    for (int k = 0; k < 3; ++k)
      add_drawer(
          w,
          {y - half, y + half, 0.04 + (height - drawer - 0.04) * k / 3, 0.04 + (height - drawer - 0.04) * (k + 1) / 3},
          x + 0.01, trim, grip);
  }
  w.shape.look(trim).rounded_box({0, 0, height + 0.02}, {depth * 1.06, width * 1.04, 0.045}, 0.015);
  const double r = width * w.random.uniform(0.24, 0.33), tall = r * w.random.uniform(1, 1.4),
               z = height + tall + w.random.uniform(0.06, 0.16), rear = -x + 0.06;
  for (const int s : {-1, 1}) w.shape.rod({rear, s * r * 0.7, height}, {rear, s * r * 0.7, z}, 0.025);
  if (w.random.chance(0.55)) {
    w.shape.ellipsoid({rear, 0, z}, {0.035, r * 1.12, tall * 1.1});
    w.shape.look(glass).ellipsoid({rear + 0.02, 0, z}, {0.03, r * 0.95, tall * 0.95});
  } else {
    w.shape.rounded_box({rear, 0, z}, {0.06, r * 2, tall * 2}, 0.02);
    w.shape.look(glass).box({rear + 0.02, 0, z}, {0.04, r * 1.75, tall * 1.8});
    for (const int s : {-1, 1}) {
      w.shape.look(trim);
      for (const double d : {0.0, 0.02}) {
        if (d > 0) w.shape.look(glass);
        w.shape.sheet(
            [&](double u, double v) {
              return Vec3{rear + d + 0.17 * u, s * (r + 0.2 * u), z + tall * (0.85 - d) * (2 * v - 1)};
            },
            3, 3);
      }
    }
  }
  for (int i = w.random.below(4); i > 0; --i) add_bottle(w, {0.05, width * (0.52 - 0.2 * i), height + 0.03});
  if (w.random.chance(0.6)) {
    const double seat = height * 0.6;
    w.shape.look(trim).rod({x + 0.25, 0, 0}, {x + 0.25, 0, 0.04}, 0.17);
    w.shape.rod({x + 0.25, 0, 0}, {x + 0.25, 0, seat}, 0.06);
    w.shape.look(w.palette.fabric())
        .rod({x + 0.25, 0, seat - 0.03}, {x + 0.25, 0, seat + 0.07}, w.random.uniform(0.18, 0.24));
  }
}

void build_bookcase_with_books(Workshop& w) {
  const int rows = w.random.between(2, 6), columns = w.random.chance(0.3) ? 2 : 1;
  const double width = w.random.uniform(0.6, 1.1) * (columns == 2 ? 1.4 : 1), room = w.random.uniform(0.28, 0.36),
               thick = w.random.uniform(0.03, 0.06), depth = w.random.uniform(0.27, 0.36),
               foot = w.random.uniform(0.04, 0.14), height = foot + rows * (room + thick) + thick;
  const Pattern frame = w.palette.furniture();
  w.shape.look(frame);
  for (int i = 0; i <= columns; ++i)
    w.shape.box({0, (i * 1.0 / columns - 0.5) * (width - thick), height / 2}, {depth, thick, height});
  for (int i = 0; i <= rows; ++i) w.shape.box({0, 0, foot + i * (room + thick) + thick / 2}, {depth, width, thick});
  if (w.random.chance(0.4)) w.shape.rounded_box({0, 0, height + 0.01}, {depth * 1.12, width * 1.08, 0.06}, 0.02);
  if (w.random.chance(0.75))
    w.shape.look(w.random.chance(0.5) ? frame : w.palette.paint())
        .box({-depth / 2 + 0.015, 0, (height + foot) / 2}, {0.03, width, height - foot});
  const int doors = rows > 3 && w.random.chance(0.35) ? 1 : 0;
  const Grip grip = draw_grip(w);
  for (int i = 0; i < rows; ++i) {
    for (int k = 0; k < columns; ++k) {
      const double cell = (width - thick) / columns, y0 = -width / 2 + thick + k * cell, y1 = y0 + cell - thick,
                   z = foot + thick + i * (room + thick);
      if (i < doors) {
        add_drawer(w, {y0, (y0 + y1) / 2, z, z + room}, depth / 2, frame, grip);
        add_drawer(w, {(y0 + y1) / 2, y1, z, z + room}, depth / 2, frame, grip);
        continue;
      }
      const double start = w.random.chance(0.25) ? y0 + (y1 - y0) * 0.35 : y0;
      add_books(w, 0.02, start, y1, z, room);
      if (start > y0 && w.random.chance(0.7)) {
        const double r = std::min(0.1, (start - y0) * 0.4);
        w.shape.look(w.palette.ceramic())
            .lathe({0.03, (y0 + start) / 2, z}, {{0, 0}, {r * 0.6, 0}, {r, r}, {r * 0.4, r * 1.8}, {r * 0.5, r * 2.1}});
      }
    }
  }
  if (w.random.chance(0.3)) w.shape.look(w.palette.bright()).sphere({0, width * 0.2, height + 0.12}, 0.12);
}

void build_coat_rack(Workshop& w) {
  const double height = w.random.uniform(1.4, 1.8), thick = w.random.uniform(0.03, 0.05),
               reach = w.random.uniform(0.24, 0.36);
  const Pattern frame = w.palette.furniture();
  w.shape.look(frame).rod({0, 0, 0.05}, {0, 0, height}, thick);
  w.shape.sphere({0, 0, height}, thick * w.random.uniform(1.2, 2));
  const int feet = w.random.between(3, 5);
  if (w.random.chance(0.4))
    w.shape.lathe({0, 0, 0}, {{0, 0}, {reach, 0}, {reach * 0.9, 0.06}, {thick, 0.1}});
  else
    for (int i = 0; i < feet; ++i) {
      const Vec3 out = around(2 * kPi * i / feet, 1, 0);
      w.shape.tube({out * reach + Vec3{0, 0, 0.03}, out * reach * 0.6 + Vec3{0, 0, 0.12}, {0, 0, 0.32}}, thick * 0.8);
    }
  const int hooks = w.random.between(4, 8), tiers = w.random.between(1, 2);
  const double arm = w.random.uniform(0.16, 0.26), rise = w.random.uniform(0.06, 0.2);
  std::vector<Vec3> tips;
  for (int i = 0; i < hooks; ++i) {
    const double a = 2 * kPi * i / hooks, z = height - 0.12 - (i % tiers) * 0.22;
    const Vec3 out = around(a, arm, 0);
    tips.push_back(out + Vec3{0, 0, z + rise});
    w.shape.look(frame).tube({{0, 0, z}, out * 0.7 + Vec3{0, 0, z}, tips.back()}, thick * 0.55);
    w.shape.sphere(tips.back(), thick * 0.85);
  }
  for (const Vec3& tip : tips) {
    const double choice = w.random.uniform(), drop = w.random.uniform(0.45, 0.9), girth = w.random.uniform(0.1, 0.15);
    if (choice < 0.4) {
      const Vec3 at{tip.x * 1.05, tip.y * 1.05, tip.z - drop};
      w.shape.look(w.palette.fabric())
          .lathe(at, {{0, 0}, {girth, 0}, {girth * 0.85, drop * 0.6}, {girth * 0.8, drop * 0.85}, {0.03, drop}});
    } else if (choice < 0.52) {
      w.shape.look(w.palette.bright())
          .lathe(tip, {{0, -0.03}, {0.2, -0.04}, {0.2, -0.02}, {0.11, 0}, {0.1, 0.11}, {0, 0.12}});
    } else if (choice < 0.6) {
      w.shape.look(w.palette.bright()).rod(tip, tip - Vec3{0, 0, 0.65}, 0.02, 0.02);
      w.shape.rod(tip - Vec3{0, 0, 0.15}, tip - Vec3{0, 0, 0.62}, 0.07, 0.02);
    }
  }
}

void build_bar_counter(Workshop& w) {
  const double width = w.random.uniform(1.4, 2.2), depth = w.random.uniform(0.4, 0.55),
               height = w.random.uniform(0.95, 1.15), x = depth / 2;
  const Pattern body = w.palette.furniture(), panel = w.random.chance(0.6) ? w.palette.fabric() : w.palette.furniture(),
                top = w.palette.furniture();
  w.shape.look(w.palette.dark()).box({0, 0, 0.05}, {depth * 0.9, width * 0.97, 0.1});
  w.shape.look(body).box({0, 0, height / 2 + 0.04}, {depth, width, height - 0.08});
  const int parts = w.random.between(1, 7);
  w.shape.look(panel);
  for (int i = 0; i < parts; ++i)
    w.shape.box({x, ((i + 0.5) / parts - 0.5) * width, height * 0.5}, {0.05, width / parts * 0.82, height * 0.72});
  const double over = w.random.uniform(0.05, 0.2);
  w.shape.look(top).rounded_box({over / 2, 0, height + 0.02}, {depth + over, width * 1.05, w.random.uniform(0.05, 0.1)},
                                0.025);
  if (w.random.chance(0.35)) {
    const int s = w.random.chance(0.5) ? 1 : -1;
    w.shape.look(body).box({-0.45, s * (width - depth) / 2, height / 2 + 0.04}, {0.9, depth, height - 0.08});
    w.shape.look(top).rounded_box({-0.45, s * (width - depth) / 2, height + 0.02}, {0.95, depth * 1.1, 0.08}, 0.025);
  }
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.metal()).rod({x + 0.1, -width * 0.48, 0.18}, {x + 0.1, width * 0.48, 0.18}, 0.025);
    for (const int s : {-1, 1}) w.shape.rod({x, s * width * 0.45, 0.18}, {x + 0.1, s * width * 0.45, 0.18}, 0.02);
  }
  const int stools = w.random.between(0, 4);
  const Pattern frame = w.palette.metal(), cover = w.palette.fabric();
  const bool has_pole = w.random.chance(0.5);
  const double seat = height * w.random.uniform(0.62, 0.72);
  for (int i = 0; i < stools; ++i)
    add_bar_stool(w, {x + 0.42, ((i + 0.5) / stools - 0.5) * width, 0}, seat, frame, cover, has_pole);
  for (int i = w.random.below(6); i > 0; --i) add_bottle(w, {0, width * (0.52 - 0.15 * i), height + 0.04});
  if (w.random.chance(0.3)) {
    w.shape.look(w.palette.metal()).rod({0, -width * 0.4, height}, {0, -width * 0.4, height + 0.3}, 0.04);
    w.shape.rod({0, -width * 0.4, height + 0.25}, {0.12, -width * 0.4, height + 0.2}, 0.025);
    w.shape.look(w.palette.bright()).rod({0.05, -width * 0.4, height + 0.26}, {0.1, -width * 0.4, height + 0.42}, 0.03);
  }
}

}  // namespace syncdreamer
