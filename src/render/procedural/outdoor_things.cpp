#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/vehicle_parts.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

/// A half-round lid or roof over a box: (across, up) corners from one side to the other.
std::vector<std::array<double, 2>> half_round(double half, double z, double rise) {
  std::vector<std::array<double, 2>> outline;
  for (int i = 0; i <= 14; ++i) outline.push_back({half * std::cos(kPi * i / 14), z + rise * std::sin(kPi * i / 14)});
  return outline;
}

void add_cannon_barrel(Workshop& w, Vec3 pivot, Vec3 axis, double span, double r) {
  const Pattern metal = w.random.chance(0.6) ? w.palette.dark() : w.palette.metal();
  const Pattern rings = w.random.chance(0.5) ? w.palette.metal() : metal;
  const double taper = w.random.uniform(0.6, 0.95);
  const Vec3 back = pivot - axis * (span * 0.4), front = pivot + axis * (span * 0.6);
  w.shape.look(metal).rod(back, front, r, r * taper);
  w.shape.sphere(back, r * 0.98);
  w.shape.sphere(back - axis * (r * 1.25), r * 0.4);
  w.shape.rod(front - axis * (span * 0.1), front, r * taper, r * taper * 1.3);
  w.shape.look(rings);
  for (const double t : {0.02, 0.35, 0.65, 0.99})
    w.shape.torus(back + axis * (span * t), axis, r * (1 + (taper - 1) * t) * (t > 0.9 ? 1.2 : 1), r * 0.16);
  w.shape.look(w.palette.plain({0.02, 0.02, 0.02})).rod(front, front + axis * (r * 0.17), r * taper * 0.75);
}

}  // namespace

void build_cannon(Workshop& w) {
  const double span = w.random.uniform(0.8, 1.2), r = w.random.uniform(0.1, 0.18), lift = w.random.uniform(0.05, 0.5),
               wheel = w.random.uniform(0.2, 0.36);
  const Vec3 axis{std::cos(lift), 0, std::sin(lift)};
  const Pattern wood = w.random.chance(0.6) ? w.palette.wood() : w.palette.bright(), metal = w.palette.metal();
  const bool is_naval = w.random.chance(0.4);
  const double z = is_naval ? 0.34 + r * 0.5 : wheel + r * 0.9, half = r + 0.05;
  w.shape.look(wood);
  if (is_naval) {
    const double size = w.random.uniform(0.09, 0.13);
    for (const int s : {-1, 1}) {
      w.shape.look(wood).slab(
          {{0.3, size}, {0.3, z + 0.03}, {0, z + 0.03}, {-0.15, z - 0.08}, {-0.3, z - 0.12}, {-0.45, size}},
          s * half - 0.035, s * half + 0.035);
      for (const double x : {-0.32, 0.2}) {
        w.shape.look(w.palette.dark()).rod({x, s * half, size}, {x, s * (half + 0.13), size}, size);
      }
    }
    w.shape.look(wood).box({-0.08, 0, size + 0.03}, {0.72, half * 2, 0.06});
  } else {
    const double trail = w.random.uniform(0.5, 0.8);
    for (const int s : {-1, 1}) {
      w.shape.look(wood);
      w.shape.slab(
          {{0.12, z - r * 1.4}, {0.14, z + 0.02}, {-0.1, z + 0.02}, {-trail, 0.1}, {-trail, 0}, {-trail + 0.1, 0}},
          s * half - 0.035, s * half + 0.035);
    }
    w.shape.box({-trail + 0.1, 0, 0.06}, {0.12, half * 2, 0.08});
    w.shape.rod({0, -half - 0.12, wheel}, {0, half + 0.12, wheel}, 0.045);
    const int spokes = w.random.between(5, 10);
    for (const int s : {-1, 1}) {
      const Vec3 hub{0, s * (half + 0.1), wheel}, reach{0, wheel * 0.2, 0};
      add_spoked_wheel(w, hub, wheel, wheel * 0.12, spokes, {wood, wood});
      w.shape.look(metal).rod(hub - reach, hub + reach, wheel * 0.21);
    }
  }
  w.shape.look(metal).rod({0, -half - 0.05, z}, {0, half + 0.05, z}, 0.04);
  add_cannon_barrel(w, {0, 0, z}, axis, span, r);
  if (!w.random.chance(0.25)) return;
  w.shape.look(w.palette.dark());
  const double size = r * 0.75, y = half + wheel * 0.3 + size * 2.5;
  w.shape.box({0, y * 0.5, 0.02}, {0.1, y, 0.05});
  for (const int s : {-1, 1}) {
    for (const int t : {-1, 1}) w.shape.sphere({s * size, y + t * size, size}, size);
  }
  w.shape.sphere({0, y, size * 2.4}, size);
}

namespace {

void add_post_mailbox(Workshop& w) {
  const double x = w.random.uniform(0.6, 0.8), half = w.random.uniform(0.15, 0.24), box = w.random.uniform(0.12, 0.28),
               post = w.random.uniform(0.4, 0.85);
  const Pattern body = w.random.chance(0.4) ? w.palette.metal() : w.palette.bright(), trim = w.palette.paint();
  w.shape.look(w.palette.furniture()).box({0, 0, post / 2}, {0.12, 0.12, post});
  w.shape.box({0, 0, post}, {x * 0.8, half * 1.6, 0.05});
  if (w.random.chance(0.5)) w.shape.rod({0, 0, post * 0.4}, {x * 0.35, 0, post}, 0.035);
  const bool is_house = w.random.chance(0.25);
  const auto shell = [&](double grow, double x0, double x1) {
    auto outline = is_house ? std::vector<std::array<double, 2>>{{half * grow, post + box},
                                                                 {0, post + box + half * 1.1 * grow},
                                                                 {-half * grow, post + box}}
                            : half_round(half * grow, post + box, half * grow);
    outline.push_back({-half * grow, post + 0.02});
    outline.push_back({half * grow, post + 0.02});
    add_prism(w.shape, outline, x0, x1);
  };
  w.shape.look(body);
  shell(1, -x / 2, x / 2);
  w.shape.look(trim);
  shell(1.06, x / 2 - 0.03, x / 2 + 0.02);
  w.shape.look(w.palette.dark()).box({x / 2 + 0.03, 0, post + box + half * 0.5}, {0.05, half * 0.5, 0.05});
  Pattern red = w.palette.bright();
  if (w.random.chance(0.6)) red.first = {0.85, 0.1, 0.08};
  const double side = half + 0.02, at = x * 0.15, up = post + box + half * 0.6;
  w.shape.look(red).box({at, side, up}, {0.05, 0.05, half + 0.15});
  w.shape.box({at + 0.07, side, up + half * 0.5 + 0.05}, {0.18, 0.05, 0.11});
  if (w.random.chance(0.4)) w.shape.look(w.palette.leaf()).ellipsoid({0, 0, 0}, {0.3, 0.28, 0.08});
}

void add_pillar_box(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.3), h = w.random.uniform(0.7, 1.1);
  const bool is_square = w.random.chance(0.35);
  Pattern body = w.palette.bright();
  if (w.random.chance(0.5)) body.first = {0.8, 0.07, 0.06};
  w.shape.look(w.palette.dark());
  const double foot = 0.12;
  if (is_square) w.shape.box({0, 0, foot / 2}, {r * 2.1, r * 2.1, foot});
  if (!is_square) w.shape.rod({0, 0, 0}, {0, 0, foot}, r * 1.12);
  w.shape.look(body);
  if (is_square) {
    w.shape.box({0, 0, h / 2}, {r * 1.9, r * 1.9, h});
    w.shape.slab(half_round(r * 1.05, h - 0.02, r * w.random.uniform(0.4, 1)), -r, r);
  } else {
    w.shape.rod({0, 0, 0}, {0, 0, h}, r);
    w.shape.rod({0, 0, h}, {0, 0, h + 0.08}, r * 1.18);
    w.shape.ellipsoid({0, 0, h + 0.07}, {r * 1.05, r * 1.05, r * w.random.uniform(0.3, 0.6)});
  }
  const double face = is_square ? r * 0.95 : r * 0.96;
  w.shape.look(w.palette.dark()).box({face, 0, h * 0.85}, {0.06, r * 1.0, 0.06});
  w.shape.look(w.palette.white()).box({face, 0, h * 0.62}, {0.06, r * 0.75, h * 0.16});
  w.shape.look(w.random.chance(0.5) ? w.palette.metal() : w.palette.paint()).sphere({face, r * 0.5, h * 0.4}, 0.05);
  w.shape.look(w.palette.white()).torus({0, 0, h * 0.18}, {0, 0, 1}, is_square ? r * 0.5 : r, 0.02);
}

}  // namespace

void build_mailbox(Workshop& w) {
  if (w.random.chance(0.6)) {
    add_post_mailbox(w);
  } else {
    add_pillar_box(w);
  }
}

namespace {

/// A ribbed body of revolution with spines on its ribs.
void add_ribbed_cactus(Workshop& w, Vec3 foot, double r, double h, const Pattern& skin, const Pattern& spine) {
  const int ribs = w.random.between(7, 11);
  const auto at = [&](double turn, double t, double grow) {
    const double round = std::pow(std::max(0.0, 1 - std::pow(2 * t - 1, 4)), 0.5);
    const double d =
        r * (0.1 + 0.9 * round) * (0.9 + 0.12 * std::cos(2 * kPi * turn * ribs)) * grow * (t >= 1 ? 0.05 : 1);
    return foot + around(2 * kPi * turn, d, h * t);
  };
  w.shape.look(skin).sheet([&](double u, double v) { return at(u, v, 1); }, 8 * ribs + 1, 15);
  w.shape.look(spine);
  const int rows = std::clamp(static_cast<int>(h / 0.13), 3, 8);
  for (int i = 0; i < ribs; ++i) {
    for (int k = 0; k < rows; ++k) w.shape.sphere(at(static_cast<double>(i) / ribs, (k + 0.6) / rows * 0.93, 1), 0.018);
  }
}

void add_armed_cactus(Workshop& w, double z, const Pattern& skin, const Pattern& spine) {
  const double h = w.random.uniform(0.6, 1.1), r = w.random.uniform(0.12, 0.17);
  add_ribbed_cactus(w, {0, 0, z}, r, h, skin, spine);
  const int arms = w.random.between(1, 3);
  const double heading = w.random.uniform(0, kPi);
  for (int i = 0; i < arms; ++i) {
    const double a = heading + i * kPi * 0.85, out = r + w.random.uniform(0.12, 0.22),
                 low = z + h * w.random.uniform(0.3, 0.55), tall = h * w.random.uniform(0.2, 0.45);
    const Vec3 d = around(a, 1, 0), start{0, 0, low};
    w.shape.look(skin).tube(
        {start, start + d * (out * 0.8), start + d * out + Vec3{0, 0, 0.06}, start + d * out + Vec3{0, 0, tall}},
        r * 0.55);
    w.shape.look(spine);
    for (int k = 1; k < 4; ++k) w.shape.sphere(start + d * (out + r * 0.55) + Vec3{0, 0, tall * k / 4 + 0.03}, 0.02);
  }
}

void add_prickly_pear(Workshop& w, double z, const Pattern& skin, const Pattern& spine) {
  std::vector<Vec3> tops{{0, 0, z - 0.03}};
  const int pads = w.random.between(3, 7);
  for (int i = 0; i < pads; ++i) {
    const Vec3 foot = tops[static_cast<std::size_t>(w.random.below(i == 0 ? 1 : static_cast<int>(tops.size())))];
    const double size = w.random.uniform(0.14, 0.22) * (i == 0 ? 1.4 : 1),
                 a = w.random.uniform(-0.8, 0.8) * (i == 0 ? 0.2 : 1);
    const Vec3 up{0, std::sin(a), std::cos(a)}, side{0, std::cos(a), -std::sin(a)}, centre = foot + up * (size * 1.15);
    const Mat3 frame{{Vec3{1, 0, 0}, Vec3{0, side.y, up.y}, Vec3{0, side.z, up.z}}};
    w.shape.look(skin).ellipsoid(centre, {size * 0.4, size * 0.85, size * 1.25}, frame);
    if (i == 0) tops.clear();
    for (const double t : {-0.5, 0.1, 0.6})
      tops.push_back(centre + up * (size * (1.05 - 0.5 * t * t)) + side * (size * t));
    w.shape.look(spine);
    for (int k = 0; k < 5; ++k)
      w.shape.sphere(
          centre + frame * Vec3{size * 0.36, size * 0.4 * std::cos(k * 1.26), size * 0.55 * std::sin(k * 1.26)}, 0.022);
  }
  w.shape.look(w.palette.bright());
  for (int i = w.random.between(0, 3); i > 0; --i)
    w.shape.ellipsoid(tops[tops.size() - static_cast<std::size_t>(i)], {0.05, 0.05, 0.07});
}

}  // namespace

void build_cactus_in_pot(Workshop& w) {
  const double r = w.random.uniform(0.2, 0.32), top = r * w.random.uniform(0.95, 1.35),
               h = w.random.uniform(0.25, 0.42);
  Pattern pot = w.palette.ceramic();
  if (w.random.chance(0.3)) pot = w.palette.plain({0.78, 0.42, 0.26});
  w.shape.look(pot);
  const bool is_square = w.random.chance(0.2);
  if (is_square) {
    add_frustum(w.shape, {0, 0, 0}, {r * 1.8, r * 1.8}, {top * 1.8, top * 1.8}, h);
  } else {
    w.shape.rod({0, 0, 0}, {0, 0, h}, r, top);
    if (w.random.chance(0.6)) w.shape.rod({0, 0, h - 0.07}, {0, 0, h + 0.015}, top * 1.09);
    if (w.random.chance(0.4)) w.shape.look(w.palette.paint()).rod({0, 0, -0.04}, {0, 0, 0.02}, r * 1.35);
  }
  Pattern soil = w.palette.plain({0.28, 0.18, 0.1});
  w.shape.look(soil).rod({0, 0, h}, {0, 0, h + 0.025}, top * 0.88);
  const Pattern skin = w.palette.leaf(), spine = w.random.chance(0.7) ? w.palette.white() : w.palette.dark();
  const int kind = w.random.below(4);
  if (kind == 0) add_armed_cactus(w, h, skin, spine);
  if (kind == 1) add_prickly_pear(w, h, skin, spine);
  if (kind <= 1) return;
  const double fat = top * w.random.uniform(0.7, 1.05),
               tall = kind == 2 ? fat * w.random.uniform(1.4, 2) : w.random.uniform(0.6, 0.9);
  const double wide = kind == 2 ? fat : fat * 0.55;
  add_ribbed_cactus(w, {0, 0, h - 0.03}, wide, tall, skin, spine);
  if (kind == 3) {
    const Vec3 foot{wide * 0.3, wide * 1.25, h - 0.02};
    add_ribbed_cactus(w, foot, wide * 0.6, tall * w.random.uniform(0.3, 0.6), skin, spine);
  }
  if (!w.random.chance(0.6)) return;
  w.shape.look(w.palette.bright());
  for (const Vec3 p : regular_polygon({0, 0, h + tall - 0.02}, 0.07, 6, 0)) w.shape.ellipsoid(p, {0.055, 0.055, 0.05});
  w.shape.look(w.palette.bright()).sphere({0, 0, h + tall}, 0.05);
}

void build_fire_hydrant(Workshop& w) {
  const double r = w.random.uniform(0.15, 0.22), h = w.random.uniform(0.5, 0.8), port = w.random.uniform(0.6, 0.78) * h,
               dome = r * w.random.uniform(0.7, 1.3);
  const Pattern body = w.palette.bright(),
                trim = w.random.chance(0.4)   ? body
                       : w.random.chance(0.5) ? w.palette.white()
                                              : w.palette.bright(),
                metal = w.palette.metal();
  const auto flange = [&](double z, double size) {
    w.shape.look(trim).rod({0, 0, z}, {0, 0, z + 0.06}, size);
    w.shape.look(metal);
    for (const Vec3 p : regular_polygon({0, 0, z + 0.06}, size * 0.85, 6, 0.3))
      w.shape.rod(p, p + Vec3{0, 0, 0.035}, 0.03);
  };
  flange(0, r * 1.5);
  w.shape.look(body).rod({0, 0, 0.05}, {0, 0, h}, r * 1.03, r * 0.97);
  if (w.random.chance(0.6)) flange(h * 0.2, r * 1.28);
  w.shape.look(trim).rod({0, 0, h - 0.03}, {0, 0, h + 0.04}, r * 1.25);
  w.shape.look(w.random.chance(0.5) ? trim : body).ellipsoid({0, 0, h + 0.03}, {r * 1.08, r * 1.08, dome});
  w.shape.look(metal).rod({0, 0, h + dome}, {0, 0, h + dome + 0.1}, 0.06, 0.05);
  const auto nozzle = [&](Vec3 out, double size, double reach) {
    const Vec3 at{0, 0, port};
    w.shape.look(body).rod(at, at + out * (r + reach), size);
    w.shape.look(trim).rod(at + out * (r + reach * 0.6), at + out * (r + reach), size * 1.3);
    w.shape.look(metal).rod(at + out * (r + reach), at + out * (r + reach + 0.06), size * 0.45);
  };
  const double size = r * w.random.uniform(0.35, 0.5), reach = w.random.uniform(0.07, 0.14);
  for (const int s : {-1, 1}) nozzle({0, static_cast<double>(s), 0}, size, reach);
  if (w.random.chance(0.75)) nozzle({1, 0, 0}, size * w.random.uniform(1.1, 1.5), reach);
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.dark());
    w.shape.tube({{r * 0.8, r * 0.6, port - 0.02}, {r * 1.05, r * 0.9, port - 0.18}, {r * 0.6, r + reach, port - size}},
                 0.02);
  }
}

void build_treasure_chest(Workshop& w) {
  const double x = w.random.uniform(0.5, 0.65), y = w.random.uniform(0.75, 1.05), h = w.random.uniform(0.3, 0.45),
               rise = x * w.random.uniform(0.25, 0.5);
  const Pattern wood = w.random.chance(0.75) ? w.palette.wood({0, 1, 0}) : w.palette.bright(),
                bands = w.random.chance(0.6) ? w.palette.metal() : w.palette.dark();
  const double open = w.random.chance(0.55) ? w.random.uniform(0.5, 1.7) : 0.0;
  const int straps = w.random.between(2, 4);
  w.shape.look(wood).box({0, 0, h / 2}, {x, y, h});
  // The lid turns about its hinge at the back.
  const auto lid = [&](double grow, double y0, double y1) {
    auto outline = half_round(x / 2 * grow, 0, rise * grow);
    for (auto& p : outline) {
      const double px = p[0] + x / 2, pz = p[1];
      p = {px * std::cos(open) - pz * std::sin(open) - x / 2, h + px * std::sin(open) + pz * std::cos(open)};
    }
    w.shape.slab(outline, y0, y1);
  };
  lid(1, -y / 2, y / 2);
  w.shape.look(bands);
  for (int i = 0; i < straps; ++i) {
    const double at = ((i + 0.5) / straps - 0.5) * y * (straps == 2 ? 1.3 : 1.25);
    const double side = std::clamp(at, -y * 0.47, y * 0.47);
    w.shape.box({0, side, h / 2}, {x + 0.035, 0.08, h + 0.01});
    lid(1.05, side - 0.04, side + 0.04);
  }
  for (const double z : {0.03, h - 0.03}) w.shape.box({0, 0, z}, {x + 0.025, y + 0.025, 0.06});
  Pattern gold = w.palette.plain({0.95, 0.75, 0.2});
  w.shape.look(w.random.chance(0.6) ? gold : w.palette.dark()).box({x / 2 + 0.02, 0, h - 0.04}, {0.06, 0.14, 0.16});
  w.shape.look(w.palette.dark());
  for (const int s : {-1, 1}) w.shape.torus({0, s * (y / 2 + 0.02), h * 0.55}, {0, 1, 0}, 0.08, 0.025);
  if (open == 0) return;
  w.shape.look(w.palette.dark()).box({0, 0, h}, {x * 0.9, y * 0.92, 0.02});
  w.shape.look(gold).ellipsoid({0.02, 0, h}, {x * 0.38, y * 0.42, w.random.uniform(0.06, 0.14)});
  for (int i = w.random.between(4, 12); i > 0; --i) {
    const Vec3 at{w.random.uniform(-0.2, 0.35) * x, w.random.uniform(-0.38, 0.38) * y, h + 0.05};
    w.shape.look(w.random.chance(0.5) ? gold : w.palette.bright()).sphere(at, w.random.uniform(0.04, 0.07));
  }
}

void build_signpost(Workshop& w) {
  const double h = w.random.uniform(0.9, 1.3), r = w.random.uniform(0.04, 0.065);
  const int boards = w.random.between(1, 4);
  const Pattern post = w.palette.furniture(), base = w.random.chance(0.5) ? w.palette.leaf() : w.palette.dark();
  w.shape.look(post);
  if (w.random.chance(0.5))
    w.shape.rod({0, 0, 0}, {0, 0, h}, r * 1.1, r);
  else
    w.shape.box({0, 0, h / 2}, {r * 2, r * 2, h});
  const int cap = w.random.below(3);
  if (cap == 0) w.shape.sphere({0, 0, h + r}, r * 1.6);
  if (cap == 1) w.shape.rod({0, 0, h}, {0, 0, h + r * 3}, r * 1.7, 0.005);
  w.shape.look(base);
  if (w.random.chance(0.6))
    w.shape.ellipsoid({0, 0, 0}, {0.25, 0.22, w.random.uniform(0.05, 0.12)});
  else
    w.shape.rod({0, 0, -0.02}, {0, 0, 0.05}, w.random.uniform(0.18, 0.28));
  const Pattern same = w.random.chance(0.5) ? w.palette.wood() : w.palette.bright();
  const bool is_varied = w.random.chance(0.6);
  const double tall = std::min(0.2, h * 0.62 / boards * 0.8);
  for (int i = 0; i < boards; ++i) {
    const double z = h - 0.04 - (i + 0.5) * tall * 1.2, reach = w.random.uniform(0.3, 0.55),
                 tail = w.random.uniform(0.06, 0.25);
    const double turn = w.random.uniform(-0.7, 0.7), a = kPi / 2 + turn + (w.random.chance(0.5) ? kPi : 0),
                 tilt = w.random.uniform(-0.06, 0.06);
    const Vec3 d{std::cos(a), std::sin(a), tilt}, n{-std::sin(a), std::cos(a), 0}, up{0, 0, tall / 2};
    const Vec3 middle{0, 0, z}, out = n * (std::sin(a) > 0 ? -1 : 1), near = out * (r * 0.8),
                                far = out * (r * 0.8 + 0.05);
    const auto board = [&](Vec3 shift, double grow) {
      const double s = tall * 0.55;
      return std::vector<Vec3>{middle + shift - d * tail - up * grow, middle + shift + d * (reach - s) - up * grow,
                               middle + shift + d * (reach - s * (1 - grow)),
                               middle + shift + d * (reach - s) + up * grow, middle + shift - d * tail + up * grow};
    };
    w.shape.look(is_varied ? w.palette.bright() : same);
    add_loft(w.shape, board(near, 1), board(far, 1));
    w.shape.look(w.palette.white());
    add_beam(w.shape, middle + far - d * (tail * 0.6), middle + far + d * (reach * 0.6), 0.03, tall * 0.22);
  }
}

}  // namespace syncdreamer
