#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
void build_globe(Workshop& w) {
  const double r = w.random.uniform(0.32, 0.42), hoop = r * w.random.uniform(1.1, 1.2),
               tilt = w.random.uniform(0.1, 0.6), stand = w.random.uniform(0.12, 0.45);
  const Vec3 c{0, 0, stand + hoop}, axis{0, std::sin(tilt), std::cos(tilt)}, side{0, std::cos(tilt), -std::sin(tilt)};
  const bool is_antique = w.random.chance(0.3);
  Pattern sea = is_antique ? w.palette.plain({0.85, 0.72, 0.48}) : w.palette.paint();
  if (!is_antique && w.random.chance(0.7)) {
    const Vec3 hsv{w.random.uniform(0.5, 0.64), w.random.uniform(0.5, 0.9), w.random.uniform(0.6, 0.95)};
    sea = w.palette.plain(color_from_hsv(hsv.x, hsv.y, hsv.z));
  }
  w.shape.look(sea).sphere(c, r);
  const int lands = w.random.between(4, 7);
  for (int i = 0; i < lands; ++i) {
    Pattern land = is_antique ? w.palette.wood() : w.palette.leaf();
    if (w.random.chance(0.3)) land = w.palette.bright();
    w.shape.look(land);
    const double heading = 2 * kPi * i / lands + w.random.uniform(-0.3, 0.3);
    for (int k = 0; k < 3; ++k) {
      const double a = heading + w.random.uniform(-0.35, 0.35), e = w.random.uniform(-0.9, 1.1);
      const double size = r * w.random.uniform(0.55, 0.85);
      const Vec3 out = around(a, std::cos(e), std::sin(e));
      w.shape.sphere(c + out * (r * 1.03 - size), size);
    }
  }
  w.shape.look(w.palette.metal());
  if (w.random.chance(0.75)) {
    w.shape.tube(arc(c, axis * hoop, side * hoop, 0, kPi), 0.028);
  } else {
    w.shape.torus(c, {1, 0, 0}, hoop, 0.028);
    w.shape.torus(c, {0, 0, 1}, hoop, 0.03);
  }
  w.shape.rod(c - axis * (hoop + 0.04), c + axis * (hoop + 0.04), 0.025);
  w.shape.look(w.palette.furniture());
  const double foot = w.random.uniform(0.2, 0.36);
  w.shape.lathe({0, 0, 0}, {{0, 0},
                            {foot, 0},
                            {foot, 0.04},
                            {foot * 0.7, 0.08},
                            {0.06, 0.1},
                            {0.04, stand * 0.6},
                            {0.06, stand * 0.8},
                            {0.035, stand + 0.02}});
  if (w.random.chance(0.3)) {
    for (const Vec3 p : regular_polygon({0, 0, 0.03}, foot * 1.3, 3, 0))
      w.shape.rod({0, 0, stand * 0.5}, p, 0.04, 0.03);
  }
}

namespace {

/// A five-pointed star or similar that faces +x.
void add_star(Workshop& w, Vec3 centre, double r, int points) {
  std::vector<std::array<double, 2>> outline;
  for (int i = 0; i < 2 * points; ++i) {
    const double a = kPi / 2 + kPi * i / points, d = i % 2 == 0 ? r : r * 0.45;
    outline.push_back({centre.y + d * std::cos(a), centre.z + d * std::sin(a)});
  }
  add_prism(w.shape, outline, centre.x - r * 0.22, centre.x + r * 0.22);
}

void add_trophy_cup(Workshop& w, double z) {
  const double r = w.random.uniform(0.22, 0.36), h = w.random.uniform(0.35, 0.65), flare = w.random.uniform(0.9, 1.2),
               stem = w.random.uniform(0.08, 0.25);
  w.shape.lathe({0, 0, z}, {{0.2, 0},
                            {0.12, 0.04},
                            {0.04, 0.08},
                            {0.035, stem},
                            {0.07, stem + 0.03},
                            {0.05, stem + 0.06},
                            {r * 0.5, stem + 0.09},
                            {r * 0.88, stem + h * 0.35},
                            {r, stem + h * 0.65},
                            {r * flare, stem + h},
                            {r * flare - 0.04, stem + h},
                            {r * 0.8, stem + h * 0.6},
                            {0, stem + h * 0.5}});
  const double reach = w.random.uniform(0.15, 0.28), low = z + stem + h * 0.25, high = z + stem + h * 0.88;
  const bool has_handles = w.random.chance(0.85), has_lid = w.random.chance(0.35);
  if (has_handles) {
    for (const int s : {-1, 1}) {
      w.shape.tube(
          arc({0, s * r * 0.85, (low + high) / 2}, {0, 0, (low - high) / 2}, {0, s * (reach + r * 0.1), 0}, 0, kPi),
          0.032);
    }
  }
  const double top = z + stem + h;
  if (has_lid) {
    w.shape.ellipsoid({0, 0, top}, {r * flare, r * flare, r * 0.6});
    w.shape.sphere({0, 0, top + r * 0.65}, 0.06);
  }
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.bright());
    add_star(w, {r * 0.98, 0, z + stem + h * 0.58}, 0.12, 5);
  }
}

}  // namespace

void build_trophy(Workshop& w) {
  const double base = w.random.uniform(0.16, 0.35), width = w.random.uniform(0.38, 0.55);
  static constexpr std::array<Vec3, 4> kMetals{Vec3{0.95, 0.72, 0.15}, Vec3{0.85, 0.62, 0.2}, Vec3{0.8, 0.8, 0.83},
                                               Vec3{0.72, 0.43, 0.2}};
  const Pattern metal = w.random.chance(0.8) ? w.palette.plain(kMetals[w.random.bits() % 4]) : w.palette.bright();
  const bool is_round = w.random.chance(0.4);
  const int steps = w.random.between(1, 3);
  w.shape.look(w.random.chance(0.6) ? w.palette.dark() : w.palette.wood());
  for (int i = 0; i < steps; ++i) {
    const double low = base * i / steps, high = base * (i + 1) / steps, size = width * (1 - 0.2 * i);
    if (is_round) w.shape.rod({0, 0, low}, {0, 0, high}, size / 2, size * 0.46);
    if (!is_round) add_frustum(w.shape, {0, 0, low}, {size, size}, {size * 0.92, size * 0.92}, high - low);
  }
  w.shape.look(metal);
  w.shape.box({width * 0.49, 0, base / steps * 0.5}, {0.03, width * 0.45, base / steps * 0.55});
  const int kind = w.random.below(5);
  if (kind <= 2) {
    add_trophy_cup(w, base);
    return;
  }
  const double tall = w.random.uniform(0.2, 0.6), r = w.random.uniform(0.16, 0.26);
  w.shape.look(w.random.chance(0.5) ? metal : w.palette.bright());
  w.shape.rod({0, 0, base}, {0, 0, base + tall}, w.random.uniform(0.05, 0.12), 0.05);
  w.shape.look(metal).rod({0, 0, base + tall}, {0, 0, base + tall + 0.06}, 0.14);
  if (kind == 3) {
    add_star(w, {0, 0, base + tall + r + 0.02}, r, w.random.between(4, 7));
  } else {
    w.shape.sphere({0, 0, base + tall + r + 0.03}, r);
    for (const int s : {-1, 1}) {
      w.shape.tube({{0, s * r * 0.4, base + tall + 0.05},
                    {0, s * r * 1.3, base + tall + r},
                    {0, s * r * 1.7, base + tall + r * 2.2}},
                   0.045);
    }
  }
}

namespace {

/// The head of a chess piece on a neck at height z of radius r: 0 pawn, 1 rook, 2 bishop, 3 knight, 4 queen, 5 king.
void add_chess_head(Workshop& w, int piece, double z, double r) {
  if (piece == 0) w.shape.sphere({0, 0, z + r * 1.1}, r * 1.35);
  if (piece == 1) {
    w.shape.rod({0, 0, z - 0.02}, {0, 0, z + r * 1.5}, r * 1.5, r * 1.7);
    const auto ring = regular_polygon({0, 0, z + r * 1.8}, r * 1.45, 6, 0);
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec3 next = ring[(i + 1) % ring.size()];
      add_beam(w.shape, ring[i] * 0.8 + next * 0.2, ring[i] * 0.2 + next * 0.8, r * 0.5, r * 0.7);
    }
  }
  if (piece == 2) {
    w.shape.lathe({0, 0, z},
                  {{r * 0.9, 0}, {r * 1.35, r * 0.8}, {r * 1.2, r * 1.7}, {r * 0.6, r * 2.6}, {r * 0.2, r * 3}});
    w.shape.sphere({0, 0, z + r * 3.1}, r * 0.4);
    w.shape.look(w.palette.dark());
    add_beam(w.shape, {r * 0.4, 0, z + r * 2.6}, {r * 1.25, 0, z + r * 1.6}, r * 1.2, r * 0.25);
  }
  if (piece == 3) {
    const double s = r * 1.35, thick = r * 0.85;
    const auto at = [&](double px, double pz) { return std::array<double, 2>{px * s, z + pz * s}; };
    w.shape.slab({at(-1, -0.2), at(1, -0.2), at(0.8, 0.9), at(-0.2, 1.6), at(-0.9, 3.2), at(-1.3, 1.8)}, -thick, thick);
    w.shape.slab({at(-0.9, 3.2), at(-0.4, 2), at(1.6, 1.2), at(1.9, 1.7), at(0.6, 2.9), at(-0.1, 3.3)}, -thick * 0.9,
                 thick * 0.9);
    for (const int side : {-1, 1})
      w.shape.rod({-0.35 * s, side * thick * 0.5, z + 3 * s}, {-0.5 * s, side * thick * 0.6, z + 3.8 * s}, s * 0.25,
                  0.01);
    w.shape.look(w.palette.dark());
    for (const int side : {-1, 1}) w.shape.sphere({0.4 * s, side * thick * 0.9, z + 2.5 * s}, s * 0.17);
  }
  if (piece >= 4) {
    w.shape.lathe(
        {0, 0, z},
        {{r * 0.9, 0}, {r * 1.1, r}, {r * 1.7, r * 2.3}, {r * 1.4, r * 2.4}, {r * 1.2, r * 2.1}, {0, r * 2.1}});
    w.shape.ellipsoid({0, 0, z + r * 2.1}, {r * 1.2, r * 1.2, r * 0.8});
  }
  if (piece == 4) {
    for (const Vec3 p : regular_polygon({0, 0, z + r * 2.4}, r * 1.55, 8, 0)) w.shape.sphere(p, r * 0.33);
    w.shape.sphere({0, 0, z + r * 3.1}, r * 0.45);
  }
  if (piece == 5) {
    w.shape.box({0, 0, z + r * 3.5}, {r * 0.55, r * 0.5, r * 1.9});
    w.shape.box({0, 0, z + r * 3.7}, {r * 0.5, r * 1.6, r * 0.5});
  }
}

}  // namespace

void build_chess_piece(Workshop& w) {
  const int piece = w.random.below(6);
  const double foot = w.random.uniform(0.24, 0.34), neck = foot * w.random.uniform(0.38, 0.5),
               tall = (piece == 0   ? 0.4
                       : piece <= 2 ? 0.5
                                    : 0.62) *
                      w.random.uniform(0.85, 1.3);
  const int material = w.random.below(4);
  const Pattern body = material == 0   ? w.palette.white()
                       : material == 1 ? w.palette.dark()
                       : material == 2 ? w.palette.wood({0, 0, 1})
                                       : w.palette.ceramic();
  w.shape.look(w.random.chance(0.4) ? w.palette.paint() : body).rod({0, 0, -0.03}, {0, 0, 0.03}, foot * 1.03);
  w.shape.look(body);
  const double stem = piece == 3 ? tall * 0.45 : tall;
  w.shape.lathe({0, 0, 0}, {{foot, 0},
                            {foot, 0.07},
                            {foot * 0.85, 0.12},
                            {foot * 0.9, 0.16},
                            {foot * 0.6, 0.24},
                            {neck * 1.05, stem * 0.6 + 0.06},
                            {neck, stem},
                            {0, stem}});
  const bool has_collar = w.random.chance(0.8);
  if (w.random.chance(0.3)) w.shape.look(w.palette.metal());
  if (has_collar && piece != 3) {
    w.shape.ellipsoid({0, 0, stem - 0.02}, {neck * 1.8, neck * 1.8, 0.045});
    w.shape.ellipsoid({0, 0, stem - 0.09}, {neck * 1.45, neck * 1.45, 0.035});
  }
  w.shape.torus({0, 0, 0.14}, {0, 0, 1}, foot * 0.85, 0.025);
  w.shape.look(body);
  add_chess_head(w, piece, stem, piece == 3 ? foot * 0.5 : neck);
}

void build_crown(Workshop& w) {
  const double r = w.random.uniform(0.38, 0.48), flare = w.random.uniform(1, 1.3), band = w.random.uniform(0.12, 0.25),
               tall = w.random.uniform(0.15, 0.4);
  const int points = w.random.between(4, 10);
  const Pattern gold = w.random.chance(0.75) ? w.palette.plain({0.93, w.random.uniform(0.62, 0.78), 0.18})
                                             : w.palette.metal(),
                gem = w.palette.bright(), other = w.palette.bright();
  const auto wall = [&](double z) { return r * (1 + (flare - 1) * z / (band + tall)); };
  w.shape.look(gold);
  w.shape.lathe({0, 0, 0}, {{r - 0.04, 0}, {r, 0}, {wall(band), band}, {wall(band) - 0.04, band}, {r - 0.04, 0}});
  for (const double z : {0.02, band}) w.shape.torus({0, 0, z}, {0, 0, 1}, wall(z), 0.03);
  const auto low = regular_polygon({0, 0, band * 0.9}, wall(band), points * 2, -kPi / points / 2);
  const auto in = regular_polygon({0, 0, band * 0.9}, wall(band) - 0.05, points * 2, -kPi / points / 2);
  const bool has_arches = w.random.chance(0.35), are_wide = w.random.chance(0.7);
  for (int i = 0; i < points; ++i) {
    const double a = 2 * kPi * i / points, top = wall(band + tall);
    const Vec3 out = around(a, 1, 0), tip = out * top + Vec3{0, 0, band + tall};
    const auto k = 2 * static_cast<std::size_t>(i), next = k + 1;
    const auto before = (k + low.size() - 1) % low.size(), after = (next + 1) % low.size();
    w.shape.look(gold);
    if (are_wide) {
      const Vec3 left = (low[k] + low[before]) * 0.5, right = (low[next] + low[after]) * 0.5;
      const Vec3 shift = out * -0.05;
      add_loft(w.shape, {left, right, tip}, {left + shift, right + shift, tip + shift});
    } else {
      add_loft(w.shape, {low[k], low[next], in[next], in[k]}, {tip, tip, tip, tip});
      w.shape.rod(out * wall(band) + Vec3{0, 0, band}, tip, 0.03);
    }
    w.shape.look(i % 2 == 0 ? gem : other).sphere(tip, 0.05);
    w.shape.ellipsoid(out * wall(band * 0.5) + Vec3{0, 0, band * 0.5}, {0.05, 0.05, 0.06});
    if (!has_arches) continue;
    w.shape.look(gold).tube({tip, out * (top * 0.75) + Vec3{0, 0, band + tall * 1.5}, {0, 0, band + tall * 1.5 + 0.02}},
                            0.035);
  }
  if (has_arches || w.random.chance(0.4)) {
    w.shape.look(w.palette.fabric()).ellipsoid({0, 0, band}, {wall(band) * 0.93, wall(band) * 0.93, tall * 1.25});
  }
  if (!has_arches) return;
  w.shape.look(gem).sphere({0, 0, band + tall * 1.5 + 0.07}, 0.075);
  w.shape.look(gold).box({0, 0, band + tall * 1.5 + 0.2}, {0.04, 0.04, 0.16});
  w.shape.box({0, 0, band + tall * 1.5 + 0.21}, {0.04, 0.13, 0.04});
}

}  // namespace syncdreamer
