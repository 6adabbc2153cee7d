#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

Pattern casing(Workshop& w) {
  const double choice = w.random.uniform();
  if (choice < 0.3) return w.palette.white();
  if (choice < 0.5) return w.palette.metal();
  if (choice < 0.62) return w.palette.dark();
  return w.palette.paint();
}

/// A bar in front of a surface that faces +x, held at both ends.
void add_bar_handle(Workshop& w, Vec3 from, Vec3 to, double radius) {
  const Vec3 reach{3 * radius, 0, 0};
  w.shape.tube({from, from + reach, to + reach, to}, radius);
}

/// Knobs in a row on a surface that faces +x.
void add_knobs(Workshop& w, Vec3 first, Vec3 last, int count, double radius) {
  for (int i = 0; i < count; ++i) {
    const Vec3 at = first + (last - first) * (count == 1 ? 0.5 : i / (count - 1.0));
    w.shape.rod(at, at + Vec3{radius * 1.2, 0, 0}, radius, radius * 0.8);
  }
}

/// A rectangle of a front that faces +x.
struct Panel {
  double y0, y1, z0, z1;

  Vec3 centre(double x) const { return {x, (y0 + y1) / 2, (z0 + z1) / 2}; }
};

void add_panel(Workshop& w, const Panel& panel, double x, double thickness, double gap, double radius) {
  w.shape.rounded_box(panel.centre(x), {thickness, panel.y1 - panel.y0 - gap, panel.z1 - panel.z0 - gap}, radius);
}

void add_feet(Workshop& w, double depth, double width, double height) {
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      w.shape.rod({sx * depth * 0.38, sy * width * 0.4, 0}, {sx * depth * 0.38, sy * width * 0.4, height + 0.02}, 0.04);
    }
  }
}

/// A slab with a rectangular hole, from z0 to z1; the hole's centre is at `y`.
void add_slab_with_hole(Workshop& w, Vec3 size, double z0, double y, double hole_depth, double hole_width) {
  const double z = z0 + size.z / 2, left = y - hole_width / 2 + size.y / 2, right = size.y / 2 - y - hole_width / 2;
  w.shape.box({0, -size.y / 2 + left / 2, z}, {size.x, left, size.z});
  w.shape.box({0, size.y / 2 - right / 2, z}, {size.x, right, size.z});
  const double rim = (size.x - hole_depth) / 2;
  for (const int s : {-1, 1}) w.shape.box({s * (size.x - rim) / 2, y, z}, {rim, hole_width, size.z});
}

void add_hobs(Workshop& w, double depth, double width, double z) {
  const bool is_gas = w.random.chance(0.6);
  const Pattern iron = w.palette.dark(), ring = is_gas ? w.palette.dark() : w.palette.bright();
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const double r = width * w.random.uniform(0.11, 0.18);
      const Vec3 at{sx * depth * 0.22, sy * width * 0.25, z};
      w.shape.look(iron).rod(at, at + Vec3{0, 0, 0.025}, r);
      w.shape.look(ring).torus(at + Vec3{0, 0, 0.03}, {0, 0, 1}, r * 0.8, 0.018);
      if (is_gas) w.shape.box(at + Vec3{0, 0, 0.045}, {r * 2.4, 0.03, 0.03});
      if (is_gas) w.shape.box(at + Vec3{0, 0, 0.045}, {0.03, r * 2.4, 0.03});
    }
  }
}

void add_pot(Workshop& w, Vec3 at) {
  const double r = w.random.uniform(0.11, 0.16), h = w.random.uniform(0.1, 0.24);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  w.shape.lathe(at, {{0, 0}, {r, 0}, {r, h}, {r * 1.08, h}, {r, h + 0.02}, {r * 0.3, h + 0.05}, {0, h + 0.05}});
  w.shape.look(w.palette.dark()).sphere(at + Vec3{0, 0, h + 0.07}, 0.03);
  for (const int s : {-1, 1}) w.shape.rod(at + Vec3{0, s * r, h * 0.8}, at + Vec3{0, s * (r + 0.06), h * 0.8}, 0.02);
}

void add_washer(Workshop& w, double z, const Pattern& body, double depth, double width, double height) {
  w.shape.look(body).rounded_box({0, 0, z + height / 2}, {depth, width, height}, 0.03);
  const double x = depth / 2, r = width * w.random.uniform(0.28, 0.37), middle = z + height * 0.44;
  const Pattern ring = w.random.chance(0.5) ? w.palette.metal() : w.palette.paint();
  w.shape.look(ring).torus({x, 0, middle}, {1, 0, 0}, r, w.random.uniform(0.03, 0.055));
  w.shape.look(w.palette.dark()).ellipsoid({x, 0, middle}, {w.random.uniform(0.03, 0.08), r, r});
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : body).box({x, r, middle}, {0.1, 0.05, 0.16});
  const double top = z + height * 0.91;
  w.shape.look(casing(w)).box({x, 0, top}, {0.02, width * 0.94, height * 0.13});
  w.shape.look(w.palette.white()).box({x, -width * 0.3, top}, {0.05, width * 0.27, height * 0.09});
  w.shape.look(w.palette.dark()).box({x, width * 0.3, top}, {0.03, width * 0.22, height * 0.07});
  w.shape.look(w.palette.metal());
  add_knobs(w, {x, 0, top}, {x, width * 0.1, top}, w.random.between(1, 2), 0.045);
}

}  // namespace

void build_refrigerator(Workshop& w) {
  const double width = w.random.uniform(0.6, 0.95), depth = w.random.uniform(0.55, 0.75),
               height = w.random.uniform(1.1, 2.0), foot = 0.06, x = depth / 2;
  const double radius = w.random.chance(0.4) ? 0.08 : 0.02;
  const Pattern body = casing(w), front = w.random.chance(0.7) ? body : casing(w), grip = w.palette.metal();
  w.shape.look(w.palette.dark()).box({0, 0, foot / 2}, {depth * 0.85, width * 0.9, foot});
  w.shape.box({x, 0, foot + height / 2}, {0.04, width * 0.92, height * 0.95});
  w.shape.look(body).rounded_box({0, 0, foot + height / 2}, {depth, width, height}, radius);
  const bool is_wide = width > 0.75 && w.random.chance(0.8);
  const double split = w.random.chance(0.15) ? 0 : w.random.chance(0.5) ? w.random.uniform(0.2, 0.4) : 0.68;
  const double seam = foot + height * split;
  std::vector<Panel> doors;
  if (split > 0) doors.push_back({-width / 2, width / 2, foot, seam});
  const double middle = is_wide ? w.random.uniform(-0.1, 0.05) * width : width / 2;
  doors.push_back({-width / 2, middle, seam, foot + height});
  if (is_wide) doors.push_back({middle, width / 2, seam, foot + height});
  for (std::size_t i = 0; i < doors.size(); ++i) {
    const Panel& door = doors[i];
    w.shape.look(front);
    add_panel(w, door, x + 0.04, 0.08, 0.025, radius);
    const double y = i + 1 == doors.size() && is_wide ? door.y0 + 0.08 : door.y1 - 0.08, tall = door.z1 - door.z0;
    w.shape.look(grip);
    add_bar_handle(w, {x + 0.07, y, door.z0 + tall * 0.25}, {x + 0.07, y, door.z0 + tall * 0.75}, 0.02);
  }
  if (w.random.chance(0.3))
    w.shape.look(w.palette.dark()).box({x + 0.08, -width * 0.25, foot + height * 0.82}, {0.02, 0.16, 0.2});
  for (int i = w.random.chance(0.4) ? w.random.between(2, 5) : 0; i > 0; --i) {
    const double y = w.random.uniform(-0.3, 0.1) * width, z = foot + height * w.random.uniform(0.5, 0.9);
    w.shape.look(w.palette.bright()).box({x + 0.085, y, z}, {0.02, 0.07, 0.07});
  }
}

void build_stove(Workshop& w) {
  const double width = w.random.uniform(0.6, 1.0), depth = w.random.uniform(0.55, 0.7),
               height = w.random.uniform(0.75, 0.95), x = depth / 2;
  const Pattern body = casing(w), grip = w.palette.metal();
  w.shape.look(w.palette.dark()).box({0, 0, 0.04}, {depth * 0.85, width * 0.92, 0.08});
  w.shape.look(body).rounded_box({0, 0, 0.06 + (height - 0.06) / 2}, {depth, width, height - 0.06}, 0.02);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.dark());
  w.shape.box({0, 0, height + 0.01}, {depth * 1.04, width * 1.02, 0.03});
  add_hobs(w, depth, width, height + 0.02);
  const double drawer = w.random.chance(0.6) ? w.random.uniform(0.15, 0.22) : 0.08, top = height * 0.8;
  const Pattern door = w.random.chance(0.6) ? body : casing(w);
  const int ovens = width > 0.85 ? 2 : 1;
  for (int i = 0; i < ovens; ++i) {
    const double y0 = -width / 2 + i * width / ovens, y1 = y0 + width / ovens;
    w.shape.look(door);
    add_panel(w, {y0, y1, drawer, top}, x + 0.02, 0.05, 0.04, 0.015);
    w.shape.look(w.palette.dark());
    add_panel(w, {y0, y1, drawer + 0.08, top - 0.12}, x + 0.04, 0.03, 0.16, 0.01);
    w.shape.look(grip);
    add_bar_handle(w, {x + 0.04, y0 + 0.08, top - 0.07}, {x + 0.04, y1 - 0.08, top - 0.07}, 0.018);
  }
  if (drawer > 0.1) {
    w.shape.look(door);
    add_panel(w, {-width / 2, width / 2, 0.05, drawer}, x + 0.02, 0.05, 0.02, 0.01);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : w.palette.bright());
  add_knobs(w, {x, -width * 0.38, height * 0.9}, {x, width * 0.38, height * 0.9}, w.random.between(4, 7), 0.035);
  if (w.random.chance(0.5)) {
    const double tall = w.random.uniform(0.12, 0.3);
    w.shape.look(body).rounded_box({-x + 0.04, 0, height + tall / 2}, {0.09, width, tall}, 0.02);
    w.shape.look(w.palette.dark()).box({-x + 0.09, 0, height + tall * 0.65}, {0.02, width * 0.4, tall * 0.4});
  }
  for (int i = w.random.below(3); i > 0; --i)
    add_pot(w, {depth * 0.22 * (i == 1 ? 1 : -1), width * 0.25, height + 0.06});
}

void build_washing_machine(Workshop& w) {
  const double width = w.random.uniform(0.55, 0.7), depth = w.random.uniform(0.45, 0.7),
               height = w.random.uniform(0.7, 0.95);
  const Pattern body = casing(w);
  w.shape.look(w.palette.dark());
  add_feet(w, depth, width, 0.05);
  add_washer(w, 0.05, body, depth, width, height);
  const double top = 0.05 + height;
  const int above = w.random.below(4);
  if (above == 0) add_washer(w, top, body, depth, width, height * w.random.uniform(0.85, 1));
  if (above == 1) w.shape.look(w.palette.wood()).box({0, 0, top + 0.02}, {depth * 1.08, width * 1.1, 0.05});
  if (above == 2) {
    const double r = width * w.random.uniform(0.25, 0.38), h = w.random.uniform(0.15, 0.3);
    w.shape.look(w.palette.fabric())
        .lathe({0, 0, top - 0.01}, {{0, 0}, {r * 0.8, 0}, {r, h}, {r * 0.9, h}, {0, h - 0.05}});
    for (const double y : {-0.4, 0.0, 0.4})
      w.shape.look(w.palette.bright())
          .ellipsoid({0, y * r, top + h}, {r * 0.6, r * 0.45, w.random.uniform(0.06, 0.14)});
  }
}

void build_microwave(Workshop& w) {
  const double width = w.random.uniform(0.85, 1.2), depth = w.random.uniform(0.5, 0.8),
               height = w.random.uniform(0.45, 0.7), x = depth / 2;
  const Pattern body = casing(w);
  w.shape.look(w.palette.dark());
  add_feet(w, depth, width, 0.04);
  const double z0 = 0.04, z1 = z0 + height;
  w.shape.look(body).rounded_box({0, 0, z0 + height / 2}, {depth, width, height}, w.random.uniform(0.01, 0.09));
  const double split = width * w.random.uniform(0.15, 0.27);
  w.shape.look(w.random.chance(0.5) ? body : casing(w));
  add_panel(w, {-width / 2, split, z0, z1}, x + 0.02, 0.06, 0.04, 0.02);
  w.shape.look(w.palette.dark());
  add_panel(w, {-width / 2, split - 0.06, z0, z1}, x + 0.045, 0.03, height * w.random.uniform(0.25, 0.4), 0.02);
  w.shape.look(w.palette.metal());
  add_bar_handle(w, {x + 0.04, split - 0.05, z0 + height * 0.2}, {x + 0.04, split - 0.05, z1 - height * 0.2}, 0.02);
  const double y = (split + width / 2) / 2, room = width / 2 - split;
  Pattern display = w.palette.dark();
  if (w.random.chance(0.5)) display.first = color_from_hsv(w.random.uniform(0.25, 0.6), 0.7, 0.9);
  w.shape.look(display).box({x + 0.01, y, z1 - height * 0.18}, {0.03, room * 0.7, height * 0.13});
  w.shape.look(w.random.chance(0.5) ? w.palette.bright() : w.palette.metal());
  if (w.random.chance(0.5)) {
    add_knobs(w, {x, y, z0 + height * 0.2}, {x, y, z0 + height * 0.5}, 2, std::min(room * 0.28, 0.07));
    return;
  }
  for (int i = 0; i < 12; ++i) {
    const int row = i / 3, column = i % 3;
    w.shape.box({x + 0.01, y + (column - 1) * room * 0.25, z0 + height * (0.15 + 0.13 * row)},
                {0.04, room * 0.18, height * 0.08});
  }
}

void build_toaster(Workshop& w) {
  const double span = w.random.uniform(0.75, 1.1), h = w.random.uniform(0.5, 0.75);
  const int slots = w.random.between(1, 4) == 4 ? 4 : 2;
  const double width = (slots == 4 ? 0.32 : 0.22) * w.random.uniform(1.6, 2.2), z0 = 0.05;
  const Pattern body = casing(w), trim = w.random.chance(0.5) ? w.palette.dark() : w.palette.metal();
  w.shape.look(trim);
  add_feet(w, span, width, z0);
  w.shape.rounded_box({0, 0, z0 + h * 0.08}, {span * 1.04, width * 1.04, h * 0.16}, 0.02);
  w.shape.look(body).rounded_box({0, 0, z0 + h / 2}, {span, width, h}, w.random.uniform(0.04, 0.18));
  const bool has_bread = w.random.chance(0.65);
  const double toasting = w.random.uniform();
  const Pattern bread = w.palette.plain(color_from_hsv(0.09, 0.35 + 0.35 * toasting, 0.95 - 0.35 * toasting));
  const double rise = w.random.uniform(0.08, 0.25);
  for (int i = 0; i < slots; ++i) {
    const int column = i % 2, row = i / 2;
    const double y = (column - 0.5) * width * 0.46, x = slots == 4 ? (row - 0.5) * span * 0.44 : 0;
    const double wide = span * (slots == 4 ? 0.38 : 0.72);
    w.shape.look(w.palette.dark()).box({x, y, z0 + h}, {wide, width * 0.2, 0.025});
    if (!has_bread) continue;
    w.shape.look(bread).rounded_box({x, y, z0 + h + rise / 2 - 0.05}, {wide * 0.85, width * 0.15, rise + 0.15}, 0.03);
  }
  const double x = span / 2;
  w.shape.look(trim).box({x, 0, z0 + h * 0.5}, {0.02, 0.04, h * 0.55});
  w.shape.rounded_box({x + 0.05, 0, z0 + h * w.random.uniform(0.4, 0.75)}, {0.12, 0.16, 0.06}, 0.02);
  w.shape.look(w.palette.bright());
  add_knobs(w, {x, width * 0.25, z0 + h * 0.22}, {x, -width * 0.25, z0 + h * 0.22}, w.random.between(1, 2), 0.05);
}

void build_kettle(Workshop& w) {
  const double r = w.random.uniform(0.34, 0.46), h = w.random.uniform(0.45, 0.95), top = r * w.random.uniform(0.5, 0.8);
  const double belly = r * w.random.uniform(0.95, 1.2), z = 0.06;
  const Pattern body = casing(w), trim = w.random.chance(0.6) ? w.palette.dark() : w.palette.wood();
  w.shape.look(trim).rod({0, 0, 0}, {0, 0, z}, r * w.random.uniform(0.95, 1.1));
  w.shape.look(body).lathe({0, 0, z},
                           {{0, 0}, {r, 0}, {belly, h * 0.3}, {(belly + top) / 2 + 0.03, h * 0.75}, {top, h}});
  w.shape.look(w.random.chance(0.5) ? body : trim);
  w.shape.lathe({0, 0, z + h}, {{top * 1.02, -0.01}, {top * 0.95, 0.04}, {top * 0.4, 0.09}, {0, 0.1}});
  w.shape.look(trim).sphere({0, 0, z + h + 0.14}, 0.06);
  w.shape.look(body);
  if (w.random.chance(0.5)) {
    w.shape.rod({belly * 0.75, 0, z + h * 0.45}, {belly * 1.45, 0, z + h * w.random.uniform(0.85, 1.0)}, 0.12, 0.06);
  } else {
    w.shape.slab({{top * 0.6, z + h}, {top * 0.6, z + h * 0.6}, {belly, z + h * 0.7}, {top + 0.22, z + h}}, -0.1, 0.1);
  }
  w.shape.look(trim);
  std::vector<Vec3> path;
  const bool is_arch = w.random.chance(0.5);
  const double reach = w.random.uniform(0.25, 0.4);
  for (int i = 0; i <= 12; ++i) {
    const double a = kPi * i / 12, c = std::cos(a), s = std::sin(a);
    path.push_back(is_arch ? Vec3{c * top * 1.05, 0, z + h * 0.9 + s * (reach + 0.12)}
                           : Vec3{-top - s * reach, 0, z + h * (0.55 + 0.42 * c)});
  }
  w.shape.tube(path, w.random.uniform(0.035, 0.055));
  if (w.random.chance(0.4)) w.shape.look(w.palette.bright()).torus({0, 0, z + h * 0.3}, {0, 0, 1}, belly, 0.025);
}

void build_blender(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.32), base = w.random.uniform(0.28, 0.45), jug = w.random.uniform(0.5, 0.8);
  const double wide = r * w.random.uniform(0.85, 1.15), narrow = r * w.random.uniform(0.55, 0.75), top = base + jug;
  const Pattern body = casing(w);
  w.shape.look(body);
  if (w.random.chance(0.5)) {
    w.shape.lathe({0, 0, 0}, {{0, 0}, {r * 1.15, 0}, {r * 1.1, 0.08}, {r * 0.75, base}, {0, base}});
  } else {
    w.shape.rounded_box({0, 0, base / 2}, {r * 2, r * 2, base}, 0.06);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.dark());
  w.shape.rod({0, 0, base - 0.02}, {0, 0, base + 0.06}, narrow * 1.15);
  add_knobs(w, {r * 0.85, -r * 0.4, base * 0.45}, {r * 0.85, r * 0.4, base * 0.45}, w.random.between(1, 3), 0.065);
  const double fill = w.random.chance(0.7) ? w.random.uniform(0.3, 0.8) : 0, edge = narrow + (wide - narrow) * fill;
  w.shape.look(w.palette.plain({0.82, w.random.uniform(0.86, 0.93), 0.95}));
  w.shape.lathe({0, 0, base + 0.05}, {{narrow, 0}, {wide, jug - 0.05}});
  if (fill > 0) {
    w.shape.look(w.palette.bright());
    w.shape.lathe({0, 0, base + 0.05}, {{narrow * 1.02, 0}, {edge * 1.02, (jug - 0.05) * fill}});
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : body);
  w.shape.lathe({0, 0, top}, {{0, -0.02}, {wide * 1.06, -0.02}, {wide * 1.02, 0.06}, {wide * 0.45, 0.07}, {0, 0.07}});
  w.shape.rod({0, 0, top + 0.06}, {0, 0, top + 0.13}, wide * 0.4);
  const double reach = w.random.uniform(0.12, 0.22);
  w.shape.tube({{0, narrow, base + jug * 0.2},
                {0, wide + reach, base + jug * 0.3},
                {0, wide + reach, base + jug * 0.8},
                {0, wide * 0.95, base + jug * 0.88}},
               0.035);
}

void build_kitchen_counter(Workshop& w) {
  const int modules = w.random.between(2, 5);
  const double each = w.random.uniform(0.45, 0.65), width = each * modules, depth = w.random.uniform(0.55, 0.7),
               height = w.random.uniform(0.75, 0.95), x = depth / 2, well = 0.17;
  const Pattern front = w.palette.furniture(), metal = w.palette.metal(), body = w.palette.white();
  const int sink = w.random.below(modules);
  const double y = -width / 2 + (sink + 0.5) * each, hole_depth = depth * 0.62, hole_width = each * 0.78;
  w.shape.look(w.palette.dark()).box({0, 0, 0.05}, {depth * 0.85, width * 0.98, 0.1});
  w.shape.look(body).box({0, 0, 0.1 + (height - well - 0.1) / 2}, {depth, width, height - well - 0.1});
  add_slab_with_hole(w, {depth, width, well}, height - well, y, hole_depth, hole_width);
  w.shape.look(w.random.chance(0.5) ? w.palette.wood({0, 1, 0}) : w.palette.dark());
  add_slab_with_hole(w, {depth * 1.07, width * 1.02, 0.06}, height, y, hole_depth, hole_width);
  w.shape.look(metal).box({0, y, height - well}, {hole_depth, hole_width, 0.03});
  const double back = -hole_depth / 2 - 0.04, rise = w.random.uniform(0.2, 0.4);
  w.shape.tube({{back, y, height},
                {back, y, height + rise},
                {back + 0.1, y, height + rise + 0.07},
                {back + 0.2, y, height + rise},
                {back + 0.2, y, height + rise * 0.7}},
               0.025);
  for (int i = 0; i < modules; ++i) {
    const double y0 = -width / 2 + i * each;
    const int drawers = i == sink ? 1 : w.random.between(1, 4);
    for (int k = 0; k < drawers; ++k) {
      const double tall = (height - 0.1) / drawers, z1 = 0.1 + (k + 1) * tall;
      w.shape.look(front);
      add_panel(w, {y0, y0 + each, z1 - tall, z1}, x + 0.02, 0.05, 0.035, 0.01);
      w.shape.look(metal);
      add_bar_handle(w, {x + 0.04, y0 + each * 0.3, z1 - 0.08}, {x + 0.04, y0 + each * 0.7, z1 - 0.08}, 0.016);
    }
  }
  if (w.random.chance(0.5)) add_pot(w, {0, y + (sink * 2 < modules ? each : -each), height + 0.06});
  if (!w.random.chance(0.5)) return;
  const double top = height + w.random.uniform(0.6, 0.75), tall = w.random.uniform(0.4, 0.6);
  w.shape.look(w.palette.ceramic()).box({-x, 0, (height + top + tall) / 2}, {0.06, width, top + tall - height});
  w.shape.look(body).box({-x * 0.5, 0, top + tall / 2}, {x, width, tall});
  for (int i = 0; i < modules; ++i) {
    w.shape.look(front);
    add_panel(w, {-width / 2 + i * each, -width / 2 + (i + 1) * each, top, top + tall}, 0.01, 0.05, 0.035, 0.01);
  }
}

}  // namespace syncdreamer
