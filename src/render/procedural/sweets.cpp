#include <cmath>
#include <vector>

#include "render/procedural/food_parts.h"
#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// Flavours are cream, chocolate, or anything that is sold.
Pattern flavour(Workshop& w) {
  switch (w.random.below(4)) {
    case 0:
      return tint(w, 0.05, 0.7, 0.35);
    case 1:
      return tint(w, 0.12, 0.2, 0.97);
    case 2:
      return tint(w, 0.95, 0.45, 0.95);
    default:
      return w.palette.paint();
  }
}

/// A soft cream that winds up to a tip.
double add_swirl(Workshop& w, double radius, double z, double height) {
  const double turns = w.random.uniform(2.5, 4.5), lump = height / turns * 0.6;
  const int steps = 60;
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps, shrink = 1 - 0.92 * t;
    w.shape.sphere(around(2 * kPi * turns * t, radius * 0.62 * shrink, z + height * t), lump * (0.35 + 0.65 * shrink));
  }
  w.shape.rod({0, 0, z}, {0, 0, z + height}, radius * 0.6, 0.01);
  w.shape.rod({0, 0, z + height}, {0, 0, z + height + lump * 0.9}, lump * 0.4, 0.005);
  return z + height + lump * 0.5;
}

}  // namespace

void build_ice_cream(Workshop& w) {
  const int scoops = w.random.between(1, 3);
  const bool is_cup = w.random.chance(0.3), is_soft = w.random.chance(0.3);
  const double r = w.random.uniform(0.2, 0.27),
               tall = is_cup ? w.random.uniform(0.2, 0.4) : w.random.uniform(0.45, 0.85);
  Pattern waffle = tint(w, 0.09, 0.6, 0.85);
  if (w.random.chance(0.6)) {
    waffle.kind = PatternKind::checks;
    waffle.second = waffle.first * 0.75;
    waffle.frequency = w.random.uniform(10, 18);
  }
  const double foot = is_cup ? r * w.random.uniform(0.6, 0.9) : 0.03;
  w.shape.look(is_cup ? w.palette.ceramic() : waffle);
  w.shape.lathe({0, 0, 0}, {{0, 0}, {foot, 0}, {r, tall}, {r * 0.9, tall}, {0, tall * 0.8}});
  if (w.random.chance(0.5)) w.shape.torus({0, 0, tall - 0.02}, {0, 0, 1}, r, 0.03);
  Vec3 top{0, 0, tall};
  if (is_soft) {
    w.shape.look(flavour(w));
    top.z = add_swirl(w, r * 1.15, tall + 0.03, w.random.uniform(0.35, 0.6));
  } else if (scoops == 3 && w.random.chance(0.5)) {
    for (int i = 0; i < 3; ++i)
      w.shape.look(flavour(w)).sphere(around(2 * kPi * i / 3, r * 0.6, tall + r * 0.4), r * 0.8);
    w.shape.look(flavour(w)).sphere({0, 0, tall + r * 1.2}, r * 0.75);
    top.z = tall + r * 1.9;
  } else {
    double size = r * w.random.uniform(1.05, 1.25);
    for (int i = 0; i < scoops; ++i) {
      top = top + Vec3{w.random.uniform(-0.03, 0.03), w.random.uniform(-0.03, 0.03), size * (i == 0 ? 0.45 : 0.6)};
      w.shape.look(flavour(w)).sphere(top, size);
      w.shape.torus(top - Vec3{0, 0, size * 0.35}, {0, 0, 1}, size * 0.9, size * 0.16);
      top.z += size * 0.75;
      size *= w.random.uniform(0.82, 0.97);
    }
    add_sprinkles(w, w.random.below(2) * 14, 0.022, true, [&](double a, double b) {
      return around(2 * kPi * a, size * (0.3 + 0.7 * b), top.z - size * (0.75 - std::sqrt(1 - 0.49 * b * b) + 0.1)) +
             Vec3{top.x, top.y, 0};
    });
    top.z += size * 0.2;
  }
  const int extra = w.random.below(3);
  if (extra == 0) w.shape.look(waffle).rod(top + Vec3{0, r * 0.5, -r}, top + Vec3{-0.05, r * 1.3, r * 0.8}, 0.05);
  if (extra == 1) add_topping(w, top - Vec3{0, 0, 0.04});
}

void build_donut(Workshop& w) {
  const int count = w.random.chance(0.6) ? 1 : w.random.between(2, 4);
  const double r = w.random.uniform(0.26, 0.36);
  double z = 0;
  if (w.random.chance(0.35))
    w.shape.look(w.palette.ceramic())
        .lathe({0, 0, 0}, {{0, 0}, {r, 0}, {r * 1.9, 0.07}, {r * 1.85, 0.09}, {r, 0.04}, {0, 0.04}});
  for (int i = 0; i < count; ++i) {
    const double tube = r * w.random.uniform(0.34, 0.53);
    const Vec3 centre{w.random.uniform(-0.06, 0.06), w.random.uniform(-0.06, 0.06), z + tube};
    w.shape.look(bread(w)).torus(centre, {0, 0, 1}, r, tube);
    w.shape.look(flavour(w));
    const double waves = w.random.between(4, 9), drip = w.random.uniform(0.05, 0.35), shift = w.random.uniform(0, 6);
    w.shape.sheet(
        [&](double u, double v) {
          const double a = 2 * kPi * u, edge = 1.25 + drip * std::sin(waves * a + shift),
                       b = kPi / 2 + (2 * v - 1) * edge;
          return centre + around(a, r + tube * 1.06 * std::cos(b), tube * 1.06 * std::sin(b));
        },
        70, 14);
    const auto place = [&](double a, double b) {
      const double angle = kPi * (0.15 + 0.7 * b);
      return centre + around(2 * kPi * a, r + tube * 1.07 * std::cos(angle), tube * 1.07 * std::sin(angle));
    };
    const int topping = w.random.below(3), sprinkles = w.random.between(20, 45);
    if (topping == 0) add_sprinkles(w, sprinkles, 0.02, w.random.chance(0.8), place);
    if (topping == 1) {
      std::vector<Vec3> stripe;
      const double turns = w.random.between(9, 16);
      for (int k = 0; k <= 120; ++k)
        stripe.push_back(place(k / 120.0, 0.5 + 0.5 * std::sin(turns * 2 * kPi * k / 120.0)));
      w.shape.look(flavour(w)).tube(stripe, 0.02);
    }
    z += tube * 1.75;
  }
}

void build_cupcake(Workshop& w) {
  const double r = w.random.uniform(0.3, 0.38), foot = r * w.random.uniform(0.6, 0.85),
               h = w.random.uniform(0.25, 0.42);
  const double pleats = w.random.between(14, 24), depth = w.random.uniform(0.03, 0.08);
  w.shape.look(w.palette.ceramic())
      .sheet(
          [&](double u, double v) {
            const double a = 2 * kPi * u;
            return around(a, (foot + (r - foot) * v) * (1 + depth * std::sin(pleats * a)), h * v);
          },
          160, 4);
  w.shape.look(tint(w, 0.07, 0.6, 0.5)).rod({0, 0, 0.005}, {0, 0, h * 0.95}, foot * 0.9, r * 0.92);
  w.shape.ellipsoid({0, 0, h * 0.95}, {r * 0.98, r * 0.98, r * 0.35});
  w.shape.look(flavour(w));
  double top = h;
  const int style = w.random.below(3);
  const double rise = w.random.uniform(0.25, 0.5);
  if (style == 0) {
    top = add_swirl(w, r * 1.35, h + 0.08, rise);
  } else if (style == 1) {
    w.shape.lathe({0, 0, h * 0.97}, dome_profile(r * 1.1, rise));
    top = h * 0.97 + rise;
    const int sprinkles = w.random.between(15, 35);
    add_sprinkles(w, sprinkles, 0.022, w.random.chance(0.8), [&](double a, double b) {
      const double e = 0.3 + 1.1 * b;
      return around(2 * kPi * a, r * 1.1 * std::cos(e), h * 0.97 + rise * std::sin(e));
    });
  } else {
    const int tiers = w.random.between(2, 4);
    for (int i = 0; i < tiers; ++i) {
      const double size = r * (1.02 - 0.75 * i / tiers), tube = rise / tiers * 0.75;
      w.shape.torus({0, 0, top + tube * 0.8}, {0, 0, 1}, size - tube * 0.5, tube);
      w.shape.rod({0, 0, top - 0.05}, {0, 0, top + tube * 1.6}, size - tube * 0.5);
      top += tube * 1.4;
    }
  }
  if (w.random.chance(0.7)) add_topping(w, {0, 0, top});
}

}  // namespace syncdreamer
