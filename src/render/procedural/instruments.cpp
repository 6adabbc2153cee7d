#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A guitar's body seen from the front, (y, z) corners.
std::vector<std::array<double, 2>> guitar_outline(double lower, double upper, double waist, double h, double grow) {
  std::vector<std::array<double, 2>> outline;
  const auto half = [&](double t) {
    const double ends = std::pow(std::max(0.0, 1 - std::pow(2 * t - 1, 4)), 0.5);
    return ends * (lower + (upper - lower) * t - waist * std::exp(-std::pow((t - 0.58) / 0.15, 2))) * grow;
  };
  constexpr int kSteps = 20;
  for (int i = 0; i < 2 * kSteps; ++i) {
    const int k = i <= kSteps ? i : 2 * kSteps - i;
    const double t = 0.5 - 0.5 * std::cos(kPi * k / kSteps);
    outline.push_back({(i <= kSteps ? 1 : -1) * half(t), h / 2 + (t - 0.5) * h * (1 - (1 - grow) * 0.6)});
  }
  return outline;
}

std::vector<std::array<double, 2>> electric_outline(Workshop& w, double size, double h) {
  if (w.random.chance(0.35)) {
    return {{0, h * 0.3},      {size * 1.3, 0},         {size * 0.9, h * 0.35}, {size * 0.25, h},
            {-size * 0.25, h}, {-size * 0.9, h * 0.35}, {-size * 1.3, 0}};
  }
  const double horn = w.random.uniform(0.9, 1.15), other = w.random.uniform(0.75, 1.0);
  return {{0, 0},
          {size * 0.7, h * 0.03},
          {size, h * 0.25},
          {size * 0.72, h * 0.55},
          {size * 0.85, h * other},
          {size * 0.65, h * (other + 0.05)},
          {size * 0.3, h * 0.78},
          {-size * 0.3, h * 0.78},
          {-size * 0.65, h * (horn + 0.08)},
          {-size * 0.88, h * horn},
          {-size * 0.72, h * 0.55},
          {-size, h * 0.25},
          {-size * 0.7, h * 0.03}};
}

}  // namespace

void build_guitar(Workshop& w) {
  const double h = w.random.uniform(0.6, 0.8), lower = w.random.uniform(0.3, 0.42), neck = w.random.uniform(0.4, 0.75);
  const bool is_electric = w.random.chance(0.35);
  const double deep = is_electric ? 0.16 : w.random.uniform(0.18, 0.28), face = deep / 2;
  const Pattern sides = w.random.chance(0.6) ? w.palette.wood({0, 0, 1}) : w.palette.paint(),
                top = is_electric || w.random.chance(0.5) ? w.palette.bright() : w.palette.wood({0, 0, 1}),
                dark = w.palette.dark(), metal = w.palette.metal();
  const double upper = lower * w.random.uniform(0.65, 0.85), waist = lower * w.random.uniform(0.15, 0.3);
  if (is_electric) {
    w.shape.look(top);
    add_prism(w.shape, electric_outline(w, lower * 0.9, h), -face, face);
    w.shape.look(w.palette.white());
    w.shape.box({face, 0, h * 0.45}, {0.03, lower * 0.75, h * 0.4});
    w.shape.look(dark);
    for (const double z : {0.38, 0.55}) w.shape.box({face + 0.01, 0, h * z}, {0.04, 0.2, 0.06});
    w.shape.look(metal);
    for (const double z : {0.15, 0.25})
      w.shape.rod({face, lower * 0.5, h * z}, {face + 0.04, lower * 0.5, h * z}, 0.035);
  } else {
    w.shape.look(sides);
    add_prism(w.shape, guitar_outline(lower, upper, waist, h, 1), -face, face);
    w.shape.look(top);
    add_prism(w.shape, guitar_outline(lower, upper, waist, h, 0.94), 0, face + 0.012);
    w.shape.look(dark).rod({face, 0, h * 0.62}, {face + 0.018, 0, h * 0.62}, lower * 0.3);
  }
  w.shape.look(dark).box({face + 0.01, 0, h * 0.25}, {0.05, lower * 0.7, 0.05});
  const double nut = h + neck, start = is_electric ? h * 0.65 : h * 0.75;
  w.shape.look(w.palette.wood({0, 0, 1})).box({face - 0.02, 0, (start + nut) / 2}, {0.07, 0.09, nut - start});
  w.shape.look(dark).box({face + 0.022, 0, (start + nut) / 2}, {0.025, 0.085, nut - start});
  const double head = w.random.uniform(0.16, 0.24);
  w.shape.look(w.random.chance(0.5) ? top : sides);
  add_prism(w.shape, {{-0.06, nut}, {0.06, nut}, {0.1, nut + head}, {0, nut + head * 0.9}, {-0.1, nut + head}},
            face - 0.06, face + 0.02);
  w.shape.look(metal);
  const int pegs = w.random.between(2, 3);
  for (int i = 0; i < pegs; ++i) {
    const double z = nut + head * (0.2 + 0.6 * i / (pegs - 1));
    w.shape.rod({face - 0.02, -0.15, z}, {face - 0.02, 0.15, z}, 0.02);
  }
  w.shape.look(w.palette.white());
  for (const int s : {-1, 1})
    w.shape.rod({face + 0.04, s * 0.022, h * 0.25}, {face + 0.04, s * 0.022, nut + 0.05}, 0.008);
}

namespace {

/// A drum's shell with hoops and skins between two points, `r` wide.
void add_drum_shell(Workshop& w, Vec3 from, Vec3 to, double r, double end) {
  const Vec3 axis = normalized(to - from);
  w.shape.look(w.palette.fabric()).rod(from, to, r, end);
  w.shape.look(w.palette.white());
  w.shape.rod(to, to + axis * 0.015, end * 0.96);
  w.shape.rod(from, from - axis * 0.015, r * 0.96);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.bright());
  w.shape.torus(from, axis, r, 0.035);
  w.shape.torus(to, axis, end, 0.035);
}

void add_sticks(Workshop& w, double z, double r) {
  w.shape.look(w.palette.wood());
  for (const int s : {-1, 1}) {
    const Vec3 tip{r * 0.4, s * 0.12, z + 0.05};
    w.shape.rod({-r * 1.3, s * r * 0.55, z + 0.09}, tip, 0.025, 0.018);
    w.shape.sphere(tip, 0.035);
  }
}

void add_snare(Workshop& w) {
  const double r = w.random.uniform(0.35, 0.5), h = w.random.uniform(0.25, 0.75),
               foot = w.random.chance(0.3) ? 0.5 : 0.0;
  add_drum_shell(w, {0, 0, foot + 0.035}, {0, 0, foot + h}, r, r);
  const int lugs = w.random.between(5, 9);
  const bool has_ropes = w.random.chance(0.6);
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.white());
  for (int i = 0; i < lugs; ++i) {
    const auto at = [&](double k, double z) { return around(2 * kPi * k / lugs, r * 1.03, foot + z); };
    if (!has_ropes) w.shape.rod(at(i, 0.04), at(i, h), 0.025);
    // A chord would sink into the shell half way.
    for (const int s : {-1, 1}) {
      if (has_ropes) w.shape.tube({at(i, 0.05), at(i + s * 0.25, 0.05 + (h - 0.05) / 2), at(i + s * 0.5, h)}, 0.022);
    }
  }
  w.shape.look(w.palette.metal());
  if (foot > 0) {
    for (const Vec3 p : regular_polygon({0, 0, 0}, r * 0.95, 4, 0.6))
      w.shape.rod({p.x, p.y, foot + h * 0.3}, {p.x * 1.3, p.y * 1.3, 0}, 0.03);
  }
  if (w.random.chance(0.6)) add_sticks(w, foot + h, r);
}

void add_goblet_drum(Workshop& w, double y) {
  const double r = w.random.uniform(0.25, 0.33), h = w.random.uniform(0.65, 1.0),
               waist = r * w.random.uniform(0.4, 0.6);
  w.shape.look(w.random.chance(0.5) ? w.palette.wood({0, 0, 1}) : w.palette.ceramic());
  w.shape.lathe(
      {0, y, 0},
      {{waist * 1.4, 0}, {waist * 1.1, h * 0.15}, {waist, h * 0.4}, {r * 0.75, h * 0.6}, {r, h * 0.82}, {r, h}});
  w.shape.look(w.palette.white()).rod({0, y, h}, {0, y, h + 0.02}, r);
  w.shape.look(w.palette.bright()).torus({0, y, h * 0.97}, {0, 0, 1}, r, 0.03);
  w.shape.torus({0, y, h * 0.82}, {0, 0, 1}, r, 0.025);
  w.shape.look(w.palette.white());
  const auto top = regular_polygon({0, y, h * 0.96}, r * 1.02, 16, 0),
             low = regular_polygon({0, y, h * 0.82}, r * 1.02, 16, 0);
  for (std::size_t i = 0; i < 16; ++i) w.shape.rod(top[i], low[(i + 1) % 16], 0.015);
  w.shape.look(w.palette.paint()).torus({0, y, 0.03}, {0, 0, 1}, waist * 1.38, 0.03);
}

void add_bass_drum(Workshop& w) {
  const double r = w.random.uniform(0.4, 0.55), deep = w.random.uniform(0.3, 0.6);
  add_drum_shell(w, {-deep / 2, 0, r + 0.08}, {deep / 2, 0, r + 0.08}, r, r);
  w.shape.look(w.palette.bright())
      .rod({deep / 2, 0, r + 0.08}, {deep / 2 + 0.025, 0, r + 0.08}, r * w.random.uniform(0.3, 0.7));
  w.shape.look(w.palette.metal());
  for (const int s : {-1, 1}) {
    w.shape.rod({0.05, s * r * 0.8, r * 0.7}, {0.2, s * r * 1.15, 0}, 0.03);
    w.shape.rod({-0.1, s * r * 0.8, r * 0.7}, {-0.2, s * r * 1.1, 0}, 0.03);
  }
  if (!w.random.chance(0.5)) return;
  const double small = r * 0.45, z = 2 * r + 0.25;
  for (const int s : {-1, 1}) {
    w.shape.look(w.palette.metal()).rod({0, 0, 2 * r}, {0, s * small * 1.1, z + 0.05}, 0.03);
    add_drum_shell(w, {0, s * small * 1.15, z}, {0.05, s * small * 1.12, z + small * 0.9}, small, small);
  }
}

}  // namespace

void build_drum(Workshop& w) {
  const int kind = w.random.below(5);
  if (kind <= 1) add_snare(w);
  if (kind == 2) add_goblet_drum(w, 0);
  if (kind == 3) add_bass_drum(w);
  if (kind == 4) {
    const double r = w.random.uniform(0.25, 0.33), other = w.random.uniform(0.2, 0.28), h = w.random.uniform(0.35, 0.6);
    add_drum_shell(w, {0, -r - 0.04, 0.03}, {0, -r - 0.04, h}, r * 0.8, r);
    add_drum_shell(w, {0, other + 0.04, 0.03}, {0, other + 0.04, h}, other * 0.8, other);
    w.shape.look(w.palette.dark()).box({0, 0, h * 0.5}, {0.12, 0.3, h * 0.3});
  }
}

namespace {

void add_tripod(Workshop& w, double z) {
  w.shape.look(w.palette.dark()).rod({0, 0, z - 0.15}, {0, 0, z}, 0.06);
  for (const Vec3 p : regular_polygon({0, 0, 0}, 0.4, 3, 0.4))
    w.shape.rod({p.x * 0.1, p.y * 0.1, z - 0.1}, p, 0.032, 0.022);
}

}  // namespace

void build_camera(Workshop& w) {
  const double x = w.random.uniform(0.22, 0.4), y = w.random.uniform(0.65, 0.95), h = w.random.uniform(0.4, 0.6);
  const double z = w.random.chance(0.25) ? w.random.uniform(0.4, 0.9) : 0.0;
  if (z > 0) add_tripod(w, z);
  const Pattern body = w.random.chance(0.4) ? w.palette.dark() : w.palette.paint(), metal = w.palette.metal(),
                top = w.random.chance(0.5) ? metal : w.palette.paint(), dark = w.palette.dark();
  w.shape.look(body).rounded_box({0, 0, z + h / 2}, {x, y, h}, w.random.uniform(0.02, 0.1));
  w.shape.look(top).rounded_box({0, 0, z + h * 0.9}, {x * 1.02, y * 1.01, h * 0.24}, 0.04);
  const double lens = h * w.random.uniform(0.28, 0.45), at = w.random.uniform(-0.1, 0.1);
  const int rings = w.random.between(1, 4);
  double front = x / 2, r = lens;
  for (int i = 0; i < rings; ++i) {
    const double deep = w.random.uniform(0.06, 0.16);
    w.shape.look(i % 2 == 0 ? (body.first.x < 0.3 ? metal : dark) : body)
        .rod({front - 0.02, at, z + h * 0.45}, {front + deep, at, z + h * 0.45}, r);
    front += deep;
    r *= w.random.uniform(0.8, 0.98);
  }
  w.shape.look(dark).rod({front, at, z + h * 0.45}, {front + 0.01, at, z + h * 0.45}, r * 0.8);
  Pattern glass = w.palette.plain({0.3, 0.4, 0.65});
  w.shape.look(glass).ellipsoid({front + 0.005, at, z + h * 0.45}, {0.03, r * 0.5, r * 0.5});
  w.shape.look(body);
  if (w.random.chance(0.6)) {
    const double wide = y * w.random.uniform(0.25, 0.4);
    add_frustum(w.shape, {0, at, z + h}, {x * 0.9, wide}, {x * 0.6, wide * 0.6}, h * 0.25);
    w.shape.look(w.palette.white()).box({x * 0.4, at, z + h * 1.1}, {0.06, wide * 0.55, h * 0.12});
  } else {
    w.shape.look(dark).box({x / 2, y * 0.1, z + h * 0.91}, {0.04, y * 0.14, h * 0.12});
    w.shape.look(w.palette.white()).box({x / 2, y * 0.36, z + h * 0.9}, {0.05, y * 0.2, h * 0.17});
  }
  w.shape.look(w.palette.bright()).rod({0, -y * 0.36, z + h}, {0, -y * 0.36, z + h * 1.08}, 0.05);
  w.shape.look(metal).rod({0, y * 0.36, z + h}, {0, y * 0.36, z + h * 1.1}, 0.085);
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.fabric());
    w.shape.tube(arc({-0.05, 0, z + h * 0.8}, {0, y * 0.52, 0}, {-0.08, 0, h * w.random.uniform(0.7, 1.2)}, 0, kPi),
                 0.028);
  }
}

namespace {

/// A telephone's handset along y, its grip at the height z.
void add_handset(Workshop& w, Vec3 centre, double span) {
  w.shape.tube(arc(centre - Vec3{0, 0, 0.1}, {0, span * 0.5, 0}, {0, 0, 0.13}, 0.1, kPi - 0.1), 0.05);
  for (const int s : {-1, 1}) {
    w.shape.rod(centre + Vec3{0, s * span * 0.48, -0.15}, centre + Vec3{0, s * span * 0.48, -0.03}, 0.115, 0.08);
  }
}

void add_desk_telephone(Workshop& w) {
  const double x = w.random.uniform(0.5, 0.7), y = w.random.uniform(0.55, 0.8), h = w.random.uniform(0.25, 0.45),
               lean = w.random.uniform(0.2, 0.4);
  const Pattern body = w.random.chance(0.7) ? w.palette.bright() : w.palette.dark(),
                trim = w.random.chance(0.5) ? w.palette.metal() : w.palette.white(), dark = w.palette.dark();
  w.shape.look(body);
  const double back = x * (1 - lean) - x / 2;
  add_loft(w.shape, rectangle({0, 0, 0}, x, y),
           rectangle({(back - x / 2) / 2 - 0.02, 0, h}, back + x / 2 - 0.1, y * 0.7));
  const double top = back - 0.07;
  const Vec3 low{x / 2, 0, 0}, high{top, 0, h}, out = normalized(Vec3{h, 0, x / 2 - top}), mid = (low + high) * 0.5;
  const double r = std::min(length(high - low) * 0.42, y * 0.32);
  const Vec3 up = normalized(high - low);
  if (w.random.chance(0.6)) {
    w.shape.look(trim).rod(mid - out * 0.04, mid + out * 0.04, r);
    w.shape.look(dark);
    for (int i = 0; i < 9; ++i) {
      const double a = 0.5 + i * 0.6;
      const Vec3 hole = mid + up * (r * 0.7 * std::cos(a)) + Vec3{0, r * 0.7 * std::sin(a), 0};
      w.shape.rod(hole, hole + out * 0.05, r * 0.16);
    }
    w.shape.look(body).rod(mid, mid + out * 0.06, r * 0.4);
  } else {
    w.shape.look(trim);
    for (int i = 0; i < 12; ++i) {
      const int row = i / 3, column = i % 3;
      const Vec3 key = mid + up * (r * 0.5 * (row - 1.5)) + Vec3{0, r * 0.65 * (column - 1), 0};
      w.shape.rod(key - out * 0.02, key + out * 0.04, r * 0.2);
    }
  }
  const double seat = (back - x / 2) / 2 - 0.02;
  w.shape.look(trim);
  for (const int s : {-1, 1}) w.shape.box({seat, s * y * 0.24, h + 0.05}, {0.2, 0.06, 0.12});
  w.shape.look(w.random.chance(0.7) ? body : w.palette.paint());
  add_handset(w, {seat, 0, h + 0.17}, y * w.random.uniform(0.95, 1.2));
}

void add_candlestick_telephone(Workshop& w) {
  const double h = w.random.uniform(0.7, 1.0), foot = w.random.uniform(0.25, 0.35);
  const Pattern metal = w.random.chance(0.5) ? w.palette.metal() : w.palette.dark();
  w.shape.look(metal);
  w.shape.lathe({0, 0, 0}, {{foot, 0}, {foot, 0.05}, {foot * 0.6, 0.12}, {0.06, 0.17}, {0.045, h}, {0, h}});
  w.shape.look(w.palette.bright()).rod({0, 0, h}, {0.16, 0, h + 0.04}, 0.06);
  w.shape.rod({0.12, 0, h + 0.03}, {0.28, 0, h + 0.07}, 0.04, 0.14);
  w.shape.look(metal).rod({0, 0, h * 0.75}, {0, 0.2, h * 0.78}, 0.03);
  w.shape.look(w.palette.paint()).rod({0, 0.2, h * 0.5}, {0, 0.2, h * 0.95}, 0.05, 0.06);
  w.shape.rod({0, 0.2, h * 0.45}, {0, 0.2, h * 0.52}, 0.1, 0.05);
  w.shape.look(w.palette.white()).rod({foot * 0.5, 0, 0.08}, {foot * 0.6, 0, 0.13}, foot * 0.35);
}

void add_mobile_telephone(Workshop& w) {
  const double x = w.random.uniform(0.16, 0.24), y = w.random.uniform(0.32, 0.45), h = w.random.uniform(0.75, 1.0);
  w.shape.look(w.palette.paint()).rounded_box({0, 0, h / 2}, {x, y, h}, w.random.uniform(0.03, 0.1));
  const double split = w.random.uniform(0.5, 0.65) * h;
  Pattern screen = w.palette.plain({0.6, w.random.uniform(0.7, 0.85), 0.65});
  w.shape.look(w.palette.dark())
      .rounded_box({x / 2, 0, (split + h) / 2 - 0.02}, {0.03, y * 0.85, (h - split) * 0.75}, 0.01);
  w.shape.look(screen).box({x / 2 + 0.012, 0, (split + h) / 2 - 0.02}, {0.02, y * 0.68, (h - split) * 0.55});
  w.shape.look(w.palette.white());
  for (int i = 0; i < 12; ++i) {
    const int row = i / 3, column = i % 3;
    w.shape.rounded_box({x / 2, y * 0.28 * (column - 1), split * (0.15 + 0.19 * row)}, {0.05, y * 0.2, split * 0.12},
                        0.012);
  }
  if (w.random.chance(0.7)) {
    const double tall = w.random.uniform(0.08, 0.35);
    w.shape.look(w.palette.dark()).rod({0, y * 0.35, h - 0.03}, {0, y * 0.35, h + tall}, 0.04, 0.03);
  }
}

}  // namespace

void build_telephone(Workshop& w) {
  const int kind = w.random.below(6);
  if (kind <= 3) add_desk_telephone(w);
  if (kind == 4) add_candlestick_telephone(w);
  if (kind == 5) add_mobile_telephone(w);
}

}  // namespace syncdreamer
