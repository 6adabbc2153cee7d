#include <cmath>
#include <vector>

#include "render/procedural/creature_parts.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
void build_turtle(Workshop& w) {
  const double x = w.random.uniform(0.36, 0.5), y = w.random.uniform(0.32, 0.42), h = w.random.uniform(0.2, 0.45);
  const double z = w.random.uniform(0.1, 0.2), head = w.random.uniform(0.1, 0.19);
  const Pattern skin = coat(w, 0.28, 0.6, 0.6), shell = coat(w, 0.09, 0.7, 0.5), plate = coat(w, 0.11, 0.7, 0.7);
  const bool is_swimmer = w.random.chance(0.35);
  w.shape.look(shell).sheet(
      [&](double u, double v) {
        const double a = 2 * kPi * u, e = kPi / 2 * v;
        return Vec3{x * std::cos(a) * std::cos(e), y * std::sin(a) * std::cos(e), z + h * std::sin(e)};
      },
      40, 14);
  w.shape.look(plate).ellipsoid({0, 0, z}, {x * 1.08, y * 1.08, 0.06});
  w.shape.look(skin).ellipsoid({0, 0, z}, {x * 0.97, y * 0.97, z * 0.75});
  w.shape.look(plate);
  const int plates = w.random.chance(0.5) ? w.random.between(5, 8) : 0;
  for (int i = 0; i < plates; ++i) {
    const double a = 2 * kPi * i / plates, e = 0.7;
    w.shape.ellipsoid({x * 0.66 * std::cos(a), y * 0.66 * std::sin(a), z + h * e}, {0.11, 0.11, 0.06});
  }
  if (plates > 0) w.shape.ellipsoid({0, 0, z + h * 0.95}, {0.15, 0.13, h * 0.1});
  w.shape.look(skin);
  const double up = w.random.uniform(0, 0.3);
  const Vec3 face{x + head + w.random.uniform(0.04, 0.18), 0, z + up};
  add_limb(w, curve({x * 0.8, 0, z}, {x * 1.1, 0, z}, {face.x - 0.1, 0, face.z - 0.05}, face), head * 0.6, head * 0.7);
  w.shape.ellipsoid(face, {head * 1.2, head * 0.95, head * 0.9});
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      if (is_swimmer) {
        const double reach = sx > 0 ? 0.3 : 0.22;
        const Vec3 out{-std::sin(0.6), sy * std::cos(0.6), 0};
        w.shape.ellipsoid(Vec3{sx * x * 0.55, sy * y * 0.55, z * 0.6} + out * reach, {0.11, reach, 0.04},
                          rotation_about_z(sy * 0.6));
      } else {
        w.shape.rod({sx * x * 0.72, sy * y * 0.8, 0}, {sx * x * 0.6, sy * y * 0.6, z}, 0.09, 0.1);
      }
    }
  }
  w.shape.rod({-x * 0.9, 0, z * 0.9}, {-x - 0.18, 0, z * 0.6}, 0.06, 0.01);
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.35}, head * 0.5, head * 0.22);
}

void build_elephant(Workshop& w) {
  const double x = w.random.uniform(0.34, 0.48), girth = w.random.uniform(0.26, 0.36),
               legs = w.random.uniform(0.2, 0.4);
  const double head = w.random.uniform(0.2, 0.28), ear = head * w.random.uniform(0.85, 1.4);
  const Pattern skin = coat(w, 0.6, 0.15, 0.6), inner = w.random.chance(0.5) ? w.palette.paint() : skin;
  const double z = legs + girth * 0.85;
  w.shape.look(skin).ellipsoid({0, 0, z}, {x, girth, girth});
  const double foot = w.random.uniform(0.09, 0.13);
  add_legs(w, {x * 0.6, girth * 0.6, z}, foot, 0.13, skin, w.palette.white());
  const Vec3 face{x * 0.95 + head * 0.3, 0, z + girth * w.random.uniform(0.3, 0.9)};
  w.shape.look(skin).rod({x * 0.5, 0, z}, face, girth * 0.6, head * 0.8);
  w.shape.ellipsoid(face, {head * 0.95, head * 0.9, head * 1.05});
  const bool is_raised = w.random.chance(0.4);
  const double reach = w.random.uniform(0.2, 0.4), hang = w.random.uniform(0.3, 0.65);
  const Vec3 nose = face + Vec3{head * 0.7, 0, -head * 0.2};
  const Vec3 tip =
      is_raised ? face + Vec3{head + reach * 0.9, 0, head + hang * 0.5} : face + Vec3{head + reach * 0.6, 0, -hang};
  add_limb(w, curve(nose, nose + Vec3{reach * 0.8, 0, -0.1}, {face.x + head * 0.9, 0, face.z - hang * 0.7}, tip),
           head * 0.42, head * 0.2);
  for (const int s : {-1, 1}) {
    const Mat3 turned = rotation_about_z(s * w.random.uniform(0.0, 0.8));
    const Vec3 at = face + Vec3{-head * 0.3, s * (head * 0.6 + ear * 0.5), head * 0.1};
    w.shape.look(skin).ellipsoid(at, {0.035, ear * 0.8, ear}, turned);
    w.shape.look(inner).ellipsoid(at + Vec3{0.02, 0, 0}, {0.03, ear * 0.62, ear * 0.8}, turned);
  }
  if (w.random.chance(0.6)) {
    w.shape.look(w.palette.white());
    for (const int s : {-1, 1}) {
      const Vec3 root = face + Vec3{head * 0.7, s * head * 0.45, -head * 0.45};
      w.shape.rod(root, root + Vec3{0.22, s * 0.05, -0.02}, 0.045, 0.015);
    }
  }
  if (w.random.chance(0.35))
    w.shape.look(w.palette.fabric()).ellipsoid({0, 0, z + 0.06}, {x * 0.6, girth * 1.03, girth});
  w.shape.look(skin).tube({{-x * 0.9, 0, z + 0.05}, {-x - 0.12, 0, z - 0.05}, {-x - 0.14, 0, z - 0.25}}, 0.025);
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.3}, head * 0.5, head * 0.16);
}

void build_giraffe(Workshop& w) {
  const double x = w.random.uniform(0.22, 0.32), girth = w.random.uniform(0.13, 0.19),
               legs = w.random.uniform(0.3, 0.6);
  const double neck = w.random.uniform(0.45, 0.85), lean = w.random.uniform(0.05, 0.35),
               head = w.random.uniform(0.09, 0.13);
  Pattern skin = coat(w, 0.12, 0.6, 0.9);
  if (w.random.chance(0.7)) {
    skin.kind = w.random.chance(0.6) ? PatternKind::dots : PatternKind::noise;
    skin.second = color_from_hsv(w.random.uniform(0.03, 0.09), 0.75, 0.45);
    skin.frequency = w.random.uniform(9, 16);
  }
  const double z = legs + girth * 0.7;
  w.shape.look(skin).ellipsoid({0, 0, z}, {x, girth, girth}, rotation_about_y(-0.2));
  const double foot = w.random.uniform(0.035, 0.05);
  add_legs(w, {x * 0.62, girth * 0.55, z}, foot, 0.055, skin, w.palette.dark());
  const Vec3 root{x * 0.7, 0, z + girth * 0.3}, face{x * 0.7 + lean, 0, z + neck};
  w.shape.look(skin);
  add_limb(w, curve(root, root + Vec3{0.08, 0, neck * 0.3}, face - Vec3{0.05, 0, neck * 0.3}, face), girth * 0.65,
           head * 0.6);
  w.shape.ellipsoid(face + Vec3{head * 0.3, 0, 0}, {head * 1.2, head * 0.75, head * 0.8});
  const Pattern dark = coat(w, 0.07, 0.7, 0.4);
  w.shape.look(w.random.chance(0.5) ? w.palette.white() : dark);
  w.shape.ellipsoid(face + Vec3{head * 1.3, 0, -head * 0.3}, {head * 0.75, head * 0.55, head * 0.5});
  w.shape.look(dark);
  for (const int s : {-1, 1}) {
    const Vec3 top = face + Vec3{-head * 0.1, s * head * 0.35, head * 0.6};
    w.shape.rod(top, top + Vec3{-0.01, s * 0.02, head * 0.8}, 0.018);
    w.shape.sphere(top + Vec3{-0.01, s * 0.02, head * 0.85}, 0.03);
    w.shape.ellipsoid(face + Vec3{-head * 0.3, s * head * 1.1, head * 0.35}, {0.025, head * 0.55, 0.035});
  }
  if (w.random.chance(0.6)) {
    const double t = girth * 0.7;
    add_limb(w,
             curve(root + Vec3{-t, 0, 0.05}, root + Vec3{0.08 - t, 0, neck * 0.3}, face - Vec3{0.1, 0, neck * 0.3},
                   face + Vec3{-head * 0.4, 0, head * 0.4}),
             0.03, 0.025);
  }
  w.shape.tube({{-x * 0.9, 0, z}, {-x - 0.06, 0, z - 0.08}, {-x - 0.07, 0, z - w.random.uniform(0.15, 0.28)}}, 0.02);
  add_eyes(w, face + Vec3{head * 0.9, 0, head * 0.3}, head * 0.5, head * 0.2);
}

void build_dinosaur(Workshop& w) {
  const bool is_biped = w.random.chance(0.4), has_long_neck = !is_biped && w.random.chance(0.5);
  const double x = w.random.uniform(0.28, 0.4), girth = w.random.uniform(0.18, 0.27),
               legs = w.random.uniform(0.2, 0.38);
  const double z = legs + girth * 0.7,
               head = has_long_neck ? w.random.uniform(0.08, 0.13) : w.random.uniform(0.15, 0.22);
  const Pattern skin = coat(w, 0.3, 0.6, 0.65), belly = coat(w, 0.13, 0.4, 0.9), plate = w.palette.bright();
  w.shape.look(skin).ellipsoid({0, 0, z}, {x, girth * 0.9, girth}, rotation_about_y(is_biped ? -0.5 : 0.0));
  w.shape.look(belly).ellipsoid({0.03, 0, z - girth * 0.2}, {x * 0.85, girth * 0.75, girth * 0.85},
                                rotation_about_y(is_biped ? -0.5 : 0.0));
  const double tail = w.random.uniform(0.4, 0.8), lift = w.random.uniform(-0.5, 0.6) * z;
  w.shape.look(skin);
  add_limb(w,
           curve({-x * 0.5, 0, z}, {-x - tail * 0.3, 0, z - 0.1}, {-x - tail * 0.6, 0, 0.1 + lift * 0.3},
                 {-x - tail, w.random.uniform(-0.15, 0.15), z * 0.5 + lift * 0.7}),
           girth * 0.75, 0.025);
  const double reach = has_long_neck ? w.random.uniform(0.35, 0.7) : w.random.uniform(0.1, 0.25);
  const Vec3 root{x * 0.6, 0, z + girth * (is_biped ? 0.5 : 0.1)};
  const Vec3 face = root + Vec3{is_biped ? 0.12 : 0.2 + reach * 0.35, 0, reach * (is_biped ? 1.2 : 0.8)};
  add_limb(w, curve(root, root + Vec3{reach * 0.4, 0, 0}, face - Vec3{0.02, 0, reach * 0.4}, face), girth * 0.6,
           head * 0.65);
  w.shape.ellipsoid(face + Vec3{head * 0.3, 0, 0}, {head * 1.15, head * 0.75, head * 0.75});
  w.shape.ellipsoid(face + Vec3{head, 0, -head * 0.1}, {head * 0.8, head * 0.55, head * 0.4});
  w.shape.look(belly).ellipsoid(face + Vec3{head * 0.8, 0, -head * 0.5}, {head * 0.85, head * 0.45, head * 0.2},
                                rotation_about_y(0.2));
  if (is_biped) {
    for (const int s : {-1, 1}) {
      w.shape.look(skin).ellipsoid({-0.04, s * girth * 0.75, z * 0.85}, {girth * 0.65, girth * 0.45, girth * 0.8});
      w.shape.rod({-0.04, s * girth * 0.75, z * 0.7}, {0, s * girth * 0.8, 0.03}, girth * 0.4, 0.06);
      w.shape.ellipsoid({0.08, s * girth * 0.8, 0.035}, {0.15, 0.08, 0.04});
      w.shape.tube({root + Vec3{0, s * girth * 0.45, -0.1}, root + Vec3{0.12, s * girth * 0.6, -0.16},
                    root + Vec3{0.2, s * girth * 0.5, -0.12}},
                   0.032);
    }
  } else {
    add_legs(w, {x * 0.6, girth * 0.6, z}, girth * 0.32, girth * 0.4, skin, w.palette.white());
  }
  const int horns = is_biped || has_long_neck ? 0 : w.random.below(4);
  w.shape.look(plate);
  if (horns > 0)
    w.shape.ellipsoid(face + Vec3{-head * 0.4, 0, head * 0.6}, {0.04, head * 1.3, head * 1.2}, rotation_about_y(-0.5));
  for (int i = 0; i < horns; ++i) {
    const Vec3 at =
        face + Vec3{head * (i == 2 ? 1.4 : 0.5), i == 2 ? 0 : (i - 0.5) * head, head * (i == 2 ? 0.2 : 0.5)};
    w.shape.look(w.palette.white()).rod(at, at + Vec3{head * 0.7, 0, head * 0.9}, head * 0.18, 0.01);
  }
  const int plates = w.random.chance(0.55) ? w.random.between(4, 8) : 0;
  const double size = w.random.uniform(0.07, 0.16);
  w.shape.look(plate);
  for (int i = 0; i < plates; ++i) {
    const double t = 2.0 * i / (plates - 1) - 1, tall = size * (1.2 - 0.7 * t * t);
    const double px = t * x * 0.95, pz = z + girth * std::sqrt(1 - 0.85 * t * t) * 0.85 + (is_biped ? 0.45 * px : 0.0);
    w.shape.slab({{px - size * 0.6, pz - 0.05},
                  {px + size * 0.6, pz - 0.05},
                  {px + size * 0.3, pz + tall},
                  {px - size * 0.3, pz + tall * 1.3}},
                 -0.025, 0.025);
  }
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.42}, head * 0.48, head * 0.18);
}

void build_pig(Workshop& w) {
  const double x = w.random.uniform(0.36, 0.5), girth = w.random.uniform(0.26, 0.38),
               legs = w.random.uniform(0.1, 0.24);
  const double head = girth * w.random.uniform(0.65, 0.9), z = legs + girth * 0.9;
  const Pattern skin = coat(w, 0.97, 0.4, 0.95), snout = w.random.chance(0.5) ? w.palette.paint() : skin;
  w.shape.look(skin).ellipsoid({0, 0, z}, {x, girth * 0.92, girth});
  add_legs(w, {x * 0.55, girth * 0.5, z * 0.8}, girth * 0.24, girth * 0.3, skin,
           w.random.chance(0.5) ? w.palette.dark() : snout);
  const Vec3 face{x * 0.9, 0, z + w.random.uniform(-0.05, 0.12)};
  w.shape.look(skin).sphere(face, head);
  const double nose = head * w.random.uniform(0.35, 0.55), tip = head * w.random.uniform(1.15, 1.45);
  const Vec3 end = face + Vec3{tip, 0, -head * 0.12};
  w.shape.look(snout).rod(face + Vec3{0, 0, -head * 0.1}, end, nose * 1.1, nose);
  w.shape.look(w.palette.dark());
  for (const int s : {-1, 1}) w.shape.ellipsoid(end + Vec3{0, s * nose * 0.4, 0}, {0.012, nose * 0.18, nose * 0.3});
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.42}, head * 0.45, head * 0.14);
  const double ear = head * w.random.uniform(0.5, 0.9), flop = w.random.uniform(-0.2, 0.7);
  for (const int s : {-1, 1}) {
    const Vec3 root = face + Vec3{-head * 0.05, s * head * 0.55, head * 0.65};
    w.shape.look(snout).rod(root, root + Vec3{ear * flop, s * ear * 0.4, ear * (0.9 - flop * 0.5)}, head * 0.32, 0.01);
  }
  std::vector<Vec3> tail;
  for (int i = 0; i <= 20; ++i) {
    const double a = 4 * kPi * i / 20;
    tail.push_back({-x + 0.03 - i * 0.009, 0.06 * std::sin(a), z + 0.05 + 0.06 * std::cos(a)});
  }
  w.shape.look(snout).tube(tail, 0.024);
  if (w.random.chance(0.3)) w.shape.look(w.palette.dark()).box({0, 0, z + girth * 0.98}, {x * 0.5, 0.05, 0.05});
  const int spots = w.random.chance(0.4) ? w.random.between(2, 5) : 0;
  w.shape.look(w.palette.paint());
  for (int i = 0; i < spots; ++i) {
    const double a = w.random.uniform(0, 2 * kPi), along = w.random.uniform(-0.5, 0.5),
                 size = w.random.uniform(0.06, 0.12);
    const double r = girth * std::sqrt(1 - along * along) * 0.93;
    w.shape.sphere({along * x, r * std::cos(a) - size * 0.7 * std::cos(a), z + (r - size * 0.7) * std::sin(a)}, size);
  }
}

void build_rabbit(Workshop& w) {
  const double r = w.random.uniform(0.2, 0.28), h = w.random.uniform(0.28, 0.4), head = r * w.random.uniform(0.65, 0.9);
  const Pattern fur = coat(w, 0.08, 0.35, 0.8),
                inner = w.random.chance(0.6) ? coat(w, 0.97, 0.35, 0.95) : w.palette.white();
  const double z = h * 0.95;
  w.shape.look(fur).ellipsoid({-0.03, 0, z}, {r * 1.15, r, h}, rotation_about_y(0.3));
  w.shape.look(w.palette.white()).ellipsoid({r * 0.35, 0, z}, {r * 0.8, r * 0.65, h * 0.75}, rotation_about_y(0.3));
  const Vec3 face{r * 0.6, 0, z + h * 0.75 + head * 0.4};
  w.shape.look(fur).ellipsoid(face, {head * 1.1, head * 0.92, head * 0.92});
  const Pattern paw = w.random.chance(0.4) ? w.palette.white() : fur;
  for (const int s : {-1, 1}) {
    w.shape.look(fur).ellipsoid({-r * 0.3, s * r * 0.8, r * 0.75}, {r * 0.85, r * 0.4, r * 0.75});
    w.shape.look(paw).ellipsoid({r * 0.65, s * r * 0.8, 0.05}, {r * 0.85, r * 0.3, 0.055});
    w.shape.look(fur).rod({r * 0.8, s * r * 0.45, z + h * 0.2}, {r * 1.15, s * r * 0.35, r * 0.2}, r * 0.25, r * 0.2);
    w.shape.look(paw).ellipsoid({r * 1.2, s * r * 0.35, r * 0.2}, {r * 0.3, r * 0.22, r * 0.2});
    w.shape.look(inner).sphere(face + Vec3{head * 0.9, s * head * 0.25, -head * 0.3}, head * 0.3);
  }
  const double ear = head * w.random.uniform(0.8, 1.7);
  for (const int s : {-1, 1}) {
    const double tilt = w.random.chance(0.25) ? 2.2 : w.random.uniform(0.05, 0.5), back = w.random.uniform(-0.6, 0.1);
    const Vec3 along{back * ear * 0.8, s * std::sin(tilt) * ear, std::cos(tilt) * ear};
    const Vec3 root = face + Vec3{-head * 0.15, s * head * 0.45, head * 0.65};
    w.shape.look(fur).ellipsoid(root + along * 0.8, {0.045, head * 0.3, ear}, rotation_about_x(-s * tilt));
    w.shape.look(inner).ellipsoid(root + along * 0.8 + Vec3{0.025, 0, 0}, {0.035, head * 0.18, ear * 0.82},
                                  rotation_about_x(-s * tilt));
  }
  w.shape.look(coat(w, 0.97, 0.5, 0.9)).sphere(face + Vec3{head * 1.12, 0, -head * 0.08}, head * 0.16);
  w.shape.look(w.palette.white()).sphere({-r * 1.25, 0, r * 0.6}, r * w.random.uniform(0.35, 0.5));
  add_eyes(w, face + Vec3{head * 0.75, 0, head * 0.3}, head * 0.5, head * 0.2);
  if (w.random.chance(0.35)) {
    w.shape.look(orange(w)).rod({r * 1.35, r * 0.7, z * 1.15}, {r * 1.35, -r * 0.9, z * 0.75}, r * 0.3, 0.02);
    w.shape.look(w.palette.leaf()).rod({r * 1.35, r * 0.65, z * 1.14}, {r * 1.35, r * 1.3, z * 1.45}, 0.03, 0.1);
    w.shape.look(fur).rod({r * 0.7, 0, z}, {r * 1.35, 0, z}, r * 0.25);
  }
}

void build_penguin(Workshop& w) {
  const double r = w.random.uniform(0.2, 0.3), h = w.random.uniform(0.3, 0.42), head = r * w.random.uniform(0.65, 0.95);
  const Pattern back = w.random.chance(0.6) ? w.palette.dark() : w.palette.paint(), beak = orange(w);
  const double z = h + 0.03;
  w.shape.look(back).ellipsoid({0, 0, z}, {r, r, h});
  const Vec3 face{0.02, 0, z + h * 0.85 + head * 0.45};
  w.shape.sphere(face, head);
  const Pattern belly = w.palette.white();
  w.shape.look(belly).ellipsoid({r * 0.2, 0, z - h * 0.08}, {r * 0.88, r * 0.8, h * 0.85});
  if (w.random.chance(0.6)) {
    for (const int s : {-1, 1})
      w.shape.ellipsoid(face + Vec3{head * 0.4, s * head * 0.35, 0}, {head * 0.62, head * 0.5, head * 0.6});
  }
  w.shape.look(beak).rod(face + Vec3{head * 0.8, 0, -head * 0.1},
                         face + Vec3{head * w.random.uniform(1.4, 1.9), 0, -head * 0.2}, head * 0.28, 0.01);
  const double spread = w.random.uniform(0.05, 1.1), wing = h * w.random.uniform(0.5, 0.75);
  for (const int s : {-1, 1}) {
    w.shape.look(beak).ellipsoid({r * 0.5, s * r * 0.5, 0.03}, {r * 0.65, r * 0.4, 0.035});
    const Vec3 shoulder{0, s * r * 0.75, z + h * 0.5};
    const Vec3 down{0, s * std::sin(spread) * wing, -std::cos(spread) * wing};
    w.shape.look(back).ellipsoid(shoulder + down * 0.8, {r * 0.4, 0.045, wing}, rotation_about_x(s * spread));
  }
  add_eyes(w, face + Vec3{head * 0.8, 0, head * 0.25}, head * 0.42, head * 0.18);
  w.shape.look(back).ellipsoid({-r, 0, 0.1}, {r * 0.5, r * 0.4, 0.06}, rotation_about_y(-0.4));
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.fabric()).torus({0, 0, face.z - head * 0.75}, {0, 0, 1}, r * 0.72, 0.055);
    w.shape.box({r * 0.75, r * 0.35, face.z - head * 0.75 - 0.12}, {0.05, 0.1, 0.22});
  }
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.fabric()).ellipsoid(face + Vec3{0, 0, head * 0.45}, {head * 0.97, head * 0.97, head * 0.8});
    w.shape.look(w.palette.bright()).sphere(face + Vec3{0, 0, head * 1.3}, head * 0.28);
  }
}

void build_owl(Workshop& w) {
  const double r = w.random.uniform(0.24, 0.34), h = r * w.random.uniform(1.15, 1.6),
               head = r * w.random.uniform(0.8, 1.05);
  const Pattern feather = coat(w, 0.08, 0.6, 0.55), disc = coat(w, 0.1, 0.25, 0.95), beak = orange(w);
  const double z = h + 0.02;
  w.shape.look(feather).ellipsoid({0, 0, z}, {r * 0.9, r, h});
  const Vec3 face{r * 0.08, 0, z + h * 0.75};
  w.shape.ellipsoid(face, {head * 0.9, head * 1.1, head * 0.9});
  w.shape.look(w.random.chance(0.6) ? coat(w, 0.1, 0.35, 0.85) : disc);
  w.shape.ellipsoid({r * 0.25, 0, z - h * 0.15}, {r * 0.75, r * 0.72, h * 0.75});
  const double eye = head * w.random.uniform(0.36, 0.5), tuft = head * w.random.uniform(0.3, 0.8);
  const Pattern iris = w.random.chance(0.6) ? orange(w) : w.palette.white();
  for (const int s : {-1, 1}) {
    const Vec3 at = face + Vec3{head * 0.72, s * head * 0.42, head * 0.15};
    w.shape.look(disc).ellipsoid(at, {0.08, eye, eye});
    w.shape.look(iris).ellipsoid(at + Vec3{0.06, 0, 0}, {0.05, eye * 0.66, eye * 0.66});
    w.shape.look(w.palette.dark()).ellipsoid(at + Vec3{0.095, 0, 0}, {0.04, eye * 0.38, eye * 0.38});
    const Vec3 ear = face + Vec3{0, s * head * 0.6, head * 0.5};
    w.shape.look(feather).rod(ear, ear + Vec3{0, s * tuft * 0.5, tuft}, head * 0.33, 0.01);
  }
  w.shape.look(beak).rod(face + Vec3{head * 0.8, 0, -head * 0.02}, face + Vec3{head * 1.15, 0, -head * 0.45},
                         head * 0.16, 0.01);
  w.shape.look(coat(w, 0.07, 0.65, 0.4));
  const double spread = w.random.chance(0.3) ? w.random.uniform(0.6, 1.5) : 0.15, wing = h * 0.75;
  for (const int s : {-1, 1}) {
    const Vec3 down{-0.02, s * std::sin(spread) * wing, -std::cos(spread) * wing};
    w.shape.ellipsoid(Vec3{-0.02, s * r * 0.85, z + h * 0.4} + down * 0.75, {r * 0.6, 0.06, wing},
                      rotation_about_x(s * spread));
  }
  w.shape.ellipsoid({-r * 0.8, 0, z - h * 0.75}, {r * 0.35, r * 0.4, h * 0.45}, rotation_about_y(0.5));
  w.shape.look(beak);
  for (const int s : {-1, 1}) w.shape.ellipsoid({r * 0.5, s * r * 0.4, 0.03}, {r * 0.4, r * 0.27, 0.05});
  if (!w.random.chance(0.4)) return;
  w.shape.look(w.palette.wood({0, 0, 1}));
  if (w.random.chance(0.5)) {
    w.shape.rod({0.05, -r * 1.9, -0.05}, {0.05, r * 1.9, -0.02}, 0.085, 0.06);
  } else {
    w.shape.rod({0, 0, -w.random.uniform(0.15, 0.4)}, {0, 0, 0.02}, r * 1.1, r * 0.95);
  }
}

}  // namespace syncdreamer
