#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

Pattern screen_look(Workshop& w) {
  if (w.random.chance(0.5)) return w.palette.dark();
  return w.random.chance(0.5) ? w.palette.fabric() : w.palette.leaf();
}

/// A flat screen that faces +x, in a frame.
void add_flat_screen(Workshop& w, Vec3 centre, double width, double height, double thickness, const Pattern& frame) {
  const double rim = w.random.uniform(0.02, 0.05);
  w.shape.look(frame).rounded_box(centre, {thickness, width, height}, 0.015);
  w.shape.look(screen_look(w));
  w.shape.box(centre + Vec3{thickness / 2, 0, 0}, {0.015, width - 2 * rim, height - 2 * rim});
}

/// A picture tube that faces +x, narrower at the back.
void add_tube_screen(Workshop& w, Vec3 centre, double width, double height, double depth, const Pattern& frame) {
  w.shape.look(frame).rounded_box(centre - Vec3{depth * 0.25, 0, 0}, {depth * 0.5, width, height}, 0.03);
  w.shape.rounded_box(centre - Vec3{depth * 0.7, 0, 0.02}, {depth * 0.6, width * 0.75, height * 0.75}, 0.08);
  w.shape.look(screen_look(w));
  w.shape.rounded_box(centre + Vec3{0.005, 0, height * 0.03}, {0.04, width * 0.8, height * 0.75}, 0.018);
}

/// Two speakers, left and right, that face +x.
void add_speakers(Workshop& w, double x, double y, double z, double height) {
  const Pattern body = w.palette.furniture(), cone = w.palette.dark(), ring = w.palette.metal();
  for (const int s : {-1, 1}) {
    const Vec3 at{x, s * y, z + height / 2};
    w.shape.look(body).rounded_box(at, {height * 0.5, height * 0.55, height}, 0.015);
    w.shape.look(cone).ellipsoid(at + Vec3{height * 0.25, 0, -height * 0.15}, {0.02, height * 0.2, height * 0.2});
    w.shape.look(ring).ellipsoid(at + Vec3{height * 0.25, 0, height * 0.27}, {0.02, height * 0.11, height * 0.11});
  }
}

void add_canister_vacuum(Workshop& w, const Pattern& body, const Pattern& trim, const Pattern& dark) {
  const double span = w.random.uniform(0.32, 0.42), girth = w.random.uniform(0.2, 0.27), wheel = girth * 0.75;
  w.shape.look(body).ellipsoid({-0.45, 0, girth * 1.05}, {span, girth, girth * 0.95});
  w.shape.look(trim).ellipsoid({-0.5, 0, girth * 1.35}, {span * 0.7, girth * 0.7, girth * 0.8});
  w.shape.look(dark);
  for (const int s : {-1, 1})
    w.shape.rod({-0.55, s * girth * 0.9 - 0.05, wheel}, {-0.55, s * girth * 0.9 + 0.05, wheel}, wheel);
  w.shape.tube({{-0.65, 0, girth * 2}, {-0.6, 0, girth * 2.5}, {-0.4, 0, girth * 2.5}, {-0.35, 0, girth * 2}}, 0.03);
  const double top = w.random.uniform(0.75, 1.1);
  std::vector<Vec3> hose;
  for (int i = 0; i <= 14; ++i) {
    const double t = i / 14.0;
    hose.push_back({-0.12 + 0.27 * t + 0.12 * std::sin(kPi * t), 0.18 * std::sin(kPi * t),
                    girth + (top - girth) * t + 0.22 * std::sin(kPi * t)});
  }
  w.shape.tube(hose, 0.045);
  w.shape.look(w.palette.metal()).rod({0.15, 0, top}, {0.7, 0, 0.1}, 0.032);
  w.shape.look(trim).rod({0.1, 0, top + 0.06}, {0.26, 0, top - 0.15}, 0.05);
  w.shape.look(dark).rounded_box({0.74, 0, 0.06}, {0.18, w.random.uniform(0.35, 0.55), 0.11}, 0.03);
}

void add_upright_vacuum(Workshop& w, const Pattern& body, const Pattern& trim, const Pattern& dark) {
  const double lean = w.random.uniform(0.1, 0.4), r = w.random.uniform(0.1, 0.16), tall = w.random.uniform(1.0, 1.3);
  const auto along = [&](double t) { return Vec3{-lean * t, 0, 0.12 + tall * t}; };
  w.shape.look(body).rounded_box({0.12, 0, 0.09}, {0.36, w.random.uniform(0.38, 0.5), 0.17}, 0.06);
  w.shape.look(dark).box({0.29, 0, 0.06}, {0.05, 0.34, 0.07});
  for (const int s : {-1, 1}) w.shape.rod({-0.06, s * 0.17 - 0.03, 0.08}, {-0.06, s * 0.17 + 0.03, 0.08}, 0.08);
  w.shape.look(w.palette.metal()).rod(along(0), along(0.97), 0.032);
  const bool is_bag = w.random.chance(0.5);
  w.shape.look(is_bag ? w.palette.fabric() : trim);
  const Vec3 forward{is_bag ? -0.08 : r * 0.6, 0, 0};
  w.shape.rod(along(0.1) + forward, along(0.35) + forward, r * 0.8, r * 1.1);
  w.shape.rod(along(0.35) + forward, along(0.65) + forward, r * 1.1, is_bag ? 0.03 : r * 0.8);
  w.shape.look(body).sphere(along(0.1) + forward, r * 0.9);
  if (!is_bag) w.shape.sphere(along(0.65) + forward, r * 0.82);
  w.shape.look(dark).tube({along(0.95), along(1.05) + Vec3{-0.04, 0, 0}, along(1.04) + Vec3{-0.15, 0, -0.02},
                           along(0.92) + Vec3{-0.14, 0, 0}, along(0.9)},
                          0.03);
}

}  // namespace

void build_television(Workshop& w) {
  const double width = w.random.uniform(0.9, 1.5), height = width * w.random.uniform(0.52, 0.66);
  const Pattern frame = w.random.chance(0.6) ? w.palette.dark() : w.palette.furniture();
  const int stand = w.random.below(3);
  double z = 0;
  if (stand == 0) {
    const double low = w.random.uniform(0.3, 0.55), wide = width * w.random.uniform(1.0, 1.4);
    w.shape.look(w.palette.furniture()).rounded_box({0, 0, low / 2 + 0.06}, {0.42, wide, low - 0.06}, 0.02);
    w.shape.look(w.palette.furniture());
    const int doors = w.random.between(2, 4);
    for (int i = 0; i < doors; ++i)
      w.shape.box({0.21, ((i + 0.5) / doors - 0.5) * wide, low / 2 + 0.06}, {0.03, wide / doors - 0.04, low - 0.14});
    for (const int s : {-1, 1}) w.shape.box({0, s * wide * 0.42, 0.05}, {0.36, 0.06, 0.1});
    z = low + 0.03;
    if (w.random.chance(0.3)) add_speakers(w, 0, wide / 2 + 0.14, 0, w.random.uniform(0.5, 0.9));
  } else if (stand == 1) {
    w.shape.look(w.palette.furniture());
    z = w.random.uniform(0.25, 0.5);
    for (const int sx : {-1, 1}) {
      for (const int sy : {-1, 1}) {
        w.shape.rod({sx * 0.22, sy * width * 0.4, 0}, {sx * 0.15, sy * width * 0.33, z + 0.02}, 0.025, 0.04);
      }
    }
    w.shape.box({0, 0, z}, {0.44, width * 0.85, 0.05});
  }
  if (stand == 1 || w.random.chance(0.3)) {
    add_tube_screen(w, {0.2, 0, z + height / 2}, width, height, w.random.uniform(0.4, 0.55), frame);
    w.shape.look(w.palette.metal());
    for (const int s : {-1, 1}) w.shape.rod({0, 0, z + height * 0.9}, {-0.05, s * 0.35, z + height + 0.4}, 0.016);
    for (const double t : {0.3, 0.5})
      w.shape.rod({0.2, width * 0.44, z + height * t}, {0.25, width * 0.44, z + height * t}, 0.04);
    return;
  }
  w.shape.look(w.palette.dark()).rounded_box({0, 0, z + 0.02}, {0.34, width * w.random.uniform(0.3, 0.6), 0.05}, 0.02);
  w.shape.rod({0, 0, z}, {0, 0, z + 0.2}, 0.04);
  add_flat_screen(w, {0, 0, z + 0.12 + height / 2}, width, height, 0.07, frame);
}

void build_desktop_computer(Workshop& w) {
  const double width = w.random.uniform(0.6, 0.9), height = width * w.random.uniform(0.55, 0.75);
  const Pattern frame = w.random.chance(0.5) ? w.palette.dark() : w.palette.white();
  const bool has_desk = w.random.chance(0.45);
  const double z = has_desk ? w.random.uniform(0.5, 0.8) : 0.04, side = w.random.chance(0.5) ? 1 : -1;
  const double room = width + 0.75;
  w.shape.look(w.palette.furniture()).rounded_box({0.05, side * 0.2, z - 0.025}, {0.85, room, 0.05}, 0.02);
  if (has_desk) {
    if (w.random.chance(0.5)) w.shape.look(w.palette.furniture());
    for (const int s : {-1, 1}) w.shape.box({0.05, side * 0.2 + s * room * 0.47, z / 2}, {0.75, 0.06, z - 0.02});
  }
  if (w.random.chance(0.35)) {
    w.shape.look(frame).rod({-0.1, 0, z}, {-0.1, 0, z + 0.1}, 0.2, 0.12);
    add_tube_screen(w, {0.12, 0, z + 0.07 + height / 2}, width * 0.85, height, w.random.uniform(0.4, 0.5), frame);
  } else {
    w.shape.look(w.palette.metal()).rounded_box({-0.12, 0, z + 0.015}, {0.24, 0.34, 0.03}, 0.012);
    w.shape.rod({-0.14, 0, z}, {-0.14, 0, z + 0.25}, 0.035);
    add_flat_screen(w, {-0.11, 0, z + 0.14 + height / 2}, width, height, 0.06, frame);
  }
  const Pattern board = w.random.chance(0.5) ? frame : w.palette.paint();
  w.shape.look(board).rounded_box({0.34, 0, z + 0.025}, {0.2, width * 0.75, 0.05}, 0.015);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  for (int i = 0; i < 3; ++i) w.shape.box({0.28 + 0.06 * i, 0, z + 0.055}, {0.04, width * 0.68, 0.02});
  w.shape.look(board).ellipsoid({0.34, -side * (width * 0.375 + 0.11), z + 0.025}, {0.08, 0.05, 0.045});
  const double tall = w.random.uniform(0.45, 0.7), y = side * (width / 2 + 0.2);
  const Pattern tower = w.random.chance(0.5) ? frame : w.palette.paint();
  w.shape.look(tower).rounded_box({-0.02, y, z + tall / 2}, {0.5, 0.22, tall}, 0.015);
  w.shape.look(w.palette.metal()).box({0.23, y, z + tall * 0.85}, {0.03, 0.16, 0.05});
  w.shape.look(w.palette.dark()).box({0.23, y, z + tall * 0.72}, {0.03, 0.16, 0.05});
  w.shape.look(w.palette.bright()).sphere({0.23, y, z + tall * 0.5}, 0.035);
  if (w.random.chance(0.3)) add_speakers(w, 0.1, width * 0.42, z, 0.22);
}

void build_fan(Workshop& w) {
  const double r = w.random.uniform(0.3, 0.5), deep = w.random.uniform(0.08, 0.13), gap = 0.05;
  const bool is_box = w.random.chance(0.25);
  const double z = is_box ? r * 1.15 : r * 1.15 + w.random.uniform(0, 0.8);
  const Pattern body = w.random.chance(0.5) ? w.palette.paint() : w.palette.white(), wire = w.palette.metal();
  w.shape.look(body);
  if (is_box) {
    for (const int s : {-1, 1}) {
      w.shape.box({0, s * r * 1.12, r * 1.15}, {deep * 2.2, r * 0.2, r * 2.3});
      w.shape.box({0, 0, r * 1.15 + s * r * 1.1}, {deep * 2.2, r * 2.3, r * 0.14});
    }
    w.shape.box({-deep, 0, r * 1.15}, {0.03, r * 2.2, r * 0.2});
    for (const int s : {-1, 1}) w.shape.box({0, s * r, 0.02}, {deep * 4, 0.1, 0.06});
  } else {
    if (w.random.chance(0.65)) {
      w.shape.lathe({-0.15, 0, 0}, {{0, 0}, {r * 0.75, 0}, {r * 0.7, 0.04}, {0.07, 0.09}, {0.04, 0.2}});
    } else {
      for (const double y : {-1.0, 1.0})
        w.shape.rod({-0.15 - r * 0.5, y * r * 0.5, 0.03}, {-0.15 + r * 0.5, -y * r * 0.5, 0.03}, 0.03);
    }
    w.shape.rod({-0.15, 0, 0.03}, {-0.15, 0, z}, 0.035);
  }

  w.shape.look(body).rod({-0.24, 0, z}, {0, 0, z}, 0.1, 0.12);
  const int blades = w.random.between(3, 6);
  w.shape.look(w.palette.paint());
  for (int i = 0; i < blades; ++i) {
    const double a = 2 * kPi * i / blades, c = std::cos(a), s = std::sin(a);
    w.shape.ellipsoid({0, s * r * 0.5, z + c * r * 0.5}, {0.025, r * 0.22, r * 0.42},
                      {{Vec3{1, 0, 0.0}, Vec3{0, c, s}, Vec3{0, -s, c}}});
  }
  w.shape.look(w.palette.bright()).rod({-0.05, 0, z}, {deep, 0, z}, r * 0.18, r * 0.12);
  w.shape.look(wire);
  for (const double x : {-deep, deep}) w.shape.torus({x * 0.4, 0, z}, {1, 0, 0}, r * (1 - gap), 0.022);
  w.shape.torus({deep, 0, z}, {1, 0, 0}, r * 0.55, 0.012);
  const int spokes = w.random.between(6, 16);
  for (int i = 0; i < spokes; ++i) {
    const Vec3 out{0, r * std::sin(2 * kPi * i / spokes), r * std::cos(2 * kPi * i / spokes)};
    w.shape.rod(Vec3{deep * 0.4, 0, z} + out * (1 - gap), {deep, 0, z}, 0.01);
    w.shape.rod(Vec3{-deep * 0.4, 0, z} + out * (1 - gap), {-deep, 0, z}, 0.01);
  }
}

void build_vacuum_cleaner(Workshop& w) {
  const Pattern body = w.palette.bright(), trim = w.palette.paint(), dark = w.palette.dark();
  if (w.random.chance(0.55)) {
    add_canister_vacuum(w, body, trim, dark);
  } else {
    add_upright_vacuum(w, body, trim, dark);
  }
}

void build_sewing_machine(Workshop& w) {
  const double span = w.random.uniform(0.9, 1.15), tall = w.random.uniform(0.5, 0.7),
               deep = w.random.uniform(0.22, 0.32);
  const Pattern body = w.random.chance(0.3)   ? w.palette.dark()
                       : w.random.chance(0.4) ? w.palette.white()
                                              : w.palette.paint();
  const Pattern metal = w.palette.metal(),
                plinth = w.random.chance(0.6) ? w.palette.wood({0, 1, 0}) : w.palette.paint();
  double z = 0;
  if (w.random.chance(0.35)) {
    z = w.random.uniform(0.6, 0.8);
    w.shape.look(plinth).rounded_box({0, 0, z - 0.03}, {deep * 2, span * 1.35, 0.07}, 0.02);
    w.shape.look(w.palette.dark());
    for (const int s : {-1, 1}) {
      for (const int t : {-1, 1})
        w.shape.rod({t * deep * 0.85, s * span * 0.55, 0}, {-t * deep * 0.6, s * span * 0.55, z - 0.05}, 0.03);
    }
    w.shape.box({0, 0, 0.12}, {deep * 1.2, span * 1.1, 0.05});
    w.shape.torus({0, span * 0.45, z * 0.5}, {0, 1, 0}, 0.2, 0.025);
  }
  const double base = w.random.uniform(0.1, 0.18), arm = w.random.uniform(0.16, 0.22),
               radius = w.random.uniform(0.02, 0.08);
  w.shape.look(plinth).rounded_box({0, 0, z + base / 2}, {deep * 1.15, span, base}, 0.02);
  w.shape.look(body).rounded_box({0, span * 0.36, z + base + tall / 2}, {deep * 0.75, span * 0.24, tall}, radius);
  w.shape.rounded_box({0, 0.02, z + base + tall - arm / 2}, {deep * 0.7, span * 0.9, arm}, radius);
  w.shape.rounded_box({0, -span * 0.35, z + base + tall * 0.75}, {deep * 0.75, span * 0.18, tall * 0.5}, radius);
  w.shape.look(metal).rod({0, -span * 0.35, z + base}, {0, -span * 0.35, z + base + tall * 0.6}, 0.018);
  w.shape.rod({0, -span * 0.35, z + base}, {0, -span * 0.35, z + base + 0.05}, 0.05);
  w.shape.box({0, -span * 0.33, z + base}, {deep * 0.9, span * 0.28, 0.025});
  w.shape.look(w.random.chance(0.5) ? metal : w.palette.dark());
  w.shape.rod({0, span * 0.46, z + base + tall - arm * 0.6}, {0, span * 0.56, z + base + tall - arm * 0.6},
              w.random.uniform(0.11, 0.16));
  w.shape.look(w.palette.bright());
  w.shape.rod({0, span * 0.25, z + base + tall - 0.02}, {0, span * 0.25, z + base + tall + w.random.uniform(0.1, 0.2)},
              0.055, 0.04);
  w.shape.look(w.palette.bright());
  for (const double t : {0.05, 0.2})
    w.shape.rod({0, span * t, z + base + tall - arm / 2}, {deep * 0.42, span * t, z + base + tall - arm / 2}, 0.045);
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.fabric());
    w.shape.box({0.05, -span * 0.35, z + base + 0.02}, {deep * 1.5, span * 0.3, 0.03});
    w.shape.box({deep * 0.8, -span * 0.35, z + base * 0.5}, {0.03, span * 0.3, base + 0.05});
  }
}

}  // namespace syncdreamer
