#include <cmath>
#include <vector>

#include "render/procedural/creature_parts.h"
#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
void build_snail(Workshop& w) {
  const double r = w.random.uniform(0.3, 0.45), turns = w.random.uniform(1.8, 2.8), lean = w.random.uniform(0, 0.12);
  const double back = w.random.uniform(0.45, 0.65), neck = w.random.uniform(0.3, 0.6),
               foot = w.random.uniform(0.11, 0.16);
  const Pattern skin = coat(w, 0.1, 0.45, 0.8);
  w.shape.look(skin);
  add_limb(w, curve({-back, 0, 0.04}, {-0.2, 0, foot}, {0.1, 0, foot}, {0.3, 0, foot}), 0.03, foot);
  const Vec3 face{0.45 + w.random.uniform(0, 0.15), 0, neck};
  add_limb(w, curve({0.3, 0, foot}, {0.5, 0, foot}, {face.x, 0, neck * 0.5}, face), foot, foot * 0.95);
  w.shape.sphere(face, foot * 1.15);
  const double tall = w.random.uniform(0.15, 0.3);
  for (const int s : {-1, 1}) {
    const Vec3 tip = face + Vec3{0.06, s * (foot * 0.5 + 0.06), tall};
    w.shape.look(skin).rod(face + Vec3{0, s * foot * 0.5, 0}, tip, 0.03, 0.022);
    w.shape.look(w.palette.white()).sphere(tip, 0.05);
    w.shape.look(w.palette.dark()).sphere(tip + Vec3{0.03, 0, 0.01}, 0.032);
    if (tall > 0.22) w.shape.look(skin).rod(face, face + Vec3{foot * 1.6, s * 0.07, -0.03}, 0.02);
  }
  const Pattern first = coat(w, 0.07, 0.7, 0.6), second = w.random.chance(0.5) ? w.palette.paint() : first;
  const int steps = 26;
  std::vector<Vec3> path;
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps, a = -kPi / 2 + (1 - t) * turns * 2 * kPi;
    const double d = r * 0.68 * t;
    path.push_back({-0.05 + d * std::cos(a), (1 - t) * lean * 2 - lean, foot + r * 0.95 + d * std::sin(a)});
    const double tube = r * (0.1 + 0.28 * t);
    w.shape.look(i % 4 < 2 ? first : second).sphere(path.back(), tube);
    if (i > 0) w.shape.rod(path[path.size() - 2], path.back(), tube * 0.97, tube);
  }
}

void build_crab(Workshop& w) {
  const double y = w.random.uniform(0.28, 0.42), x = y * w.random.uniform(0.65, 0.9), h = w.random.uniform(0.12, 0.24);
  const double z = w.random.uniform(0.18, 0.3), claw = w.random.uniform(0.11, 0.2);
  const Pattern shell = coat(w, 0.02, 0.85, 0.85), limb = w.random.chance(0.6) ? shell : w.palette.paint();
  w.shape.look(shell).ellipsoid({0, 0, z}, {x, y, h});
  w.shape.look(coat(w, 0.1, 0.3, 0.95)).ellipsoid({0.02, 0, z - h * 0.3}, {x * 0.93, y * 0.93, h * 0.75});
  const int legs = w.random.between(3, 4);
  const double reach = w.random.uniform(0.18, 0.35), knee = w.random.uniform(0.02, 0.2),
               thick = w.random.uniform(0.025, 0.045);
  for (const int s : {-1, 1}) {
    w.shape.look(limb);
    for (int i = 0; i < legs; ++i) {
      const double along = (0.3 - 1.1 * i / (legs - 1)) * x;
      const Vec3 hip{along * 0.7, s * y * 0.75, z}, bend{along * 1.2, s * (y + reach * 0.5), z + knee};
      w.shape.tube({hip, bend}, thick * 1.2);
      w.shape.rod(bend, {along * 1.5, s * (y + reach), 0}, thick * 1.2, thick * 0.5);
    }
    const double lift = w.random.uniform(0, 0.35), size = claw * w.random.uniform(0.8, 1.25);
    const Vec3 elbow{x * 0.9, s * (y + 0.12), z + 0.03}, hand{x + 0.2, s * (y * 0.6 + 0.1), z + lift};
    w.shape.tube({{x * 0.5, s * y * 0.7, z}, elbow, hand}, 0.05);
    w.shape.look(shell).ellipsoid(hand, {size, size * 0.8, size * 0.65});
    for (const int t : {-1, 1}) {
      w.shape.look(shell).rod(hand + Vec3{size * 0.6, t * size * 0.5, 0},
                              hand + Vec3{size * 2.1, t * size * 0.28, size * 0.2}, size * 0.3, size * 0.08);
    }
    const double stalk = h + w.random.uniform(0.02, 0.14);
    const Vec3 eye{x * 0.7, s * y * 0.3, z + stalk};
    w.shape.look(limb).rod({x * 0.6, s * y * 0.28, z}, eye, 0.03);
    w.shape.look(w.palette.white()).sphere(eye, 0.06);
    w.shape.look(w.palette.dark()).sphere(eye + Vec3{0.035, 0, 0.01}, 0.038);
  }
}

void build_octopus(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.32), tall = w.random.uniform(0.9, 1.5), z = w.random.uniform(0.2, 0.4);
  const Pattern skin = coat(w, 0.92, 0.6, 0.85), other = w.random.chance(0.5) ? w.palette.paint() : skin;
  const int arms = w.random.between(6, 8);
  const double reach = w.random.uniform(0.2, 0.4), thick = w.random.uniform(0.07, 0.1),
               turn = w.random.uniform(-0.5, 0.5);
  for (int i = 0; i < arms; ++i) {
    const double a = 2 * kPi * (i + 0.5) / arms, far = r + reach * w.random.uniform(0.7, 1.3);
    const double curl = w.random.uniform(0, 0.35), b = a + turn + w.random.uniform(-0.2, 0.2);
    const Vec3 out = around(a, 1, 0), away = around(b, 1, 0);
    w.shape.look(i % 2 == 0 ? skin : other);
    add_limb(w,
             curve(out * (r * 0.5) + Vec3{0, 0, z}, out * (r * 1.2) + Vec3{0, 0, z + 0.05},
                   out * (far * 0.8) + Vec3{0, 0, -0.05}, away * far + Vec3{0, 0, 0.04 + curl}),
             thick * 1.2, 0.03);
  }
  const double top = z + r * tall * 0.75;
  w.shape.look(skin).rod({0, 0, z - 0.05}, {0, 0, top}, r * 0.75, r * 0.8);
  w.shape.ellipsoid({-0.02, 0, top}, {r, r, r * tall}, rotation_about_y(w.random.uniform(-0.4, 0.1)));
  const double eye = r * w.random.uniform(0.2, 0.34);
  add_eyes(w, {r * 0.82, 0, top - r * 0.1}, r * 0.42, eye);
  w.shape.look(w.palette.dark()).ellipsoid({r * 0.9, 0, top - r * 0.55}, {0.04, r * 0.25, 0.025});
  if (w.random.chance(0.25)) {
    w.shape.look(w.palette.fabric()).rod({0, 0, top + r * tall * 0.75}, {0, 0, top + r * tall * 0.8}, r * 0.95);
    w.shape.rod({0, 0, top + r * tall * 0.8}, {0, 0, top + r * (tall + 0.6)}, r * 0.55, r * 0.5);
  }
  const int spots = w.random.chance(0.4) ? w.random.between(3, 7) : 0;
  w.shape.look(other);
  for (int i = 0; i < spots; ++i) {
    const double a = w.random.uniform(1.2, 5), e = w.random.uniform(0.1, 1.1);
    w.shape.sphere(
        {r * 0.9 * std::cos(a) * std::cos(e), r * 0.9 * std::sin(a) * std::cos(e), top + r * tall * 0.88 * std::sin(e)},
        r * 0.2);
  }
}

void build_caterpillar(Workshop& w) {
  const int count = w.random.between(5, 10);
  double r = w.random.uniform(0.13, 0.18);
  const double bend = w.random.uniform(-0.4, 0.4), wave = w.random.chance(0.6) ? w.random.uniform(0.3, 0.9) : 0.0;
  const double period = w.random.uniform(0.8, 1.6), shrink = w.random.uniform(0.93, 1.0);
  const Pattern first = coat(w, 0.27, 0.75, 0.8), second = w.palette.bright(), foot = w.palette.bright();
  const bool is_rainbow = w.random.chance(0.3);
  double a = 0;
  Vec3 at{0, 0, 0.06};
  for (int i = 0; i < count; ++i) {
    const double lift = r * wave * (0.9 - 0.9 * std::cos(i * period));
    const Vec3 centre = at + Vec3{0, 0, r + lift};
    w.shape.look(is_rainbow ? w.palette.bright() : i % 2 == 0 ? first : second).sphere(centre, r);
    if (i > 0) {
      const Vec3 side{-std::sin(a) * r * 0.6, std::cos(a) * r * 0.6, -r * 0.6};
      w.shape.look(foot);
      for (const int s : {-1, 1}) {
        const Vec3 hip = centre + Vec3{s * side.x, s * side.y, side.z};
        w.shape.rod(hip, hip + Vec3{0, 0, -r * 0.4 - 0.05}, 0.03, 0.04);
      }
    }
    const double step = r * w.random.uniform(1.1, 1.45);
    a += bend * w.random.uniform(0.5, 1.2);
    at = at + Vec3{-std::cos(a) * step, -std::sin(a) * step, 0};
    r *= shrink;
  }
  const double head = w.random.uniform(0.18, 0.24), tall = w.random.uniform(0.15, 0.3);
  const Vec3 face{0.13, 0, 0.16 + head + w.random.uniform(0, 0.15)};
  w.shape.look(w.random.chance(0.5) ? w.palette.paint() : first).sphere(face, head);
  w.shape.rod({0, 0, 0.2}, face, 0.12);
  add_eyes(w, face + Vec3{head * 0.85, 0, head * 0.2}, head * 0.4, head * 0.24);
  w.shape.look(w.palette.bright()).sphere(face + Vec3{head * 0.98, 0, -head * 0.15}, head * 0.16);
  for (const int s : {-1, 1}) {
    const Vec3 root = face + Vec3{0, s * head * 0.4, head * 0.8}, tip = root + Vec3{0.05, s * 0.08, tall};
    w.shape.look(w.palette.dark()).rod(root, tip, 0.022);
    w.shape.look(second).sphere(tip, 0.05);
  }
}

}  // namespace syncdreamer
