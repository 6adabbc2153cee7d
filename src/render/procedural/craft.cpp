#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// Blades that turn about the unit vector `axis`.
void add_rotor(Workshop& w, Vec3 hub, Vec3 axis, int blades, double reach, double chord) {
  const double turn = w.random.uniform(0, kPi);
  const Vec3 u = normalized(cross(axis, std::abs(axis.x) < 0.9 ? Vec3{1, 0, 0} : Vec3{0, 1, 0})), v = cross(axis, u);
  w.shape.rod(hub - axis * (chord * 0.3), hub + axis * (chord * 0.4), chord * 0.5);
  for (int i = 0; i < blades; ++i) {
    const double a = turn + 2 * kPi * i / blades;
    const Vec3 out = u * std::cos(a) + v * std::sin(a), side = cross(axis, out);
    const auto column = [](Vec3 x, Vec3 y, Vec3 z) {
      return Mat3{{Vec3{x.x, y.x, z.x}, Vec3{x.y, y.y, z.y}, Vec3{x.z, y.z, z.z}}};
    };
    w.shape.ellipsoid(hub + out * (reach / 2), {reach / 2, chord / 2, chord * 0.13}, column(out, side, axis));
  }
}

/// The skin of a hull whose bow points to +x; `stern` is the width at the back as a part of the whole.
Vec3 hull_point(double u, double v, Vec3 size, double stern) {
  const double along = std::pow(u, 0.8),
               fullness = stern + (1 - stern) * std::sin(std::min(1.0, along * 1.9) * kPi / 2);
  const double half = size.y / 2 * fullness * std::sqrt(std::max(0.0, 1 - std::pow(along, 3)));
  const double a = (v - 0.5) * kPi, sheer = 0.25 * size.z * along * along;
  const double keel = size.z * (0.15 * (1 - along) + 0.35 * std::pow(along, 4));
  return {(along - 0.5) * size.x + 0.1 * size.x * std::pow(along, 6) * (1 - std::cos(a)), half * std::sin(a),
          size.z + sheer - (size.z + sheer - keel) * std::cos(a)};
}

/// A sail filled by the wind, between a luff on the mast and a clew: corners tack, clew, head.
void add_sail(Workshop& w, Vec3 tack, Vec3 clew, Vec3 head, double belly) {
  w.shape.sheet(
      [&](double u, double v) {
        const Vec3 flat = tack * ((1 - u) * (1 - v)) + clew * (u * (1 - v)) + head * v;
        return flat + Vec3{0, belly * std::sin(kPi * u) * std::sin(kPi * std::sqrt(v)), 0};
      },
      10, 14);
}

void add_rocker(Workshop& w, double y, double span, double sag) {
  std::vector<std::array<double, 2>> lower;
  for (int i = 0; i <= 12; ++i) {
    const double t = i / 6.0 - 1;
    lower.push_back({t * span / 2, sag * t * t});
  }
  for (std::size_t i = 0; i + 1 < lower.size(); ++i) {
    const auto &a = lower[i], &b = lower[i + 1];
    w.shape.slab({a, b, {b[0], b[1] + 0.06}, {a[0], a[1] + 0.06}}, y - 0.03, y + 0.03);
  }
}

}  // namespace

void build_helicopter(Workshop& w) {
  const double span = w.random.uniform(0.26, 0.4), width = w.random.uniform(0.15, 0.22),
               height = w.random.uniform(0.16, 0.24), tail = w.random.uniform(0.45, 0.75),
               legs = w.random.uniform(0.08, 0.15);
  const Pattern body = w.palette.fabric(), trim = w.palette.bright();
  const double z = legs + height, rise = w.random.uniform(0, 0.12);
  w.shape.look(body).ellipsoid({0, 0, z}, {span, width, height});
  w.shape.look(w.palette.dark())
      .ellipsoid({span * 0.42, 0, z + height * 0.18}, {span * 0.6, width * 0.86, height * 0.75});
  const Vec3 end{-span * 0.6 - tail, 0, z + rise};
  w.shape.look(body).rod({-span * 0.4, 0, z + height * 0.1}, end, height * w.random.uniform(0.4, 0.65), 0.035);
  w.shape.look(trim);
  const double fin = w.random.uniform(0.1, 0.2);
  w.shape.slab({{end.x + 0.12, end.z}, {end.x - 0.02, end.z - 0.05}, {end.x - 0.1, end.z + fin}, {end.x, end.z + fin}},
               -0.02, 0.02);
  w.shape.box(end + Vec3{0.1, 0, 0}, {0.1, 0.3, 0.03});
  w.shape.look(w.palette.metal());
  add_rotor(w, end + Vec3{-0.04, 0.05, fin * 0.6}, {0, 1, 0}, 4, 0.14, 0.05);
  const double mast = height * w.random.uniform(1.15, 1.4), reach = w.random.uniform(0.5, 0.85);
  w.shape.look(trim).rounded_box({-span * 0.15, 0, z + height * 0.85}, {span * 0.8, width, height * 0.4}, 0.05);
  const int blades = w.random.between(2, 5);
  w.shape.look(w.palette.dark()).rod({0, 0, z}, {0, 0, z + mast + 0.02}, 0.035);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  add_rotor(w, {0, 0, z + mast}, {0, 0, 1}, blades, reach, 0.1);
  w.shape.look(w.palette.metal());
  const bool has_wheels = w.random.chance(0.3);
  for (const int s : {-1, 1}) {
    for (const double x : {-0.5, 0.5}) {
      w.shape.rod({x * span, s * width * 0.5, z - height * 0.5}, {x * span * 1.1, s * width * 0.95, 0.04}, 0.02);
      if (has_wheels) {
        w.shape.rod({x * span * 1.1, s * width * 0.95 - 0.04, 0.06}, {x * span * 1.1, s * width * 0.95 + 0.04, 0.06},
                    0.07);
      }
    }
    if (has_wheels) continue;
    const double y = s * width * 0.95;
    w.shape.tube({{-span * 0.9, y, 0.025}, {span * 0.85, y, 0.025}, {span * 1.05, y, 0.09}}, 0.025);
  }
}

void build_submarine(Workshop& w) {
  const double span = w.random.uniform(0.8, 1.2), r = w.random.uniform(0.14, 0.28), z = r + 0.06;
  const Pattern body = w.palette.fabric(), trim = w.palette.bright(),
                glass = w.random.chance(0.5) ? w.palette.dark() : w.palette.white();
  w.shape.look(body);
  if (w.random.chance(0.5)) {
    w.shape.ellipsoid({0, 0, z}, {span / 2, r, r});
  } else {
    w.shape.rod({-span * 0.1, 0, z}, {span / 2 - r, 0, z}, r);
    w.shape.sphere({span / 2 - r, 0, z}, r);
    w.shape.rod({-span * 0.1, 0, z}, {-span * 0.5, 0, z}, r, r * 0.25);
  }
  const double tower = w.random.uniform(0.1, 0.22), x = w.random.uniform(-0.05, 0.16),
               girth = r * w.random.uniform(0.4, 0.65);
  w.shape.look(trim);
  if (w.random.chance(0.5)) {
    w.shape.rounded_box({x, 0, z + r + tower * 0.4}, {girth * 2.6, girth * 1.2, tower + r * 0.5}, 0.05);
  } else {
    w.shape.rod({x, 0, z + r * 0.7}, {x, 0, z + r + tower * 0.9}, girth, girth * 0.85);
  }
  const double top = z + r + tower * 0.9, scope = w.random.uniform(0.1, 0.22);
  w.shape.look(w.palette.metal()).tube({{x, 0, top}, {x, 0, top + scope}, {x + 0.09, 0, top + scope + 0.02}}, 0.025);
  if (w.random.chance(0.4))
    w.shape.rod({x - girth * 0.6, 0, top - 0.05}, {x - girth * 0.6, 0, top + scope * 0.7}, 0.015);
  const int ports = w.random.between(0, 4);
  for (int i = 0; i < ports; ++i) {
    const double at = (i - (ports - 1) / 2.0) * r * 0.85, bulge = std::sqrt(1 - std::pow(at / (span / 2), 2)) * r;
    for (const int s : {-1, 1}) {
      w.shape.look(trim).torus({at, s * bulge * 0.99, z + r * 0.1}, {0, 1, 0}, r * 0.24, r * 0.07);
      w.shape.look(glass).ellipsoid({at, s * bulge * 0.97, z + r * 0.1}, {r * 0.23, r * 0.1, r * 0.23});
    }
  }
  const double back = -span / 2, fin = r * w.random.uniform(0.7, 1.2);
  w.shape.look(trim).slab(
      {{back + 0.2, z}, {back + 0.12, z + fin}, {back + 0.02, z + fin}, {back + 0.02, z - fin}, {back + 0.12, z - fin}},
      -0.02, 0.02);
  w.shape.box({back + 0.11, 0, z}, {0.11, fin * 2.1, 0.04});
  w.shape.box({x + (w.random.chance(0.5) ? 0.25 * span : 0), 0, z}, {0.12, r * 2.9, 0.04});
  w.shape.look(w.palette.metal()).rod({back + 0.1, 0, z}, {back - 0.09, 0, z}, 0.03);
  const int blades = w.random.between(3, 5);
  add_rotor(w, {back - 0.07, 0, z}, {1, 0, 0}, blades, r * w.random.uniform(0.6, 0.95), 0.1);
}

void build_hot_air_balloon(Workshop& w) {
  const double r = w.random.uniform(0.34, 0.46), tall = r * w.random.uniform(0.85, 1.3),
               drop = w.random.uniform(0.45, 0.75);
  const double basket = w.random.uniform(0.09, 0.16), deep = basket * w.random.uniform(1.1, 1.6);
  const int gores = 2 * w.random.between(3, 8), colors = w.random.between(2, 3);
  const double mouth = r * w.random.uniform(0.2, 0.35), rope = w.random.uniform(0.08, 0.25), z = deep + rope + drop;
  std::vector<Pattern> looks;
  for (int i = 0; i < colors; ++i) looks.push_back(w.random.chance(0.5) ? w.palette.bright() : w.palette.fabric());
  const bool is_plain = w.random.chance(0.2);
  const auto skin = [&](double turn, double v) {
    // The crown is half an ellipsoid, the skirt a curve that narrows to the mouth.
    const double t = 1 - v * 2, s = std::max(0.0, t);
    const double radius = t < 0 ? r * std::sqrt(std::max(0.0, 1 - t * t)) : mouth + (r - mouth) * std::cos(s * kPi / 2);
    const double bulge = 1 + 0.035 * std::abs(std::sin(turn * gores / 2));
    return around(turn, radius * bulge, z - (t < 0 ? t * tall : t * drop));
  };
  for (int i = 0; i < gores; ++i) {
    w.shape.look(looks[static_cast<std::size_t>(is_plain ? 0 : i % colors)]);
    w.shape.sheet([&](double u, double v) { return skin(2 * kPi * (i + u) / gores, v); }, 7, 24);
  }
  if (w.random.chance(0.4)) {
    const double band = w.random.uniform(0.03, 0.07);
    w.shape.look(w.palette.bright()).torus({0, 0, z}, {0, 0, 1}, r * 1.01, band);
  }
  w.shape.look(w.palette.dark());
  for (int i = 0; i < 4; ++i) {
    const double a = kPi * (i / 2.0 + 0.25);
    const Vec3 out{std::cos(a), std::sin(a), 0};
    w.shape.rod(out * basket + Vec3{0, 0, deep * 0.9}, out * mouth + Vec3{0, 0, z - drop}, 0.014);
  }
  w.shape.torus({0, 0, z - drop}, {0, 0, 1}, mouth, 0.018);
  w.shape.look(w.palette.wood());
  const bool is_round = w.random.chance(0.4);
  if (is_round) {
    w.shape.rod({0, 0, 0}, {0, 0, deep}, basket, basket * 1.15);
  } else {
    w.shape.rounded_box({0, 0, deep / 2}, {basket * 1.8, basket * 1.8, deep}, 0.03);
  }
  w.shape.look(w.palette.bright()).rod({0, 0, deep * 0.8}, {0, 0, deep + 0.02}, basket * (is_round ? 1.22 : 1.35));
  if (!w.random.chance(0.5)) return;
  w.shape.look(w.palette.fabric());
  for (int i = 0; i < 4; ++i) {
    const double a = kPi * i / 2;
    w.shape.ellipsoid({basket * std::cos(a), basket * std::sin(a), deep * 0.4}, {0.045, 0.045, 0.07});
  }
}

void build_sailboat(Workshop& w) {
  const Vec3 size{w.random.uniform(0.75, 1.1), w.random.uniform(0.24, 0.36), w.random.uniform(0.12, 0.22)};
  const double stern = w.random.uniform(0.4, 0.9), deck = size.z * 0.95;
  const int masts = w.random.between(1, 3), hulls = w.random.chance(0.2) ? 2 : 1;
  const bool is_square = masts > 1 && w.random.chance(0.6);
  const Pattern skin = w.palette.fabric(), planks = w.palette.wood();
  for (int i = 0; i < hulls; ++i) {
    const double y = hulls == 2 ? (i - 0.5) * size.y * 1.2 : 0, narrow = hulls == 2 ? 0.5 : 1;
    const auto place = [&](Vec3 p) { return Vec3{p.x, p.y * narrow + y, p.z}; };
    w.shape.look(skin).sheet([&](double u, double v) { return place(hull_point(u, v, size, stern)); }, 24, 16);
    w.shape.look(planks).sheet(
        [&](double u, double v) {
          const Vec3 edge = hull_point(u, v < 0.5 ? 0 : 1, size, stern);
          return place({edge.x, edge.y * std::abs(2 * v - 1), edge.z - 0.01});
        },
        24, 5);
    w.shape.sheet(
        [&](double u, double v) {
          const Vec3 edge = hull_point(0, v, size, stern);
          return place({edge.x, edge.y * u, size.z + (edge.z - size.z) * u});
        },
        4, 16);
  }
  if (hulls == 2) w.shape.box({-size.x * 0.1, 0, deck}, {size.x * 0.8, size.y * 1.3, 0.05});
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.white())
        .rounded_box({-size.x * 0.22, 0, deck + 0.05}, {size.x * 0.28, size.y * 0.45, w.random.uniform(0.1, 0.2)},
                     0.03);
  }
  const double tall = w.random.uniform(0.75, 1.2) * size.x, belly = w.random.uniform(0.03, 0.14);
  const Pattern cloth = w.random.chance(0.5) ? w.palette.white() : w.palette.fabric();
  const double pitch = size.x * 0.75 / masts;
  for (int i = 0; i < masts; ++i) {
    const double x = (i - (masts - 1) / 2.0) * pitch + size.x * 0.03, high = tall * (i == masts / 2 ? 1 : 0.8);
    w.shape.look(planks).rod({x, 0, deck - 0.04}, {x, 0, deck + high}, 0.022);
    w.shape.look(cloth);
    for (int k = 0; is_square && k < 2; ++k) {
      const double low = deck + high * (0.1 + 0.45 * k), half = size.x * (0.26 - 0.06 * k);
      w.shape.sheet(
          [&](double u, double v) {
            const double puff = belly * std::sin(kPi * v) * std::sin(kPi * (0.1 + 0.8 * u));
            return Vec3{x + 0.03 + puff * 1.3, (2 * u - 1) * half * (1 - 0.15 * v), low + v * high * 0.4};
          },
          10, 10);
      w.shape.rod({x, -half * 0.9, low + high * 0.4}, {x, half * 0.9, low + high * 0.4}, 0.016);
    }
    if (is_square) continue;
    const double boom = deck + high * 0.12, reach = std::min(pitch * 0.9, size.x * 0.5);
    add_sail(w, {x - 0.02, 0, boom}, {x - reach, belly * 0.5, boom}, {x - 0.02, 0, deck + high * 0.96}, belly);
    w.shape.look(planks).rod({x, 0, boom}, {x - reach * 1.03, belly * 0.5, boom}, 0.016);
  }
  const double fore = (masts - 1) / 2.0 * pitch + size.x * 0.05, head = deck + tall * (masts < 3 ? 0.7 : 0.6);
  w.shape.look(w.palette.fabric());
  if (masts == 1 || w.random.chance(0.7)) {
    add_sail(w, {size.x * 0.5, 0, deck + 0.06}, {fore, belly, deck + 0.1}, {fore, 0, head}, belly);
  }
  if (w.random.chance(0.6))
    w.shape.look(w.palette.bright())
        .box({0.03 - pitch * 0.5 * (masts % 2 == 0), 0, deck + tall * (masts % 2 == 0 ? 0.78 : 1)}, {0.12, 0.03, 0.08});
}

void build_ufo(Workshop& w) {
  const double r = w.random.uniform(0.42, 0.55), upper = w.random.uniform(0.05, 0.16),
               lower = w.random.uniform(0.05, 0.16), dome = r * w.random.uniform(0.35, 0.6);
  const bool has_beam = w.random.chance(0.2);
  const double z = w.random.uniform(0.12, 0.35) + lower + (has_beam ? 0.25 : 0);
  const Pattern hull = w.random.chance(0.5) ? w.palette.metal() : w.palette.fabric(), trim = w.palette.bright();
  w.shape.look(hull).lathe({0, 0, z}, {{0, -lower}, {r * 0.45, -lower * 0.95}, {r, 0}});
  w.shape.look(w.random.chance(0.5) ? hull : w.palette.paint());
  w.shape.lathe({0, 0, z}, {{r, 0}, {r * 0.75, upper * 0.6}, {dome * 0.9, upper}, {0, upper * 1.05}});
  const double rim = w.random.uniform(0.02, 0.05);
  w.shape.look(trim).torus({0, 0, z}, {0, 0, 1}, r, rim);
  const double hue = w.random.uniform(0.3, 0.65), saturation = w.random.uniform(0.25, 0.8);
  const Pattern glass = w.palette.plain(color_from_hsv(hue, saturation, 0.9));
  const double bubble = dome * w.random.uniform(0.6, 1.1);
  w.shape.look(glass).ellipsoid({0, 0, z + upper}, {dome, dome, bubble});
  w.shape.look(trim).torus({0, 0, z + upper}, {0, 0, 1}, dome, 0.025);
  const int lights = w.random.between(5, 12);
  const Pattern lamp = w.random.chance(0.5) ? w.palette.bright() : w.palette.white();
  for (int i = 0; i < lights; ++i) {
    const double a = 2 * kPi * i / lights;
    w.shape.look(lamp).sphere(around(a, r * 0.78, z + upper * 0.45), 0.045);
  }
  const int antennas = w.random.below(3);
  w.shape.look(w.palette.metal());
  for (int i = 0; i < antennas; ++i) {
    const double y = antennas == 1 ? 0 : (i - 0.5) * dome;
    const Vec3 foot{0, y * 0.7, z + upper + bubble * 0.8}, tip = foot + Vec3{0, y * 0.4, 0.2};
    w.shape.rod(foot, tip, 0.015);
    w.shape.sphere(tip, 0.04);
  }
  const int legs = w.random.between(3, 4);
  if (has_beam) {
    Pattern beam = w.palette.white();
    beam.first = {0.95, 0.95, 0.55};
    w.shape.look(beam).rod({0, 0, 0}, {0, 0, z - lower * 0.5}, r * 0.6, r * 0.25);
    return;
  }
  for (int i = 0; i < legs; ++i) {
    const double a = 2 * kPi * (i + 0.5) / legs;
    const Vec3 out = around(a, 1, 0);
    w.shape.look(w.palette.metal())
        .rod(out * (r * 0.45) + Vec3{0, 0, z - lower * 0.6}, out * (r * 0.65) + Vec3{0, 0, 0.02}, 0.025);
    w.shape.look(trim).rod(out * (r * 0.65), out * (r * 0.65) + Vec3{0, 0, 0.03}, 0.06);
  }
}

void build_drone(Workshop& w) {
  const int arms = w.random.chance(0.7) ? 4 : 6;
  const double reach = w.random.uniform(0.35, 0.5), blade = reach * (arms == 4 ? 0.5 : 0.36),
               legs = w.random.uniform(0.14, 0.28);
  const double body = reach * w.random.uniform(0.35, 0.55), thick = w.random.uniform(0.09, 0.18), z = legs + thick / 2;
  const double lift = w.random.uniform(0, 0.1);
  const Pattern shell = w.random.chance(0.5) ? w.palette.bright() : w.palette.fabric();
  w.shape.look(shell);
  if (w.random.chance(0.5)) {
    w.shape.rounded_box({0, 0, z}, {body * 2, body * 1.3, thick}, 0.06);
  } else {
    w.shape.ellipsoid({0, 0, z}, {body * 1.1, body * 0.85, thick * 0.7});
  }
  const Pattern arm = w.random.chance(0.5) ? w.palette.dark() : w.palette.paint();
  const Pattern rotor = w.random.chance(0.5) ? w.palette.bright() : w.palette.metal(), guard = w.palette.bright();
  const bool has_guards = w.random.chance(0.5);
  const int blades = w.random.between(2, 4);
  for (int i = 0; i < arms; ++i) {
    const double a = 2 * kPi * (i + 0.5) / arms;
    const Vec3 end = around(a, reach, z + lift);
    w.shape.look(arm).rod({0, 0, z}, end, 0.04, 0.028);
    w.shape.rod(end - Vec3{0, 0, 0.04}, end + Vec3{0, 0, 0.06}, 0.045);
    w.shape.look(rotor);
    add_rotor(w, end + Vec3{0, 0, 0.08}, {0, 0, 1}, blades, blade * 0.92, 0.07);
    if (!has_guards) continue;
    w.shape.look(guard).torus(end + Vec3{0, 0, 0.07}, {0, 0, 1}, blade, 0.022);
    w.shape.rod(end, end + around(a, -blade, 0.07), 0.015);
    w.shape.rod(end, end + around(a, blade, 0.07), 0.015);
  }
  w.shape.look(w.palette.dark()).sphere({body * 0.75, 0, z - thick * 0.55}, 0.07);
  w.shape.look(w.palette.white()).sphere({body * 0.75 + 0.05, 0, z - thick * 0.55}, 0.035);
  w.shape.look(arm);
  for (const int s : {-1, 1}) {
    const double y = s * body * 0.75;
    for (const double x : {-0.5, 0.5}) w.shape.rod({x * body, y * 0.6, z}, {x * body, y, 0.025}, 0.022);
    w.shape.tube({{-body * 0.9, y, 0.025}, {body * 0.9, y, 0.025}}, 0.025);
  }
}

void build_rocking_horse(Workshop& w) {
  const double span = w.random.uniform(0.26, 0.36), girth = w.random.uniform(0.11, 0.18),
               legs = w.random.uniform(0.25, 0.4);
  const double stance = w.random.uniform(0.13, 0.2), sag = w.random.uniform(0.1, 0.24),
               rocker = span * w.random.uniform(2.7, 3.3), z = legs + 0.06 + girth * 0.7;
  const double foot = sag * std::pow(1.8 * span / rocker, 2) + 0.03;
  const Pattern coat = w.random.chance(0.5) ? w.palette.furniture() : w.palette.fabric();
  const Pattern mane = w.random.chance(0.4) ? w.palette.dark() : w.palette.bright(), base = w.palette.furniture();
  w.shape.look(base);
  for (const int s : {-1, 1}) add_rocker(w, s * stance, rocker, sag);
  for (const double x : {-0.9, 0.9}) w.shape.rod({x * span, -stance, foot}, {x * span, stance, foot}, 0.03);
  w.shape.look(coat).ellipsoid({0, 0, z}, {span, girth, girth});
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      w.shape.rod({sx * span * 0.9, sy * stance, foot}, {sx * span * 0.6, sy * girth * 0.5, z}, 0.038, 0.06);
    }
  }
  const double neck = w.random.uniform(0.2, 0.34), lean = w.random.uniform(0.1, 0.22),
               head = w.random.uniform(0.07, 0.1);
  const Vec3 poll{span * 0.75 + lean, 0, z + neck + girth * 0.3};
  w.shape.rod({span * 0.65, 0, z}, poll, girth * 0.7, head * 0.85);
  w.shape.sphere(poll, head);
  const Vec3 muzzle = poll + Vec3{head * 2.2, 0, -head * 1.3};
  w.shape.rod(poll, muzzle, head * 0.95, head * 0.65);
  w.shape.sphere(muzzle, head * 0.68);
  for (const int s : {-1, 1}) {
    w.shape.rod(poll + Vec3{0, s * head * 0.5, head * 0.5}, poll + Vec3{-0.02, s * head * 0.7, head * 1.9}, head * 0.35,
                0.008);
  }
  w.shape.look(w.palette.dark());
  for (const int s : {-1, 1}) w.shape.sphere(poll + Vec3{head * 0.8, s * head * 0.75, head * 0.1}, head * 0.25);
  w.shape.look(mane);
  for (int i = 0; i < 6; ++i) {
    const Vec3 at =
        Vec3{span * 0.6, 0, z + girth * 0.8} * (1 - i / 5.0) + (poll + Vec3{-head * 0.4, 0, head * 0.7}) * (i / 5.0);
    w.shape.sphere(at - Vec3{0.035, 0, 0}, head * 0.62);
  }
  const double swish = w.random.uniform(0.15, 0.35);
  w.shape.tube({{-span * 0.9, 0, z + 0.03}, {-span - 0.1, 0, z + 0.05}, {-span - 0.16, 0, z + 0.05 - swish}}, 0.045);
  w.shape.look(w.palette.bright())
      .ellipsoid({-span * 0.1, 0, z + girth * 0.55}, {span * 0.45, girth * 0.85, girth * 0.6});
  if (w.random.chance(0.4)) w.shape.ellipsoid({-span * 0.5, 0, z + girth + 0.03}, {0.05, girth * 0.6, 0.09});
  w.shape.look(base).rod(poll + Vec3{-lean * 0.4, -0.17, -neck * 0.35}, poll + Vec3{-lean * 0.4, 0.17, -neck * 0.35},
                         0.025);
}

}  // namespace syncdreamer
