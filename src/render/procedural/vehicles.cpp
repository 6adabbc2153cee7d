#include <cmath>
#include <vector>

#include "render/procedural/vehicle_parts.h"

namespace syncdreamer {
namespace {

void add_steam_engine(Workshop& w, double span, double width, double z) {
  const double r = width * w.random.uniform(0.36, 0.5), cab = span * w.random.uniform(0.25, 0.38);
  const double front = span * 0.46, back = -span / 2 + cab, axis = z + r * 1.05;
  w.shape.look(w.palette.paint()).rod({back - 0.05, 0, axis}, {front, 0, axis}, r);
  const Pattern trim = w.palette.bright();
  w.shape.look(trim).rod({front - 0.02, 0, axis}, {front + 0.03, 0, axis}, r * 0.8);
  for (const double t : {0.3, 0.65}) w.shape.torus({back + (front - back) * t, 0, axis}, {1, 0, 0}, r, 0.02);
  const double tall = w.random.uniform(0.12, 0.3), flare = w.random.uniform(0.6, 2.2), stack = r * 0.35;
  const double chimney = front - r * 0.7;
  w.shape.look(w.palette.dark()).rod({chimney, 0, axis}, {chimney, 0, axis + r + tall}, stack, stack * flare);
  if (w.random.chance(0.7)) w.shape.look(trim).sphere({back + (front - back) * 0.4, 0, axis + r * 0.85}, r * 0.45);
  const double height = r * 2 + w.random.uniform(0.08, 0.25), x = -span / 2 + cab / 2;
  w.shape.look(w.palette.paint()).box({x, 0, z + height / 2}, {cab, width, height});
  w.shape.look(w.palette.dark()).box({x, 0, z + height * 0.7}, {cab * 0.5, width * 1.03, height * 0.3});
  w.shape.look(trim).rounded_box({x, 0, z + height}, {cab * 1.25, width * 1.15, 0.06}, 0.02);
  if (w.random.chance(0.6)) {
    w.shape.look(trim).slab(
        {{span / 2, z}, {span / 2 + 0.18, 0.03}, {span / 2 + 0.12, 0.03}, {span / 2 - 0.08, z - 0.03}}, -width * 0.42,
        width * 0.42);
  }
}

void add_box_engine(Workshop& w, double span, double width, double z) {
  const double height = w.random.uniform(0.34, 0.5), nose = w.random.uniform(0.03, 0.35), lip = height * 0.35;
  w.shape.look(w.palette.paint())
      .slab({{-span / 2, z},
             {span / 2, z},
             {span / 2, z + lip},
             {span / 2 - nose, z + height},
             {-span / 2 + 0.03, z + height}},
            -width / 2, width / 2);
  const Pattern trim = w.palette.bright();
  w.shape.look(trim).box({0, 0, z + lip * 0.6}, {span * 1.01, width * 1.03, w.random.uniform(0.04, 0.1)});
  w.shape.look(w.palette.dark());
  const double x = span / 2 - nose, pane = z + height * 0.7;
  add_tapered_beam(w, {x + nose * 0.15, 0, z + height * 0.93}, {x + nose * 0.85, 0, z + height * 0.47}, 0.05, 0.05,
                   width * 0.85);
  const int panes = w.random.between(1, 6);
  add_panes(w, {x - 0.05, 0, pane}, -span * 0.42, panes, width, height * 0.25);
  w.shape.look(w.palette.metal()).box({-span * 0.1, 0, z + height}, {span * 0.5, width * 0.5, 0.08});
}

/// Couplings at both ends and `axles` pairs of wheels under a rail vehicle's frame.
void add_rail_frame(Workshop& w, double span, double width, double wheel, int axles) {
  const WheelLook look = draw_wheel_look(w);
  w.shape.look(look.tyre).box({0, 0, wheel * 1.3}, {span, width * 0.85, 0.07});
  w.shape.rod({-span / 2 - 0.08, 0, wheel * 1.3}, {span / 2 + 0.08, 0, wheel * 1.3}, 0.035);
  for (int i = 0; i < axles; ++i) {
    const double x = span * 0.76 * (static_cast<double>(i) / (axles - 1) - 0.5);
    add_axle(w, x, width * 0.86, wheel, 0.06, look);
  }
}

/// What a motorcycle may carry: a fairing, panniers or a sidecar.
void add_motorcycle_extras(Workshop& w, Vec3 head, double r, double base, const Pattern& paint, const WheelLook& look) {
  const int kind = w.random.below(5);
  if (kind == 0) {
    w.shape.look(paint).ellipsoid(head + Vec3{0.03, 0, -0.1}, {0.2, 0.12, 0.15});
    w.shape.look(w.palette.dark()).ellipsoid(head + Vec3{0.07, 0, 0.03}, {0.11, 0.1, 0.1});
    w.shape.look(paint).ellipsoid({base * 0.1, 0, r * 1.1}, {base * 0.3, 0.11, r * 0.65});
  } else if (kind == 1) {
    w.shape.look(w.palette.bright());
    const Vec3 size{base * 0.3, 0.1, r * w.random.uniform(0.7, 1.1)};
    for (const int s : {-1, 1}) w.shape.rounded_box({-base * 0.5, s * 0.13, r * 1.5}, size, 0.03);
    w.shape.rounded_box({-base * 0.58, 0, r * 1.9 + 0.12}, {0.2, 0.22, 0.2}, 0.04);
  } else if (kind == 2) {
    const double y = -w.random.uniform(0.32, 0.4), tub = base * w.random.uniform(0.45, 0.6);
    w.shape.look(paint).ellipsoid({0.05, y, r * 1.15}, {tub, 0.15, r * 0.75});
    w.shape.look(w.palette.dark()).ellipsoid({-0.05, y, r * 1.6}, {tub * 0.45, 0.11, r * 0.4});
    w.shape.look(w.palette.metal()).rod({-0.05, 0, r}, {-0.05, y - 0.16, r}, 0.03);
    add_wheel(w, {-0.05, y - 0.16, r * 0.8}, r * 0.8, 0.08, look);
  }
}

}  // namespace

void build_bus(Workshop& w) {
  const double span = w.random.uniform(0.75, 1.5), width = w.random.uniform(0.34, 0.46),
               wheel = w.random.uniform(0.08, 0.13), deck = w.random.uniform(0.24, 0.34);
  const int decks = w.random.chance(0.3) ? 2 : 1, panes = w.random.between(3, 8);
  const double height = deck * decks + 0.12, z = wheel * 0.8, front = span / 2;
  const Pattern body = w.random.chance(0.5) ? w.palette.bright() : w.palette.paint(), trim = w.palette.fabric();
  w.shape.look(body).rounded_box({0, 0, z + height / 2}, {span, width, height}, w.random.uniform(0.02, 0.08));
  w.shape.look(trim).box({0, 0, z + 0.1}, {span * 1.005, width * 1.02, w.random.uniform(0.03, 0.08)});
  w.shape.look(w.palette.dark());
  for (int i = 0; i < decks; ++i) {
    const double pane = z + 0.1 + deck * (i + 0.55);
    add_panes(w, {-front + 0.07, 0, pane}, front - 0.07, panes, width, deck * 0.5);
    w.shape.box({front - 0.04, 0, pane}, {0.11, width * 0.8, deck * 0.55});
    w.shape.box({-front + 0.04, 0, pane}, {0.1, width * 0.7, deck * 0.4});
  }
  double lamp = front;
  if (decks == 1 && w.random.chance(0.35)) {
    const double bonnet = w.random.uniform(0.15, 0.3);
    w.shape.look(body).rounded_box({front + bonnet / 2 - 0.03, 0, z + 0.11}, {bonnet + 0.06, width * 0.85, 0.2}, 0.05);
    lamp += bonnet;
  }
  add_lamps(w, {lamp, 0, z + 0.1}, width * 0.32, 0.04);
  if (w.random.chance(0.5)) {
    const double luggage = span * w.random.uniform(0.2, 0.7), shift = w.random.uniform(-0.15, 0.15) * span;
    w.shape.look(w.palette.bright()).rounded_box({shift, 0, z + height}, {luggage, width * 0.6, 0.1}, 0.03);
  }
  const WheelLook look = draw_wheel_look(w);
  add_axle(w, lamp - 0.2, width * 0.92, wheel, 0.08, look);
  add_axle(w, -front + 0.22, width * 0.92, wheel, 0.08, look);
  if (w.random.chance(0.25)) add_axle(w, -front + 0.22 + wheel * 2.2, width * 0.92, wheel, 0.08, look);
}

void build_locomotive(Workshop& w) {
  const double span = w.random.uniform(0.85, 1.3), width = w.random.uniform(0.32, 0.46),
               wheel = w.random.uniform(0.08, 0.14);
  const bool is_steam = w.random.chance(0.7);
  const int axles = w.random.between(2, 4);
  add_rail_frame(w, span, width, is_steam ? wheel : 0.08, axles);
  if (is_steam) {
    add_steam_engine(w, span, width, wheel * 1.4);
  } else {
    add_box_engine(w, span, width, 0.12);
  }
  w.shape.look(w.palette.white()).sphere({span * 0.49, 0, wheel * 1.4 + 0.14}, 0.05);
}

void build_train_wagon(Workshop& w) {
  const double span = w.random.uniform(0.75, 1.3), width = w.random.uniform(0.34, 0.46),
               height = w.random.uniform(0.28, 0.5);
  const double wheel = w.random.uniform(0.07, 0.11), z = wheel * 1.5;
  const int axles = w.random.between(2, 4), kind = w.random.below(5), parts = w.random.between(2, 6);
  add_rail_frame(w, span, width, wheel, axles);
  w.shape.look(kind == 1 ? w.palette.wood() : w.palette.paint());
  if (kind < 2) {
    w.shape.box({0, 0, z + height / 2}, {span * 0.96, width, height});
    w.shape.look(w.palette.dark());
    if (kind == 0) add_panes(w, {-span * 0.44, 0, z + height * 0.62}, span * 0.44, parts, width, height * 0.38);
    if (kind == 1) add_panes(w, {-span * 0.2, 0, z + height * 0.48}, span * 0.2, 1, width, height * 0.8);
    w.shape.look(w.palette.bright());
    const double roof = w.random.uniform(0.04, 0.16);
    w.shape.ellipsoid({0, 0, z + height}, {span * 0.58, width * 0.58, roof});
  } else if (kind == 2) {
    add_hopper(w, {0, 0, z + 0.04}, {span * w.random.uniform(0.4, 0.9), width * 0.7, 0}, {span * 0.95, width, 0},
               height, 0.025);
    w.shape.look(w.palette.fabric());
    const double heap = w.random.uniform(0.04, 0.2);
    w.shape.ellipsoid({0, 0, z + height * 0.85}, {span * 0.42, width * 0.42, heap + 0.05});
  } else if (kind == 3) {
    const double r = width * 0.48, axis = z + r * 1.05;
    w.shape.rod({-span * 0.44, 0, axis}, {span * 0.44, 0, axis}, r);
    w.shape.look(w.palette.bright());
    for (int i = 0; i < 3; ++i) w.shape.torus({span * 0.3 * (i - 1), 0, axis}, {1, 0, 0}, r, 0.02);
    w.shape.rod({0, 0, axis}, {0, 0, axis + r + 0.07}, r * 0.4);
  } else {
    w.shape.box({0, 0, z + 0.05}, {span * 0.98, width, 0.08});
    const double r = width * w.random.uniform(0.2, 0.26);
    for (int i = 0; i < 6; ++i) {
      const int row = i < 3 ? 0 : i < 5 ? 1 : 2;
      const int column = i < 3 ? i : i < 5 ? i - 3 : 0;
      w.shape.look(w.palette.wood());
      const Vec3 middle{0, (column - (2 - row) / 2.0) * r * 1.7, z + 0.07 + r + row * r * 1.5};
      w.shape.rod(middle - Vec3{span * 0.44, 0, 0}, middle + Vec3{span * 0.44, 0, 0}, r);
    }
  }
}

void build_motorcycle(Workshop& w) {
  const double r = w.random.uniform(0.15, 0.27), base = w.random.uniform(0.6, 0.85),
               tyre = w.random.uniform(0.04, 0.07);
  const double rake = w.random.uniform(0.1, 0.4), bar = r * 2 + w.random.uniform(0.1, 0.4);
  const WheelLook look = draw_wheel_look(w);
  const int spokes = w.random.between(4, 9);
  const bool is_solid = w.random.chance(0.3);
  for (const double x : {-base / 2, base / 2}) {
    if (is_solid) {
      add_wheel(w, {x, 0, r}, r, tyre * 2, look);
    } else {
      add_spoked_wheel(w, {x, 0, r}, r, tyre, spokes, look);
    }
  }
  const Vec3 head{base / 2 - rake, 0, bar};
  w.shape.look(w.palette.metal());
  for (const int s : {-1, 1}) {
    w.shape.rod({base / 2, s * tyre * 1.5, r}, head + Vec3{0, s * tyre * 1.5, 0}, 0.022);
    w.shape.tube({head, head + Vec3{0, s * 0.12, 0.04}, head + Vec3{-0.1, s * 0.24, 0.03}}, 0.022);
    w.shape.rod({-base / 2, s * tyre * 1.5, r}, {-0.02, s * 0.05, r * 1.1}, 0.025);
  }
  w.shape.rounded_box({0, 0, r * 0.95}, {base * 0.34, 0.16, r * 0.9}, 0.05);
  const int pipes = w.random.between(1, 2);
  for (int i = 0; i < pipes; ++i) {
    const double y = i == 0 ? 0.11 : -0.11;
    w.shape.tube({{0.1, y, r}, {0, y, r * 0.5}, {-base / 2 - r * 0.6, y, r * w.random.uniform(0.5, 1.1)}}, 0.035);
  }
  const Pattern paint = w.random.chance(0.5) ? w.palette.bright() : w.palette.paint();
  const double hump = w.random.uniform(0.08, 0.13), z = r * 1.6;
  w.shape.look(paint).ellipsoid({base * 0.12, 0, z + 0.04}, {base * 0.25, 0.1, hump});
  w.shape.rod({base * 0.2, 0, z}, head - Vec3{0, 0, 0.04}, 0.05);
  const double lift = w.random.uniform(0, 0.1);
  w.shape.ellipsoid({-base / 2, 0, r * 1.9}, {r * 0.9, tyre * 1.7, 0.05});
  w.shape.look(w.palette.dark()).rounded_box({-base * 0.22, 0, z + 0.02}, {base * 0.5, 0.15, 0.09}, 0.04);
  w.shape.rounded_box({-base * 0.45, 0, z + 0.04 + lift / 2}, {0.12, 0.14, 0.08 + lift}, 0.03);
  add_motorcycle_extras(w, head, r, base, paint, look);
  w.shape.look(w.palette.white()).sphere(head + Vec3{0.12, 0, -0.05}, 0.075);
}

void build_scooter(Workshop& w) {
  const double r = w.random.uniform(0.07, 0.14), base = w.random.uniform(0.5, 0.7),
               width = w.random.uniform(0.12, 0.18), tall = w.random.uniform(0.55, 0.85),
               rake = w.random.uniform(0.05, 0.16);
  const WheelLook look = draw_wheel_look(w);
  const bool has_three = w.random.chance(0.3);
  add_wheel(w, {-base / 2, 0, r}, r, 0.07, look);
  if (has_three) {
    add_axle(w, base / 2, width * 1.5, r, 0.06, look);
  } else {
    add_wheel(w, {base / 2, 0, r}, r, 0.07, look);
  }
  const Pattern paint = w.palette.bright(), grip = w.palette.dark();
  w.shape.look(paint).rounded_box({-0.03, 0, r * 1.05}, {base - r * 1.9, width, 0.06}, 0.025);
  w.shape.look(grip).box({-0.03, 0, r * 1.05 + 0.03}, {base - r * 2.4, width * 0.8, 0.02});
  const Vec3 head{base / 2 - rake * 0.4, 0, r * 2.6}, top{base / 2 - rake, 0, tall + r};
  w.shape.look(paint).tube({{base / 2 - r * 1.4, 0, r * 1.05}, {base / 2 - r * 0.9, 0, r * 1.8}, head}, 0.035);
  w.shape.rod({-base / 2, 0, r * 1.1}, {-base / 2 + r * 1.6, 0, r * 1.1}, 0.035);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  w.shape.rod({base / 2, 0, has_three ? r : r * 2.05}, head, 0.03);
  w.shape.rod(head, top, 0.03);
  const double reach = w.random.uniform(0.15, 0.25), sweep = w.random.uniform(0, 0.08);
  for (const int s : {-1, 1}) {
    const Vec3 end = top + Vec3{-sweep, s * reach, sweep * 0.5};
    w.shape.look(paint).tube({top, end}, 0.025);
    w.shape.look(grip).rod(top + (end - top) * 0.55, end + (end - top) * 0.12, 0.037);
  }
  w.shape.look(paint).ellipsoid({-base / 2 - r * 0.3, 0, r * 1.9}, {r * 0.9, 0.05, 0.035});
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.fabric()).rounded_box(top + Vec3{0.1, 0, -0.14}, {0.16, 0.24, 0.17}, 0.04);
  } else if (w.random.chance(0.5)) {
    w.shape.look(w.palette.bright()).box(top + Vec3{0.04, 0, -0.05}, {0.05, 0.16, 0.12});
  }
}

void build_wheelbarrow(Workshop& w) {
  const double r = w.random.uniform(0.11, 0.19), width = w.random.uniform(0.3, 0.44),
               span = w.random.uniform(0.42, 0.62), height = w.random.uniform(0.16, 0.28);
  const Pattern frame = w.random.chance(0.5) ? w.palette.wood() : w.palette.paint();
  const WheelLook look = draw_wheel_look(w);
  const double axle = span * 0.5 + r * 0.5, z = r * 1.5;
  add_wheel(w, {axle, 0, r}, r, w.random.uniform(0.06, 0.12), look);
  w.shape.look(frame);
  const double reach = w.random.uniform(0.25, 0.45), rise = w.random.uniform(0.02, 0.2);
  const bool has_barrel = w.random.chance(0.2);
  for (const int s : {-1, 1}) {
    const Vec3 grip{-span * 0.5 - reach, s * width * 0.5, z + 0.08 + rise};
    w.shape.tube(
        {{axle + 0.02, s * 0.09, r}, {0, s * width * 0.32, z}, {-span * 0.4, s * width * 0.45, z + 0.04}, grip}, 0.026);
    w.shape.rod({-span * 0.28, s * width * 0.4, z}, {-span * 0.4, s * width * 0.42, 0}, 0.028);
    w.shape.rod({-span * 0.4, s * width * 0.42, 0.025}, {-span * 0.15, s * width * 0.4, z}, 0.024);
  }
  w.shape.rod({axle, -0.1, r}, {axle, 0.1, r}, 0.025);
  w.shape.look(w.palette.dark());
  for (const int s : {-1, 1}) {
    const Vec3 grip{-span * 0.5 - reach, s * width * 0.5, z + 0.08 + rise};
    w.shape.rod(grip - Vec3{0.04, 0, 0}, grip + Vec3{0.07, 0, -0.02}, 0.035);
  }
  w.shape.look(w.random.chance(0.6) ? w.palette.bright() : w.palette.metal());
  add_hopper(w, {0, 0, z + 0.03}, {span * w.random.uniform(0.45, 0.75), width * 0.6, 0}, {span * 1.1, width * 1.15, 0},
             height, 0.022);
  if (has_barrel) {
    w.shape.look(w.palette.ceramic()).rod({0, 0, z + 0.06}, {0, 0, z + height + 0.15}, width * 0.3, width * 0.36);
  } else if (w.random.chance(0.65)) {
    const double heap = w.random.uniform(0.06, 0.2);
    const Pattern earth = w.random.chance(0.5) ? w.palette.leaf() : w.palette.wood();
    w.shape.look(earth).ellipsoid({0, 0, z + height * 0.85}, {span * 0.45, width * 0.45, heap});
  }
}

void build_pram(Workshop& w) {
  const double span = w.random.uniform(0.6, 0.8), width = w.random.uniform(0.34, 0.44),
               deep = w.random.uniform(0.2, 0.3);
  const double big = w.random.uniform(0.12, 0.22), small = w.random.chance(0.5) ? big : big * 0.7;
  const double z = big * 2 + deep * w.random.uniform(0.85, 1.1), opening = w.random.uniform(0.4, 0.65) * kPi;
  const Pattern cloth = w.palette.fabric(), hood = w.random.chance(0.5) ? w.palette.paint() : cloth;
  const int facing = w.random.chance(0.5) ? 1 : -1;
  const auto shell = [&](double turn, double across, double rise, double grow) {
    // Longer than wide, squarer than an ellipsoid along the way the child lies.
    const double x = std::cos(turn) * span / 2, half = width / 2 * std::cos(across);
    return Vec3{x * std::cbrt(std::cos(across)) * grow, width / 2 * std::sin(across) * grow,
                z + std::sin(turn) * rise * half / width * 2 * grow};
  };
  w.shape.look(cloth).sheet([&](double u, double v) { return shell(-u * kPi, (v - 0.5) * kPi, deep, 1); }, 24, 16);
  w.shape.look(w.palette.white())
      .sheet(
          [&](double u, double v) {
            const Vec3 edge = shell(u > 0.5 ? 0 : kPi, (v - 0.5) * kPi, deep, 0.97);
            return Vec3{edge.x * std::abs(2 * u - 1), edge.y, z - 0.015};
          },
          5, 16);
  const double hood_rise = width * w.random.uniform(0.55, 0.8);
  const auto cover = [&](double u, double v, double grow) {
    Vec3 p = shell(kPi - u * opening, (v - 0.5) * kPi, hood_rise, grow);
    p.x *= -facing;
    return p;
  };
  w.shape.look(hood).sheet([&](double u, double v) { return cover(u, v, 1); }, 14, 16);
  w.shape.look(w.palette.bright());
  std::vector<Vec3> rim, edge;
  for (int i = 0; i <= 16; ++i) rim.push_back(cover(1, 0.03 + 0.94 * i / 16, 1.01));
  for (int i = 0; i <= 32; ++i)
    edge.push_back(shell(i < 16 ? 0 : kPi, (std::abs(i - 16) / 16.0 - 0.5) * kPi * 0.96, deep, 1));
  w.shape.tube(rim, 0.02);
  w.shape.tube(edge, 0.022);
  const WheelLook look = draw_wheel_look(w);
  const int spokes = w.random.between(5, 9);
  w.shape.look(w.palette.metal());
  for (const int s : {-1, 1}) {
    const double y = s * width * 0.45;
    w.shape.tube({{-span * 0.33, y, big}, {0, y * 0.8, z - deep * 0.75}, {span * 0.33, y, small}}, 0.024);
    w.shape.rod({-span * 0.33, y, big}, {-span * 0.25, y * 0.9, z - 0.03}, 0.02);
    w.shape.rod({span * 0.33, y, small}, {span * 0.25, y * 0.9, z - 0.03}, 0.02);
    w.shape.tube({{-span * 0.4, y, z}, {-span * 0.62, y, z + 0.18}, {-span * 0.72, y, z + 0.22}}, 0.02);
  }
  w.shape.look(w.palette.dark())
      .rod({-span * 0.72, -width * 0.47, z + 0.22}, {-span * 0.72, width * 0.47, z + 0.22}, 0.032);
  for (const int s : {-1, 1}) {
    add_spoked_wheel(w, {-span * 0.33, s * width * 0.52, big}, big, 0.025, spokes, look);
    add_spoked_wheel(w, {span * 0.33, s * width * 0.52, small}, small, 0.025, spokes, look);
  }
}

}  // namespace syncdreamer
