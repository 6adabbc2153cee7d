#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A handle that stands on top of something at `foot`, along y.
void add_grip(Workshop& w, Vec3 foot, double width, double tall, double thick) {
  w.shape.tube({foot + Vec3{0, -width / 2, -0.02}, foot + Vec3{0, -width * 0.44, tall * 0.85},
                foot + Vec3{0, -width * 0.25, tall}, foot + Vec3{0, width * 0.25, tall},
                foot + Vec3{0, width * 0.44, tall * 0.85}, foot + Vec3{0, width / 2, -0.02}},
               thick);
}

}  // namespace

void build_backpack(Workshop& w) {
  const double x = w.random.uniform(0.28, 0.45), y = w.random.uniform(0.5, 0.72), h = w.random.uniform(0.7, 1.0),
               round = w.random.uniform(0.08, 0.2);
  const Pattern cloth = w.palette.fabric(), trim = w.palette.paint(), dark = w.palette.dark();
  w.shape.look(cloth).rounded_box({0, 0, h / 2}, {x, y, h}, round);
  const double pocket = h * w.random.uniform(0.3, 0.5), deep = w.random.uniform(0.1, 0.2);
  w.shape.look(w.random.chance(0.6) ? w.palette.paint() : cloth);
  w.shape.rounded_box({x / 2 + deep * 0.3, 0, pocket / 2 + 0.06}, {deep, y * w.random.uniform(0.6, 0.85), pocket},
                      0.06);
  w.shape.look(dark).box({x / 2 + deep * 0.72, 0, pocket * 0.8}, {0.06, y * 0.5, 0.025});
  w.shape.look(trim);
  if (w.random.chance(0.5)) {
    w.shape.rounded_box({0.02, 0, h * 0.93}, {x * 1.15, y * 1.04, h * 0.2}, 0.07);
    w.shape.look(dark);
    for (const int s : {-1, 1}) w.shape.box({x * 0.58, s * y * 0.25, h * 0.7}, {0.04, 0.06, h * 0.4});
    w.shape.look(w.palette.metal());
    for (const int s : {-1, 1}) w.shape.box({x * 0.58, s * y * 0.25, h * 0.6}, {0.07, 0.1, 0.07});
  } else {
    w.shape.tube({{x * 0.3, -y * 0.5, h * 0.55},
                  {x * 0.3, -y * 0.46, h * 0.85},
                  {x * 0.3, -y * 0.25, h},
                  {x * 0.3, y * 0.25, h},
                  {x * 0.3, y * 0.46, h * 0.85},
                  {x * 0.3, y * 0.5, h * 0.55}},
                 0.022);
  }
  if (w.random.chance(0.6)) {
    w.shape.look(trim);
    for (const int s : {-1, 1}) w.shape.rounded_box({0, s * (y / 2 + 0.03), h * 0.24}, {x * 0.7, 0.13, h * 0.36}, 0.06);
  }
  w.shape.look(w.random.chance(0.5) ? trim : dark);
  const double out = w.random.uniform(0.12, 0.22);
  for (const int s : {-1, 1}) {
    w.shape.tube({{-x * 0.45, s * y * 0.2, h * 0.92},
                  {-x * 0.5 - out * 0.8, s * y * 0.26, h * 0.8},
                  {-x * 0.5 - out, s * y * 0.32, h * 0.5},
                  {-x * 0.5 - out * 0.5, s * y * 0.4, h * 0.22},
                  {-x * 0.45, s * y * 0.42, h * 0.12}},
                 0.045);
  }
  add_grip(w, {-x * 0.25, 0, h}, y * 0.3, 0.12, 0.025);
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.fabric()).rod({0, -y * 0.6, h + 0.12}, {0, y * 0.6, h + 0.12}, 0.13);
  }
}

namespace {

/// A crown and a brim that is rolled up by `roll` at its sides.
void add_brimmed_hat(Workshop& w, double r, double h, double top, double brim, double roll) {
  const Pattern felt = w.random.chance(0.6) ? w.palette.fabric() : w.palette.dark(), band = w.palette.bright();
  const double bulge = w.random.uniform(0.95, 1.12);
  w.shape.look(felt);
  w.shape.lathe({0, 0, 0}, {{r, 0},
                            {r * bulge * (0.6 + 0.4 * top), h * 0.5},
                            {r * (0.1 + 0.9 * top), h * 0.93},
                            {r * top * 0.85, h},
                            {0, h * (roll > 0 ? 0.9 : 1.0)}});
  for (const double lower : {0.0, 0.035}) {
    w.shape.sheet(
        [&](double u, double v) {
          const double a = 2 * kPi * u, d = r * 0.9 + (brim - r * 0.9) * v, side = std::sin(a) * std::sin(a);
          return Vec3{d * std::cos(a), d * std::sin(a) * (1 - roll * 0.3 * v), roll * v * v * (side - 0.25) - lower};
        },
        37, 7);
  }
  std::vector<Vec3> rim;
  for (int i = 0; i <= 36; ++i) {
    const double a = kPi * i / 18, side = std::sin(a) * std::sin(a);
    rim.push_back({brim * std::cos(a), brim * std::sin(a) * (1 - roll * 0.3), roll * (side - 0.25) - 0.017});
  }
  w.shape.tube(rim, 0.02);
  w.shape.look(band).rod({0, 0, 0.01}, {0, 0, h * 0.22}, r * 1.03,
                         r * (1 + 0.03 + 0.3 * (bulge * (0.6 + 0.4 * top) - 1)));
}

void add_cap(Workshop& w, double r) {
  const Pattern cloth = w.palette.fabric();
  w.shape.look(cloth);
  const double h = r * w.random.uniform(0.75, 1);
  w.shape.lathe({0, 0, 0},
                {{r, 0}, {r, h * 0.25}, {r * 0.93, h * 0.55}, {r * 0.7, h * 0.83}, {r * 0.35, h * 0.97}, {0, h}});
  const double reach = r * w.random.uniform(0.7, 1.1);
  w.shape.look(w.palette.paint()).ellipsoid({r * 0.75, 0, 0.03}, {reach, r * 0.85, 0.05});
  w.shape.sphere({0, 0, h}, 0.05);
  if (w.random.chance(0.5)) w.shape.look(w.palette.bright()).ellipsoid({r * 0.9, 0, h * 0.5}, {0.09, 0.13, 0.12});
}

void add_beanie(Workshop& w, double r) {
  const double h = r * w.random.uniform(1, 1.5);
  w.shape.look(w.palette.fabric());
  w.shape.lathe({0, 0, 0}, {{r, 0}, {r, h * 0.4}, {r * 0.85, h * 0.7}, {r * 0.5, h * 0.93}, {0, h}});
  w.shape.look(w.palette.paint());
  w.shape.lathe({0, 0, 0}, {{r * 0.9, 0}, {r * 1.1, 0.01}, {r * 1.13, 0.07}, {r * 1.08, 0.18}, {r * 0.95, 0.2}});
  w.shape.look(w.palette.bright()).sphere({0, 0, h + 0.06}, w.random.uniform(0.08, 0.17));
}

void add_pointed_hat(Workshop& w, double r) {
  const double h = w.random.uniform(0.8, 1.3), brim = w.random.chance(0.6) ? r * w.random.uniform(1.5, 2.1) : r * 1.05,
               bend = w.random.uniform(0, 0.3);
  w.shape.look(w.palette.fabric());
  double z = 0, x = 0;
  for (int i = 0; i < 6; ++i) {
    const double next = bend * std::pow((i + 1) / 6.0, 3);
    w.shape.rod({x, 0, z}, {next, 0, z + h / 6}, r * (1 - i / 6.0), r * (1 - (i + 1) / 6.0) + 0.005);
    x = next;
    z += h / 6;
  }
  w.shape.rod({0, 0, -0.02}, {0, 0, 0.025}, brim);
  w.shape.look(w.palette.bright());
  if (w.random.chance(0.5)) w.shape.sphere({x, 0, h}, w.random.uniform(0.05, 0.1));
  w.shape.rod({0, 0, 0.02}, {0, 0, 0.16}, r * 1.04, r * (1 - 0.16 / h) + 0.01);
}

}  // namespace

void build_hat(Workshop& w) {
  const int kind = w.random.below(7);
  const double r = w.random.uniform(0.3, 0.38);
  if (kind == 0) add_brimmed_hat(w, r, w.random.uniform(0.45, 0.8), 1, r * 1.5, 0);
  if (kind == 1) add_brimmed_hat(w, r, w.random.uniform(0.22, 0.34), 0.6, r * 1.45, 0.08);
  if (kind == 2) add_brimmed_hat(w, r, w.random.uniform(0.2, 0.3), 0.7, r * 2.1, 0);
  if (kind == 3) add_brimmed_hat(w, r, w.random.uniform(0.3, 0.42), 0.75, r * 1.9, 0.3);
  if (kind == 4) add_cap(w, r);
  if (kind == 5) add_beanie(w, r);
  if (kind == 6) add_pointed_hat(w, r);
}

namespace {

struct ShoeStyle {
  Pattern upper, sole, trim, lining;
  double width, ankle, toe, heel, thick, shaft;
  bool has_laces;
};

void add_shoe(Workshop& w, const ShoeStyle& s, double y) {
  const auto width_at = [&](double x) {
    return s.width * (0.78 + 0.35 * x) * std::pow(std::max(0.0, 1 - 4 * x * x), 0.35);
  };
  const auto floor_at = [&](double x) {
    return s.thick + s.heel * (0.5 - 0.5 * std::sin(kPi * std::clamp(x * 1.4, -0.5, 0.5)));
  };
  w.shape.look(s.upper).sheet(
      [&](double u, double v) {
        const double x = -0.5 * std::cos(kPi * v), a = kPi * u, open = std::clamp((0.12 - x) / 0.3, 0.0, 1.0);
        const double h = (s.toe + (s.ankle - s.toe) * open * open * (3 - 2 * open)) * std::pow(std::sin(kPi * v), 0.45);
        const double narrow = 1 - 0.3 * open * std::sin(a);
        return Vec3{x, y + width_at(x) * std::cos(a) * narrow, floor_at(x) + h * std::pow(std::sin(a), 0.7)};
      },
      25, 33);
  w.shape.look(s.sole);
  const auto section = [&](double x) {
    const double b = width_at(x) + 0.015, z = floor_at(x) + 0.01, low = z - s.thick;
    return std::vector<Vec3>{{x, y - b, low}, {x, y + b, low}, {x, y + b, z}, {x, y - b, z}};
  };
  for (int i = 0; i < 16; ++i) {
    const auto at = [](int k) { return -0.51 * std::cos(kPi * (k + 0.3) / 16.6); };
    add_loft(w.shape, section(at(i)), section(at(i + 1)));
  }
  if (s.heel > 0.02) {
    w.shape.rod({-0.36, y, floor_at(-0.36) - s.thick * 0.5}, {-0.37, y, 0}, s.width * 0.75,
                s.width * (s.heel > 0.2 ? 0.25 : 0.65));
  }
  const double top = floor_at(-0.25) + s.ankle;
  if (s.shaft > 0) {
    w.shape.look(s.upper).rod({-0.25, y, top - 0.12}, {-0.27, y, top + s.shaft}, s.width * 0.85, s.width * 1.05);
    w.shape.look(s.trim).rod({-0.27, y, top + s.shaft - 0.06}, {-0.27, y, top + s.shaft}, s.width * 1.13);
    w.shape.look(s.lining).rod({-0.27, y, top + s.shaft}, {-0.27, y, top + s.shaft + 0.006}, s.width * 0.9);
  } else {
    w.shape.look(s.lining).ellipsoid({-0.23, y, top - 0.03}, {0.2, s.width * 0.64, 0.035});
    std::vector<Vec3> collar = arc({-0.23, y, top - 0.025}, {0.2, 0, 0}, {0, s.width * 0.66, 0}, 0, 2 * kPi);
    w.shape.look(s.trim).tube(collar, 0.025);
  }
  if (!s.has_laces) return;
  w.shape.look(s.trim);
  for (int i = 0; i < 3; ++i) {
    const double x = 0.02 + 0.09 * i, open = std::clamp((0.12 - x) / 0.3, 0.0, 1.0);
    const double z = floor_at(x) + s.toe + (s.ankle - s.toe) * open * open * (3 - 2 * open);
    w.shape.rod({x, y - s.width * 0.45, z - 0.02}, {x, y + s.width * 0.45, z - 0.02}, 0.022);
  }
}

}  // namespace

void build_shoe(Workshop& w) {
  const Pattern upper = w.palette.fabric(), sole = w.random.chance(0.5) ? w.palette.white() : w.palette.dark();
  ShoeStyle style{upper,
                  sole,
                  w.palette.bright(),
                  w.palette.dark(),
                  w.random.uniform(0.15, 0.2),
                  w.random.uniform(0.2, 0.33),
                  w.random.uniform(0.12, 0.18),
                  0,
                  w.random.uniform(0.04, 0.11),
                  0,
                  w.random.chance(0.75)};
  const int kind = w.random.below(4);
  if (kind == 1) {
    style.shaft = w.random.uniform(0.15, 0.6);
    style.heel = w.random.uniform(0, 0.1);
    style.has_laces = style.shaft < 0.3 && style.has_laces;
  }
  if (kind == 2) {
    style.heel = w.random.uniform(0.05, 0.35);
    style.has_laces = false;
    style.thick = 0.035;
    style.ankle = w.random.uniform(0.15, 0.22);
  }
  const bool is_pair = w.random.chance(0.5);
  const double apart = style.width * 1.35;
  for (const int s : {-1, 1}) {
    if (is_pair || s < 0) add_shoe(w, style, is_pair ? s * apart : 0);
  }
}

void build_umbrella(Workshop& w) {
  const int gores = w.random.between(6, 10);
  const double r = w.random.uniform(0.5, 0.65), deep = w.random.uniform(0.6, 1.25), h = w.random.uniform(0.9, 1.2);
  const Pattern first = w.palette.fabric(), second = w.random.chance(0.5) ? w.palette.paint() : first,
                stick = w.palette.furniture();
  const double depth = r * std::tan(deep / 2), scallop = w.random.uniform(0.02, 0.08);
  const auto canopy = [&](double a, double u, double v, double shrink) {
    const double e = deep * v, d = r * std::sin(e) / std::sin(deep) * (1 - 0.05 * std::sin(kPi * u) * v);
    const double z =
        h - depth * (1 - std::cos(e)) / (1 - std::cos(deep)) + scallop * std::sin(kPi * u) * v * v - shrink;
    return around(a, d, z);
  };
  const auto turn = [&](double i) { return 2 * kPi * i / gores; };
  for (int i = 0; i < gores; ++i) {
    w.shape.look(i % 2 == 0 ? first : second);
    for (const double shrink : {0.0, 0.022}) {
      w.shape.sheet([&](double u, double v) { return canopy(turn(i + u), u, v, shrink); }, 9, 12);
    }
    std::vector<Vec3> rib;
    for (int k = 1; k <= 10; ++k) rib.push_back(canopy(turn(i), 0, k / 10.0, 0.015));
    w.shape.look(stick).tube(rib, 0.014);
    w.shape.rod(canopy(turn(i), 0, 0.6, 0.02), {0, 0, h - depth - 0.08}, 0.011);
  }
  w.shape.look(w.palette.metal()).rod({0, 0, 0.12}, {0, 0, h + 0.03}, 0.022);
  w.shape.rod({0, 0, h - 0.02}, {0, 0, h + w.random.uniform(0.06, 0.16)}, 0.03, 0.012);
  w.shape.look(stick);
  if (w.random.chance(0.7)) {
    const double hook = w.random.uniform(0.06, 0.11);
    w.shape.rod({0, 0, 0.1}, {0, 0, 0.32}, 0.035);
    w.shape.tube(arc({hook, 0, 0.12}, {-hook, 0, 0}, {0, 0, -hook}, 0, kPi), 0.035);
  } else {
    w.shape.rod({0, 0, 0.02}, {0, 0, 0.25}, 0.05);
    w.shape.sphere({0, 0, 0.03}, 0.06);
  }
}

void build_suitcase(Workshop& w) {
  const double x = w.random.uniform(0.22, 0.36), y = w.random.uniform(0.5, 0.95), h = w.random.uniform(0.5, 0.95);
  const Pattern shell = w.palette.fabric(), trim = w.palette.dark(), metal = w.palette.metal();
  const double z = w.random.chance(0.5) ? 0.09 : 0.0;
  w.shape.look(shell).rounded_box({0, 0, z + h / 2}, {x, y, h}, w.random.uniform(0.03, 0.14));
  w.shape.look(trim).rounded_box({0, 0, z + h / 2}, {0.03, y + 0.02, h + 0.02}, 0.01);
  const int style = w.random.below(3);
  w.shape.look(style == 0 ? w.palette.wood() : w.palette.paint());
  if (style == 0) {
    for (const int s : {-1, 1}) w.shape.rounded_box({0, s * y * 0.28, z + h / 2}, {x + 0.03, 0.08, h + 0.03}, 0.012);
    w.shape.look(metal);
    for (const int s : {-1, 1}) w.shape.box({x / 2 + 0.02, s * y * 0.28, z + h * 0.8}, {0.03, 0.11, 0.09});
  } else if (style == 1) {
    const int ribs = w.random.between(3, 7);
    for (int i = 0; i < ribs; ++i) {
      const double at = ((i + 0.5) / ribs - 0.5) * y * 0.85;
      w.shape.rounded_box({0, at, z + h / 2}, {x + 0.035, y * 0.35 / ribs, h * 0.85}, 0.015);
    }
  } else {
    for (int k = 0; k < 8; ++k) {
      const Vec3 side{k & 1 ? 1.0 : -1.0, k & 2 ? 1.0 : -1.0, k & 4 ? 1.0 : -1.0};
      w.shape.rounded_box({side.x * x * 0.44, side.y * y * 0.45, z + h / 2 + side.z * h * 0.45},
                          {x * 0.18, y * 0.14, h * 0.14}, 0.03);
    }
    for (int k = w.random.below(4); k > 0; --k) {
      const Vec3 at{x / 2 - 0.005, w.random.uniform(-0.3, 0.3) * y, z + h * w.random.uniform(0.25, 0.75)};
      w.shape.look(w.palette.bright()).rod(at, at + Vec3{0.02, 0, 0}, w.random.uniform(0.05, 0.1));
    }
  }
  w.shape.look(trim);
  const double rise = w.random.uniform(0.07, 0.12), reach = y * w.random.uniform(0.25, 0.4);
  add_grip(w, {0, 0, z + h}, reach, rise, 0.03);
  if (z == 0) return;
  for (int k = 0; k < 4; ++k) {
    const Vec3 hub{(k & 1 ? 1 : -1) * x * 0.35, (k & 2 ? 1 : -1) * y * 0.38, 0.05};
    w.shape.look(trim).rod(hub - Vec3{0, 0.03, 0}, hub + Vec3{0, 0.03, 0}, 0.055);
    w.shape.look(metal).rod(hub, hub + Vec3{0, 0, 0.08}, 0.025);
  }
  if (w.random.chance(0.6)) add_grip(w, {-x * 0.3, 0, z + h}, y * 0.4, w.random.uniform(0.2, 0.5), 0.022);
}

}  // namespace syncdreamer
