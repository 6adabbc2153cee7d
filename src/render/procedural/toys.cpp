#include <algorithm>
#include <cmath>
#include <vector>

#include "render/procedural/creature_parts.h"
#include "render/procedural/outlines.h"
#include "render/procedural/vehicle_parts.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {

void build_animal(Workshop& w) {
  const double span = w.random.uniform(0.3, 0.55), girth = w.random.uniform(0.18, 0.3),
               legs = w.random.uniform(0.15, 0.5);
  const double head = w.random.uniform(0.14, 0.26), neck = w.random.uniform(0, 0.6),
               thick = w.random.uniform(0.05, 0.1);
  const Pattern coat = w.palette.fabric();
  const Pattern other = w.random.chance(0.4) ? w.palette.paint() : coat;
  const double z = legs + girth * 0.8;
  w.shape.look(coat).ellipsoid({0, 0, z}, {span, girth, girth});
  w.shape.look(other);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      w.shape.rod({sx * span * 0.62, sy * girth * 0.55, 0}, {sx * span * 0.6, sy * girth * 0.5, z}, thick * 0.9,
                  thick * 1.2);
    }
  }
  const Vec3 face{span * 0.85 + neck * 0.3, 0, z + girth * 0.5 + neck * 0.7};
  w.shape.look(coat).rod({span * 0.65, 0, z}, face, girth * 0.55, head * 0.6);
  w.shape.ellipsoid(face, {head * 1.1, head * 0.9, head});
  w.shape.look(other).ellipsoid(face + Vec3{head * 0.85, 0, -head * 0.25},
                                {head * w.random.uniform(0.4, 0.9), head * 0.5, head * 0.45});
  w.shape.look(w.palette.dark()).sphere(face + Vec3{head * 1.35, 0, -head * 0.15}, head * 0.17);
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.3}, head * 0.45, head * 0.18);
  w.shape.look(other);
  const double ear = w.random.uniform(0.3, 1.2) * head;
  for (const int s : {-1, 1}) {
    w.shape.ellipsoid(face + Vec3{-head * 0.2, s * head * 0.65, head * 0.7 + ear * 0.5},
                      {head * 0.15, head * 0.28, ear});
  }
  const double radius = w.random.uniform(0.02, 0.07), rise = w.random.uniform(-0.2, 0.4);
  w.shape.tube({{-span * 0.9, 0, z}, {-span * 1.2, 0, z + 0.1}, {-span * 1.3, 0, z + rise}}, radius);
}

void build_bird(Workshop& w) {
  const double body = w.random.uniform(0.25, 0.38), stretch = w.random.uniform(1, 1.5);
  const Pattern coat = w.palette.fabric();
  w.shape.look(coat).ellipsoid({0, 0, 0.5}, {body * stretch, body * 0.9, body}, rotation_about_y(-0.35));
  const Vec3 face{body * stretch * 0.75, 0, 0.5 + body * 0.95};
  const double head = body * w.random.uniform(0.5, 0.75);
  w.shape.look(w.random.chance(0.5) ? w.palette.paint() : coat).sphere(face, head);
  Pattern beak = w.palette.bright();
  beak.first = color_from_hsv(w.random.uniform(0.03, 0.14), 0.9, 0.95);
  w.shape.look(beak).rod(face + Vec3{head * 0.8, 0, 0}, face + Vec3{head * w.random.uniform(1.4, 2.1), 0, -0.03},
                         head * 0.35, 0.005);
  for (const int s : {-1, 1}) {
    w.shape.rod({0, s * body * 0.4, 0.5 - body * 0.7}, {0, s * body * 0.4, 0.04}, 0.025);
    w.shape.ellipsoid({0.06, s * body * 0.4, 0.03}, {0.12, 0.06, 0.025});
  }
  add_eyes(w, face + Vec3{head * 0.7, 0, head * 0.35}, head * 0.5, head * 0.2);
  w.shape.look(w.palette.paint());
  const double open = w.random.uniform(0, 0.25);
  for (const int s : {-1, 1}) {
    w.shape.ellipsoid({-0.05, s * (body * 0.85 + open * 0.5), 0.54}, {body * 1.0, 0.04 + open, body * 0.5},
                      rotation_about_y(-0.5));
  }
  w.shape.ellipsoid({-body * stretch * 1.1, 0, 0.4}, {body * 0.6, body * 0.35, 0.04}, rotation_about_y(-0.5));
  if (w.random.chance(0.4))
    w.shape.look(beak).ellipsoid(face + Vec3{-head * 0.1, 0, head}, {head * 0.45, 0.03, head * 0.35});
}

void build_fish(Workshop& w) {
  const double height = w.random.uniform(0.18, 0.36), width = w.random.uniform(0.1, 0.22);
  w.shape.look(w.palette.fabric()).ellipsoid({0, 0, 0.4}, {0.5, width, height});
  w.shape.look(w.palette.paint());
  const double tail = w.random.uniform(0.15, 0.3);
  w.shape.slab({{-0.42, 0.4}, {-0.72, 0.4 + tail}, {-0.64, 0.4}, {-0.72, 0.4 - tail}}, -0.025, 0.025);
  w.shape.slab(
      {{-0.2, 0.4 + height * 0.8}, {0.2, 0.4 + height * 0.8}, {0.0, 0.4 + height + 0.12}, {-0.25, 0.4 + height + 0.16}},
      -0.02, 0.02);
  for (const int s : {-1, 1}) {
    w.shape.ellipsoid({0.05, s * (width + 0.04), 0.35}, {0.13, 0.07, 0.05}, rotation_about_z(s * 0.5));
  }
  add_eyes(w, {0.36, 0, 0.46}, width * 0.62, 0.05);
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.furniture());
    w.shape.rod({0, 0, 0}, {0, 0, 0.3}, 0.025);
    w.shape.rod({0, 0, -0.03}, {0, 0, 0.02}, 0.22);
  }
}

void build_car(Workshop& w) {
  const double span = w.random.uniform(0.9, 1.2), width = w.random.uniform(0.42, 0.6),
               height = w.random.uniform(0.16, 0.26);
  const double wheel = w.random.uniform(0.1, 0.17), z = wheel * 1.1;
  const Pattern body = w.palette.paint(), glass = w.palette.dark();
  w.shape.look(body).rounded_box({0, 0, z + height / 2}, {span, width, height}, w.random.uniform(0.03, 0.1));
  const double cabin = w.random.uniform(0.35, 0.65) * span, shift = w.random.uniform(-0.12, 0.05),
               tall = w.random.uniform(0.15, 0.28);
  const double foot = z + height * 0.95, slope = w.random.uniform(0.05, 0.2);
  const auto side = [&](double grow) {
    return std::vector<std::array<double, 2>>{{shift - cabin / 2 - grow, foot},
                                              {shift + cabin / 2 + grow, foot},
                                              {shift + cabin / 2 - slope + grow, foot + tall},
                                              {shift - cabin / 2 + slope * 0.6 - grow, foot + tall}};
  };
  w.shape.look(glass).slab(side(0), -width * 0.44, width * 0.44);
  w.shape.look(w.random.chance(0.4) ? w.palette.paint() : body);
  w.shape.rounded_box({shift - slope * 0.2, 0, foot + tall}, {cabin - slope * 1.4, width * 0.9, 0.05}, 0.02);
  w.shape.box({shift, 0, foot + tall / 2}, {0.05, width * 0.9, tall});
  const WheelLook look{w.palette.dark(), w.palette.metal(), 1.12};
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) add_wheel(w, {sx * span * 0.3, sy * width * 0.46, wheel}, wheel, 0.1, look);
  }
  for (const int s : {-1, 1}) {
    w.shape.look(w.palette.white()).sphere({span / 2 - 0.02, s * width * 0.33, z + height * 0.6}, 0.05);
    Pattern red = w.palette.white();
    red.first = {0.85, 0.08, 0.06};
    w.shape.look(red).box({-span / 2, s * width * 0.33, z + height * 0.6}, {0.03, 0.1, 0.06});
  }
  if (w.random.chance(0.25))
    w.shape.look(w.palette.bright()).box({shift, 0, foot + tall + 0.05}, {0.1, width * 0.6, 0.07});
}

void build_truck(Workshop& w) {
  const double bed = w.random.uniform(0.5, 0.9), width = w.random.uniform(0.35, 0.5),
               wheel = w.random.uniform(0.09, 0.14);
  const double cab = w.random.uniform(0.25, 0.35), tall = w.random.uniform(0.3, 0.45), z = wheel * 1.4;
  w.shape.look(w.palette.dark()).box({0, 0, z}, {bed + cab, width * 0.8, 0.07});
  w.shape.look(w.palette.paint());
  const double front = (bed + cab) / 2;
  w.shape.rounded_box({front - cab / 2, 0, z + tall / 2}, {cab, width, tall}, 0.04);
  w.shape.look(w.palette.dark()).box({front - 0.06, 0, z + tall * 0.7}, {0.16, width * 0.86, tall * 0.32});
  w.shape.box({front - cab / 2, 0, z + tall * 0.7}, {cab * 0.5, width * 1.02, tall * 0.3});
  const int load = w.random.below(3);
  w.shape.look(load == 2 ? w.palette.metal() : w.palette.fabric());
  if (load == 0) w.shape.box({-cab / 2, 0, z + tall * 0.65}, {bed * 0.97, width * 1.05, tall * 1.2});
  if (load == 1) {
    for (const int s : {-1, 1}) {
      w.shape.box({-cab / 2, s * width * 0.5, z + 0.13}, {bed * 0.97, 0.04, 0.2});
      w.shape.box({-cab / 2 + s * bed * 0.47, 0, z + 0.13}, {0.04, width, 0.2});
    }
    for (int i = w.random.between(2, 6); i > 0; --i) {
      w.shape.look(w.palette.bright());
      const double radius = w.random.uniform(0.07, 0.12);
      w.shape.sphere({-cab / 2 + w.random.uniform(-0.3, 0.3) * bed, w.random.uniform(-0.25, 0.25) * width, z + 0.18},
                     radius);
    }
  }
  if (load == 2) w.shape.rod({-front, 0, z + tall * 0.6}, {front - cab, 0, z + tall * 0.6}, width * 0.5);
  const WheelLook look{w.palette.dark(), w.palette.bright(), 1.12};
  const int axles = w.random.between(2, 3);
  for (int i = 0; i < axles; ++i) {
    const double x = i == 0 ? front - cab * 0.5 : -front + 0.15 + (i - 1) * 2.3 * wheel;
    for (const int s : {-1, 1}) add_wheel(w, {x, s * width * 0.45, wheel}, wheel, 0.09, look);
  }
}

void build_boat(Workshop& w) {
  const double span = w.random.uniform(0.8, 1.1), width = w.random.uniform(0.3, 0.45), h = w.random.uniform(0.18, 0.3);
  const auto hull = [&](double u, double v) {
    const double t = 2 * u - 1, half = width / 2 * std::sqrt(std::max(0.0, 1 - std::pow(std::abs(t), 2.5)));
    const double a = (v - 0.5) * kPi;
    return Vec3{t * span / 2, half * std::sin(a), h * (1 - std::cos(a) * (0.5 + 0.5 * (1 - t * t))) + 0.1 * t * t * h};
  };
  w.shape.look(w.palette.fabric()).sheet(hull, 28, 16);
  w.shape.look(w.palette.wood());
  w.shape.sheet(
      [&](double u, double v) {
        const Vec3 edge = hull(u, v < 0.5 ? 0 : 1);
        return Vec3{edge.x, edge.y * std::abs(2 * v - 1), h * 0.85};
      },
      28, 5);
  if (w.random.chance(0.6)) {
    const double mast = w.random.uniform(0.6, 0.95);
    w.shape.rod({0.05, 0, h * 0.8}, {0.05, 0, h + mast}, 0.02);
    w.shape.look(w.palette.fabric())
        .slab({{0.02, h + mast * 0.95}, {0.02, h + 0.1}, {-span * 0.42, h + 0.12}}, -0.01, 0.01);
    w.shape.look(w.palette.fabric()).slab({{0.1, h + mast * 0.85}, {0.1, h + 0.1}, {span * 0.4, h + 0.1}}, -0.01, 0.01);
    w.shape.look(w.palette.bright()).box({0.11, 0, h + mast}, {0.12, 0.015, 0.07});
  } else {
    w.shape.look(w.palette.paint()).rounded_box({-0.05, 0, h + 0.1}, {span * 0.4, width * 0.6, 0.22}, 0.03);
    w.shape.look(w.palette.bright()).rod({-0.12, 0, h + 0.2}, {-0.14, 0, h + 0.45}, 0.06, 0.07);
    w.shape.look(w.palette.dark()).box({0.05, 0, h + 0.14}, {span * 0.24, width * 0.61, 0.07});
  }
}

void build_airplane(Workshop& w) {
  const double r = w.random.uniform(0.08, 0.14), span = w.random.uniform(0.45, 0.6);
  const Pattern body = w.palette.paint(), wing = w.palette.paint();
  w.shape.look(body).ellipsoid({0, 0, 0}, {0.5, r, r * 1.1});
  w.shape.look(wing);
  const double sweep = w.random.uniform(0, 0.25), z = w.random.uniform(-0.06, 0.08);
  for (const int s : {-1, 1}) {
    w.shape.sheet(
        [&](double u, double v) {
          return Vec3{0.12 - sweep * v + (u - 0.5) * (0.28 - 0.14 * v), s * span * v, z + 0.05 * v};
        },
        4, 6);
    w.shape.ellipsoid({0.1 - sweep / 2, s * span / 2, z + 0.02}, {0.12, span * 0.5, 0.02},
                      rotation_about_z(s * std::atan(sweep / span)));
    w.shape.ellipsoid({-0.42, s * 0.1, 0.03}, {0.07, 0.13, 0.015});
    if (w.random.chance(0.5))
      w.shape.look(body).rod({0.18 - sweep * 0.4, s * span * 0.4, z - 0.04},
                             {-0.02 - sweep * 0.4, s * span * 0.4, z - 0.04}, 0.05, 0.03);
    w.shape.look(wing);
  }
  w.shape.slab({{-0.32, 0.04}, {-0.46, 0.04}, {-0.52, 0.24}, {-0.44, 0.24}}, -0.015, 0.015);
  w.shape.look(w.palette.dark()).ellipsoid({0.26, 0, r * 0.75}, {0.11, r * 0.6, r * 0.5});
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.bright()).ellipsoid({0.51, 0, 0}, {0.01, 0.025, 0.2});
    w.shape.sphere({0.5, 0, 0}, 0.04);
  }
}

void build_rocket(Workshop& w) {
  const double r = w.random.uniform(0.13, 0.22), h = w.random.uniform(0.6, 0.9);
  w.shape.look(w.palette.fabric());
  w.shape.lathe({0, 0, 0.15}, {{0, 0}, {r * 0.7, 0}, {r, h * 0.25}, {r, h * 0.6}, {r * 0.8, h * 0.85}});
  w.shape.look(w.palette.paint()).lathe({0, 0, 0.15}, {{r * 0.8, h * 0.85}, {r * 0.5, h * 1.05}, {0, h * 1.2}});
  const int fins = w.random.between(3, 4);
  w.shape.look(w.palette.bright());
  for (int i = 0; i < fins; ++i) {
    const double a = 2 * kPi * i / fins;
    const Vec3 out = around(a, 1, 0);
    w.shape.sheet(
        [&](double u, double v) {
          return out * (r * 0.7 + u * r * 1.1) + Vec3{0, 0, 0.02 + v * 0.35 * (1 - 0.7 * u)};
        },
        5, 5);
    w.shape.rod(out * (r * 1.75) + Vec3{0, 0, 0}, out * (r * 1.75) + Vec3{0, 0, 0.14}, 0.025);
  }
  w.shape.look(w.palette.dark()).rod({0, 0, 0.05}, {0, 0, 0.17}, r * 0.6, r * 0.4);
  for (const double t : {0.4, 0.65}) {
    w.shape.look(w.palette.white()).sphere({r * 0.92, 0, 0.15 + h * t}, r * 0.33);
  }
}

void build_robot(Workshop& w) {
  const double width = w.random.uniform(0.35, 0.5), tall = w.random.uniform(0.35, 0.5),
               legs = w.random.uniform(0.2, 0.35);
  const double head = w.random.uniform(0.2, 0.35);
  const Pattern body = w.palette.paint(), limb = w.palette.metal();
  w.shape.look(body).rounded_box({0, 0, legs + tall / 2}, {width * 0.7, width, tall}, 0.04);
  w.shape.look(w.palette.paint()).rounded_box({0, 0, legs + tall + head * 0.6}, {head, head * 1.1, head}, 0.05);
  add_eyes(w, {head / 2, 0, legs + tall + head * 0.7}, head * 0.25, head * 0.14);
  w.shape.look(w.palette.bright()).box({width * 0.36, 0, legs + tall * 0.6}, {0.02, width * 0.5, tall * 0.35});
  w.shape.look(limb).rod({0, 0, legs + tall + head}, {0, 0, legs + tall + head * 1.5}, 0.015);
  w.shape.look(w.palette.bright()).sphere({0, 0, legs + tall + head * 1.5}, 0.04);
  for (const int s : {-1, 1}) {
    const double lift = w.random.uniform(-0.3, 0.35);
    w.shape.look(limb).rod({0, s * width * 0.5, legs + tall * 0.8},
                           {0.1, s * (width * 0.5 + 0.2), legs + tall * 0.5 + lift}, 0.05);
    w.shape.look(body).sphere({0.1, s * (width * 0.5 + 0.2), legs + tall * 0.5 + lift}, 0.08);
    w.shape.look(limb).rod({0, s * width * 0.25, 0.05}, {0, s * width * 0.25, legs}, 0.06);
    w.shape.look(body).rounded_box({0.05, s * width * 0.25, 0.05}, {0.25, 0.16, 0.1}, 0.04);
  }
}

void build_house(Workshop& w) {
  const double x = w.random.uniform(0.6, 1), y = w.random.uniform(0.5, 0.8), h = w.random.uniform(0.35, 0.7),
               roof = w.random.uniform(0.2, 0.5);
  w.shape.look(w.palette.paint()).box({0, 0, h / 2}, {x, y, h});
  w.shape.slab({{-x / 2, h}, {x / 2, h}, {0, h + roof}}, -y / 2, y / 2);
  w.shape.look(w.palette.fabric());
  for (const int s : {-1, 1}) {
    const double eave = 0.08;
    w.shape.slab({{0, h + roof + 0.03},
                  {0, h + roof + 0.07},
                  {s * (x / 2 + eave), h - roof * eave / x * 2 + 0.04},
                  {s * (x / 2 + eave), h - roof * eave / x * 2}},
                 -y / 2 - eave, y / 2 + eave);
  }
  w.shape.look(w.palette.bright()).box({0, -y / 2 - 0.01, h * 0.27}, {0.16, 0.03, h * 0.54});
  const Pattern pane = w.palette.dark(), frame = w.palette.white();
  for (const int s : {-1, 1}) {
    for (const int t : {-1, 1}) {
      w.shape.look(frame).box({s * x * 0.3, t * (y / 2 + 0.005), h * 0.6}, {0.2, 0.03, 0.2});
      w.shape.look(pane).box({s * x * 0.3, t * (y / 2 + 0.012), h * 0.6}, {0.15, 0.03, 0.15});
    }
    w.shape.look(frame).box({s * (x / 2 + 0.005), 0, h * 0.55}, {0.03, 0.2, 0.2});
    w.shape.look(pane).box({s * (x / 2 + 0.012), 0, h * 0.55}, {0.03, 0.15, 0.15});
  }
  if (w.random.chance(0.7)) w.shape.look(w.palette.bright()).box({x * 0.22, y * 0.2, h + roof * 0.8}, {0.1, 0.1, roof});
  if (w.random.chance(0.4)) w.shape.look(w.palette.leaf()).box({0, 0, -0.02}, {x * 1.4, y * 1.5, 0.04});
}

void build_snowman(Workshop& w) {
  const Pattern body = w.random.chance(0.6) ? w.palette.white() : w.palette.fabric();
  double r = w.random.uniform(0.3, 0.4), z = 0;
  const int balls = w.random.between(2, 3);
  for (int i = 0; i < balls; ++i) {
    z += r * (i == 0 ? 0.9 : 0.85);
    w.shape.look(body).sphere({0, 0, z}, r);
    if (i + 1 == balls) break;
    w.shape.look(w.palette.dark());
    for (int k = 0; k < 2; ++k) w.shape.sphere({r * 0.97, 0, z + (k - 0.3) * r * 0.4}, 0.035);
    z += r * 0.75;
    r *= w.random.uniform(0.65, 0.85);
  }
  Pattern carrot = w.palette.bright();
  carrot.first = {0.95, 0.45, 0.08};
  w.shape.look(carrot).rod({r * 0.9, 0, z}, {r * 1.7, 0, z}, 0.05, 0.005);
  w.shape.look(w.palette.dark());
  for (const int s : {-1, 1}) w.shape.sphere({r * 0.85, s * r * 0.35, z + r * 0.35}, 0.04);
  w.shape.look(w.palette.bright()).torus({0, 0, z - r * 0.85}, {0, 0, 1}, r * 0.75, 0.06);
  w.shape.look(w.palette.paint());
  w.shape.rod({0, 0, z + r * 0.7}, {0, 0, z + r * 0.75}, r * 1.15);
  const double upper_radius = r * w.random.uniform(0.2, 0.8), top = z + r * w.random.uniform(1.2, 1.8);
  w.shape.rod({0, 0, z + r * 0.75}, {0, 0, top}, r * 0.75, upper_radius);
}

void build_ring_stack(Workshop& w) {
  const int count = w.random.between(3, 7);
  double z = 0.06, r = w.random.uniform(0.35, 0.5);
  w.shape.look(w.palette.wood()).rod({0, 0, 0}, {0, 0, z}, r * 1.05);
  const double shrink = w.random.uniform(0.78, 0.95);
  const bool are_balls = w.random.chance(0.2);
  for (int i = 0; i < count; ++i) {
    const double tube = r * w.random.uniform(0.22, 0.32);
    w.shape.look(w.random.chance(0.7) ? w.palette.bright() : w.palette.fabric());
    if (are_balls) {
      w.shape.ellipsoid({0, 0, z + r * 0.5}, {r * 0.8, r * 0.8, r * 0.55});
      z += r;
    } else {
      w.shape.torus({0, 0, z + tube}, {0, 0, 1}, r - tube, tube);
      z += tube * 1.85;
    }
    r *= shrink;
  }
  w.shape.look(w.palette.wood({0, 0, 1})).rod({0, 0, 0}, {0, 0, z + 0.03}, 0.06);
  w.shape.look(w.palette.bright()).sphere({0, 0, z + 0.08}, w.random.uniform(0.08, 0.15));
}

void build_blocks(Workshop& w) {
  const int count = w.random.between(3, 7);
  double z = 0;
  for (int i = 0; i < count; ++i) {
    const double size = w.random.uniform(0.2, 0.4), dx = w.random.uniform(-0.06, 0.06),
                 dy = w.random.uniform(-0.06, 0.06);
    w.shape.look(w.random.chance(0.6) ? w.palette.bright() : w.palette.fabric());
    const int kind = i + 1 == count ? w.random.below(4) : w.random.below(2);
    if (kind == 0) w.shape.rounded_box({dx, dy, z + size / 2}, {size, size * w.random.uniform(0.8, 1.5), size}, 0.03);
    if (kind == 1) w.shape.rod({dx, dy, z}, {dx, dy, z + size}, size * w.random.uniform(0.4, 0.7));
    if (kind == 2) w.shape.rod({dx, dy, z}, {dx, dy, z + size}, size * 0.6, 0);
    if (kind == 3) w.shape.sphere({dx, dy, z + size / 2}, size / 2);
    z += size;
  }
  if (w.random.chance(0.5)) {
    w.shape.look(w.palette.bright()).rounded_box({0.42, 0.1, 0.15}, {0.3, 0.3, 0.3}, 0.03);
    w.shape.look(w.palette.bright()).sphere({-0.42, -0.15, 0.16}, 0.16);
  }
}

void build_abstract(Workshop& w) {
  const int count = w.random.between(3, 9);
  for (int i = 0; i < count; ++i) {
    const auto anywhere = [&] {
      return Vec3{w.random.uniform(-0.4, 0.4), w.random.uniform(-0.4, 0.4), w.random.uniform(-0.4, 0.4)};
    };
    w.shape.look(w.random.chance(0.5) ? w.palette.bright() : w.palette.fabric());
    const double size = w.random.uniform(0.15, 0.4);
    switch (w.random.below(6)) {
      case 0: {
        const Vec3 sides{size, size * w.random.uniform(0.4, 2), size * w.random.uniform(0.4, 2)};
        w.shape.rounded_box(anywhere(), sides, 0.04);
        break;
      }
      case 1:
        w.shape.sphere(anywhere(), size * 0.7);
        break;
      case 2: {
        const double taper = w.random.uniform(0, 0.5);
        const Vec3 to = anywhere() + Vec3{0, 0.01, size}, from = anywhere();
        w.shape.rod(from, to, size * 0.4, size * taper);
        break;
      }
      case 3: {
        const Vec3 axis = anywhere() + Vec3{0, 0, 0.5}, center = anywhere();
        w.shape.torus(center, axis, size * 0.8, size * 0.25);
        break;
      }
      case 4: {
        const double turn = w.random.uniform(0, kPi);
        w.shape.ellipsoid(anywhere(), {size, size * 0.5, size * 0.7}, rotation_about_y(turn));
        break;
      }
      default:
        w.shape.tube({anywhere(), anywhere(), anywhere()}, size * 0.2);
    }
  }
}

}  // namespace syncdreamer
