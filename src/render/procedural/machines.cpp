#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/vehicle_parts.h"

namespace syncdreamer {
void build_tractor(Workshop& w) {
  const double big = w.random.uniform(0.24, 0.36), small = big * w.random.uniform(0.45, 0.8),
               width = w.random.uniform(0.2, 0.32);
  const double span = w.random.uniform(0.5, 0.8), height = w.random.uniform(0.18, 0.28), z = big * 0.85;
  const Pattern body = w.random.chance(0.5) ? w.palette.bright() : w.palette.paint();
  w.shape.look(body).rounded_box({span * 0.4, 0, z + height / 2}, {span, width, height}, w.random.uniform(0.02, 0.09));
  w.shape.look(w.palette.dark()).box({span * 0.9, 0, z + height * 0.45}, {0.03, width * 0.7, height * 0.6});
  w.shape.box({span * 0.35, 0, z}, {span * 1.1, width * 0.5, 0.14});
  const double cabin = w.random.uniform(0.3, 0.42), tall = w.random.uniform(0.3, 0.5);
  w.shape.look(body).box({-cabin / 2, 0, z + height * 0.3}, {cabin + 0.06, width, height * 0.75});
  const double track = width + w.random.uniform(0.12, 0.22);
  if (w.random.chance(0.75)) {
    const bool has_glass = w.random.chance(0.6);
    add_cabin(w, {-cabin / 2, 0, z + height * 0.5}, {cabin, width * 1.2, tall}, has_glass);
  } else {
    w.shape.look(w.palette.dark()).rounded_box({-cabin * 0.6, 0, z + height * 0.75}, {0.2, width * 0.8, 0.08}, 0.03);
    w.shape.rounded_box({-cabin * 0.85, 0, z + height * 1.1}, {0.07, width * 0.8, 0.25}, 0.03);
    w.shape.tube({{0, 0, z + height * 0.6}, {-0.08, 0, z + height * 1.3}}, 0.02);
    w.shape.torus({-0.08, 0, z + height * 1.3}, {-0.5, 0, 1}, 0.09, 0.02);
  }
  w.shape.look(w.palette.metal());
  const double exhaust = span * w.random.uniform(0.35, 0.8);
  w.shape.rod({exhaust, width * 0.25, z + height * 0.8}, {exhaust, width * 0.25, z + height + 0.25}, 0.03);
  const WheelLook look = draw_wheel_look(w);
  add_axle(w, -cabin * 0.5, track + 0.06, big, w.random.uniform(0.1, 0.18), look);
  add_axle(w, span * 0.72, track, small, w.random.uniform(0.07, 0.12), look);
  add_lamps(w, {span * 0.9, 0, z + height * 0.75}, width * 0.42, 0.035);
}

void build_tank(Workshop& w) {
  const double span = w.random.uniform(0.8, 1.15), width = w.random.uniform(0.3, 0.45), r = w.random.uniform(0.1, 0.16);
  const int wheels = w.random.between(3, 6);
  add_tracks(w, span, width + 0.14, r, 0.14, wheels);
  const Pattern body = w.random.chance(0.3) ? w.palette.leaf() : w.palette.paint();
  const double height = w.random.uniform(0.12, 0.2), z = r * 1.1, slope = w.random.uniform(0.05, 0.25);
  w.shape.look(body).slab({{-span * 0.46, z},
                           {span * 0.46, z},
                           {span * 0.5, z + height * 0.5},
                           {span * 0.5 - slope, z + height},
                           {-span * 0.48, z + height}},
                          -width * 0.62, width * 0.62);
  const Pattern turret = w.random.chance(0.5) ? body : w.palette.bright();
  const double size = w.random.uniform(0.15, 0.22), tall = w.random.uniform(0.12, 0.22), top = z + height,
               x = w.random.uniform(-0.15, 0.05);
  w.shape.look(turret);
  const int kind = w.random.below(3);
  if (kind == 0) w.shape.ellipsoid({x, 0, top}, {size * 1.1, size, tall});
  if (kind == 1) w.shape.rod({x, 0, top - 0.02}, {x, 0, top + tall}, size, size * w.random.uniform(0.6, 1));
  if (kind == 2) w.shape.rounded_box({x, 0, top + tall / 2}, {size * 2.2, size * 1.6, tall}, 0.04);
  const double aim = w.random.uniform(0, 0.35), barrel = w.random.uniform(0.35, 0.75),
               bore = w.random.uniform(0.025, 0.06);
  const Vec3 root{x + size * 0.6, 0, top + tall * 0.5}, along{std::cos(aim), 0, std::sin(aim)};
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : turret).rod(root, root + along * barrel, bore);
  w.shape.look(w.palette.dark()).rod(root + along * (barrel - 0.08), root + along * (barrel + 0.01), bore * 1.5);
  w.shape.look(w.palette.bright()).rod({x - size * 0.2, 0, top}, {x - size * 0.2, 0, top + tall + 0.05}, size * 0.4);
  if (w.random.chance(0.4))
    w.shape.rod({x - size * 0.5, size * 0.4, top}, {x - size * 0.8, size * 0.4, top + 0.5}, 0.018);
}

void build_excavator(Workshop& w) {
  const double span = w.random.uniform(0.6, 0.85), width = w.random.uniform(0.36, 0.5),
               r = w.random.uniform(0.08, 0.13);
  const int wheels = w.random.between(3, 5);
  if (w.random.chance(0.75)) {
    add_tracks(w, span, width, r, 0.13, wheels);
  } else {
    const WheelLook look = draw_wheel_look(w);
    for (const double x : {-0.33, 0.33}) add_axle(w, x * span, width, r, 0.12, look);
  }
  const double z = r * 2 + 0.06, height = w.random.uniform(0.14, 0.24), body = span * w.random.uniform(0.75, 0.95);
  w.shape.look(w.palette.dark()).box({0, 0, r * 1.1}, {span * 0.5, width, 0.08});
  w.shape.rod({0, 0, r}, {0, 0, z + 0.02}, width * 0.3);
  const Pattern paint = w.random.chance(0.5) ? w.palette.bright() : w.palette.paint();
  w.shape.look(paint).rounded_box({-0.08, 0, z + height / 2}, {body, width, height}, 0.03);
  w.shape.look(w.palette.bright())
      .rounded_box({-body / 2 - 0.05, 0, z + height * 0.6}, {0.16, width * 1.04, height * 1.1}, 0.05);
  const double tall = w.random.uniform(0.26, 0.4);
  const bool has_glass = w.random.chance(0.8);
  add_cabin(w, {body * 0.15, width * 0.24, z + height * 0.8}, {body * 0.42, width * 0.46, tall}, has_glass);
  const double reach = w.random.uniform(0.35, 0.6), lift = w.random.uniform(0.4, 0.75);
  const double fold = w.random.uniform(0.12, 0.4), drop = w.random.uniform(0.35, 0.6);
  const Vec3 root{body * 0.3, -width * 0.18, z + height * 0.6}, elbow = root + Vec3{reach, 0, lift},
                                                                wrist = elbow + Vec3{fold, 0, -drop},
                                                                knee = root + Vec3{reach * 0.4, 0, lift * 0.75};
  w.shape.look(paint);
  add_tapered_beam(w, root, knee, 0.12, 0.14, 0.09);
  add_tapered_beam(w, knee - Vec3{0.05, 0, 0.03}, elbow, 0.13, 0.09, 0.09);
  add_tapered_beam(w, elbow + Vec3{-0.05, 0, 0.06}, wrist, 0.11, 0.07, 0.08);
  w.shape.look(w.palette.metal());
  w.shape.rod(root + Vec3{0.1, 0, -0.05}, knee + Vec3{0.06, 0, -0.03}, 0.025);
  w.shape.rod(knee + Vec3{0.04, 0, 0.1}, elbow + Vec3{-0.05, 0, 0.06}, 0.022);
  w.shape.rod(elbow - Vec3{0, 0.06, 0}, elbow + Vec3{0, 0.06, 0}, 0.045);
  const double size = w.random.uniform(0.14, 0.22), half = w.random.uniform(0.1, 0.17);
  w.shape.look(w.random.chance(0.5) ? w.palette.dark() : w.palette.bright())
      .slab({{wrist.x + 0.05, wrist.z + 0.03},
             {wrist.x + size * 0.45, wrist.z - size * 0.7},
             {wrist.x + size * 0.2, wrist.z - size * 1.1},
             {wrist.x - size * 0.5, wrist.z - size * 1.2},
             {wrist.x - size * 0.85, wrist.z - size * 0.75},
             {wrist.x - 0.06, wrist.z + 0.01}},
            wrist.y - half, wrist.y + half);
}

void build_forklift(Workshop& w) {
  const double span = w.random.uniform(0.5, 0.7), width = w.random.uniform(0.32, 0.44),
               wheel = w.random.uniform(0.09, 0.14);
  const double height = w.random.uniform(0.16, 0.24), z = wheel * 0.7, tall = w.random.uniform(0.38, 0.55);
  const Pattern paint = w.random.chance(0.6) ? w.palette.bright() : w.palette.paint();
  w.shape.look(paint).rounded_box({0, 0, z + height / 2}, {span, width, height}, 0.03);
  w.shape.look(w.palette.dark())
      .rounded_box({-span * 0.36, 0, z + height * 0.8}, {span * 0.34, width * 0.98, height * 1.3}, 0.06);
  const bool has_glass = w.random.chance(0.2);
  add_cabin(w, {0, 0, z + height * 0.9}, {span * 0.62, width * 0.9, tall}, has_glass);
  w.shape.look(w.palette.bright()).rounded_box({-span * 0.12, 0, z + height + 0.1}, {0.06, width * 0.5, 0.24}, 0.03);
  const WheelLook look = draw_wheel_look(w);
  add_axle(w, span * 0.33, width * 0.98, wheel, 0.1, look);
  add_axle(w, -span * 0.33, width * 0.98, wheel * 0.9, 0.09, look);
  const double mast = z + height + tall * w.random.uniform(0.7, 1.5), x = span / 2 + 0.05;
  w.shape.look(w.palette.metal());
  for (const int s : {-1, 1}) w.shape.box({x, s * width * 0.28, (mast + 0.04) / 2 + 0.02}, {0.07, 0.05, mast - 0.04});
  for (const double t : {0.15, 0.6, 0.98}) w.shape.box({x, 0, mast * t + 0.02}, {0.05, width * 0.56, 0.05});
  const double lift = w.random.uniform(0.03, 0.8) * mast, fork = w.random.uniform(0.32, 0.5);
  w.shape.look(w.palette.dark()).box({x + 0.05, 0, lift + 0.1}, {0.04, width * 0.85, 0.2});
  for (const int s : {-1, 1}) w.shape.box({x + 0.05 + fork / 2, s * width * 0.25, lift + 0.02}, {fork, 0.07, 0.035});
  if (w.random.chance(0.55)) {
    const Vec3 load{fork * 0.9, width * w.random.uniform(0.8, 1.2), w.random.uniform(0.15, 0.4)};
    w.shape.look(w.palette.wood()).box({x + 0.09 + fork / 2, 0, lift + 0.06}, {fork, load.y, 0.05});
    w.shape.look(w.palette.fabric()).box({x + 0.09 + fork / 2, 0, lift + 0.08 + load.z / 2}, load);
  }
}

void build_crane(Workshop& w) {
  const double tall = w.random.uniform(0.6, 1.3), half = w.random.uniform(0.06, 0.1), jib = w.random.uniform(0.6, 1);
  const double lift = w.random.chance(0.4) ? w.random.uniform(0.2, 0.9) : 0, back = w.random.uniform(0.2, 0.4);
  const Pattern paint = w.random.chance(0.6) ? w.palette.bright() : w.palette.paint();
  if (w.random.chance(0.4)) {
    const int wheels = w.random.between(3, 5);
    add_tracks(w, 0.6, 0.42, 0.1, 0.12, wheels);
    w.shape.look(w.palette.bright()).rounded_box({0, 0, 0.16}, {0.5, 0.4, 0.16}, 0.03);
  } else {
    w.shape.look(w.palette.ceramic())
        .box({0, 0, 0.05}, {w.random.uniform(0.35, 0.55), w.random.uniform(0.35, 0.55), 0.1});
  }
  const bool is_lattice = w.random.chance(0.65);
  w.shape.look(paint);
  if (!is_lattice) w.shape.box({0, 0, tall / 2}, {half * 1.6, half * 1.6, tall});
  const int bays = w.random.between(4, 7);
  for (int i = 0; is_lattice && i < 4; ++i) {
    const auto corner = [&](int k, double z) {
      return Vec3{k % 4 == 0 || k % 4 == 3 ? half : -half, k % 4 < 2 ? half : -half, z};
    };
    w.shape.rod(corner(i, 0.05), corner(i, tall), 0.02);
    for (int b = 0; b < bays; ++b) {
      w.shape.rod(corner(i + b, 0.05 + (tall - 0.05) * b / bays),
                  corner(i + b + 1, 0.05 + (tall - 0.05) * (b + 1) / bays), 0.015);
    }
  }
  const Vec3 root{0, 0, tall + 0.04}, along{std::cos(lift), 0, std::sin(lift)}, tip = root + along * jib;
  w.shape.look(w.random.chance(0.5) ? paint : w.palette.bright());
  add_tapered_beam(w, root - Vec3{back, 0, 0}, root + Vec3{0.1, 0, 0}, 0.08, 0.08, half * 1.6);
  add_tapered_beam(w, root, tip, 0.09, 0.05, half * 1.2);
  const Vec3 peak = root + Vec3{-0.02, 0, w.random.uniform(0.15, 0.3)};
  w.shape.rod(root, peak, 0.035, 0.02);
  w.shape.look(w.palette.metal());
  w.shape.rod(peak, root + along * (jib * 0.75), 0.013);
  w.shape.rod(peak, root - Vec3{back * 0.9, 0, 0}, 0.013);
  w.shape.look(w.palette.dark()).box(root + Vec3{-back, 0, -0.03}, {0.14, half * 2.2, w.random.uniform(0.14, 0.24)});
  w.shape.look(w.palette.bright()).box(root + Vec3{half + 0.03, half * 1.3, -0.02}, {0.15, 0.13, 0.16});
  w.shape.look(w.palette.dark()).box(root + Vec3{half + 0.07, half * 1.3, 0}, {0.1, 0.135, 0.08});
  const Vec3 trolley = root + along * (jib * (lift > 0 ? 0.97 : w.random.uniform(0.5, 0.92)));
  const double hook = trolley.z * w.random.uniform(0.35, 0.7);
  w.shape.rod(trolley, {trolley.x, 0, hook}, 0.014);
  if (w.random.chance(0.6)) {
    const Vec3 size{w.random.uniform(0.12, 0.25), w.random.uniform(0.12, 0.25), w.random.uniform(0.08, 0.18)};
    w.shape.look(w.palette.fabric()).box({trolley.x, 0, hook - size.z / 2}, size);
  } else {
    w.shape.torus({trolley.x, 0, hook - 0.05}, {0, 1, 0}, 0.045, 0.018);
  }
}

void build_windmill(Workshop& w) {
  const double tall = w.random.uniform(0.65, 1.0), foot = w.random.uniform(0.2, 0.32),
               top = foot * w.random.uniform(0.5, 0.8);
  const int kind = w.random.below(5), blades = kind == 4 ? 3 : w.random.between(4, 6);
  w.shape.look(w.random.chance(0.5) ? w.palette.ceramic() : w.palette.furniture());
  double hub_x = top;
  if (kind == 4) {
    hub_x = 0.13;
    w.shape.rod({0, 0, 0}, {0, 0, tall}, foot * 0.3, 0.045);
    w.shape.rod({0, 0, 0}, {0, 0, 0.05}, foot * 0.8, foot * 0.6);
    w.shape.look(w.palette.bright()).ellipsoid({0, 0, tall}, {0.17, 0.065, 0.065});
  } else if (kind == 3) {
    w.shape.rod({0, 0, 0}, {0, 0, tall * 0.5}, 0.06);
    for (const double a : {0.25, 0.75, 1.25, 1.75}) {
      w.shape.rod({foot * 1.3 * std::cos(a * kPi), foot * 1.3 * std::sin(a * kPi), 0}, {0, 0, tall * 0.42}, 0.035);
    }
    w.shape.look(w.palette.paint()).box({0, 0, tall * 0.7}, {top * 2, top * 1.8, tall * 0.66});
    w.shape.look(w.palette.bright()).rod({0, 0, tall}, {0, 0, tall + top * 1.3}, top * 1.6, 0);
  } else {
    w.shape.rod({0, 0, 0}, {0, 0, tall}, foot, top);
    if (kind == 1) w.shape.look(w.palette.wood()).rod({0, 0, tall * 0.36}, {0, 0, tall * 0.4}, foot * 1.3);
    w.shape.look(w.palette.paint());
    if (w.random.chance(0.5)) {
      w.shape.ellipsoid({0, 0, tall}, {top * 1.1, top * 1.1, top * w.random.uniform(0.7, 1.1)});
    } else {
      w.shape.rod({0, 0, tall - 0.02}, {0, 0, tall + top * w.random.uniform(1, 1.7)}, top * 1.2, 0.01);
    }
    const Pattern dark = w.palette.dark();
    w.shape.look(dark).box({foot * 0.85, 0, tall * 0.13}, {foot * 0.35, foot * 0.6, tall * 0.26});
    w.shape.look(dark).box({(foot + top) / 2 - 0.02, 0, tall * 0.55}, {0.09, 0.1, 0.1});
  }
  const Vec3 hub{hub_x + 0.08, 0, tall * (kind == 3 ? 0.85 : 1) + (kind < 3 ? top * 0.25 : 0)};
  w.shape.look(w.palette.dark()).rod({0, 0, hub.z}, hub + Vec3{0.04, 0, 0}, 0.04);
  const double reach = hub.z * w.random.uniform(0.6, 0.92), turn = w.random.uniform(0, kPi),
               chord = w.random.uniform(0.1, 0.2);
  const Pattern spar = w.palette.wood(), cloth = w.random.chance(0.5) ? w.palette.white() : w.palette.fabric();
  for (int i = 0; i < blades; ++i) {
    const double a = turn + 2 * kPi * i / blades;
    const Vec3 out{0, std::cos(a), std::sin(a)}, side{0, -std::sin(a), std::cos(a)};
    const Vec3 end = hub + out * reach;
    w.shape.look(kind == 4 ? cloth : spar).rod(hub, end, kind == 4 ? 0.04 : 0.025, kind == 4 ? 0.015 : 0.02);
    const double wide = kind == 4 ? chord * 0.4 : chord, taper = kind == 4 ? 0.8 : 0.1;
    w.shape.look(cloth).sheet(
        [&](double u, double v) {
          return hub + out * (reach * (0.22 + 0.76 * v)) + side * (wide * u * (1 - taper * v)) + Vec3{0.03 * u, 0, 0};
        },
        3, 6);
  }
}

}  // namespace syncdreamer
