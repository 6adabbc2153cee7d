#include <cmath>
#include <numbers>
#include <vector>

#include "render/procedural/creature_parts.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

void add_hair(Workshop& w, Vec3 face, double head, const Pattern& hair) {
  w.shape.look(hair).ellipsoid(face + Vec3{-head * 0.25, 0, head * 0.2}, {head * 0.95, head * 1.02, head * 1.02});
  const int style = w.random.below(5);
  const double fall = head * w.random.uniform(1, 2.4);
  if (style == 0) w.shape.sphere(face + Vec3{-head * 0.3, 0, head * 1.3}, head * 0.5);
  if (style == 1) w.shape.ellipsoid(face + Vec3{-head * 0.55, 0, -fall * 0.3}, {head * 0.55, head * 0.95, fall * 0.8});
  for (const int s : {-1, 1}) {
    if (style == 2) {
      add_limb(w,
               {face + Vec3{0, s * head * 0.9, 0}, face + Vec3{0.02, s * head * 1.2, -fall * 0.5},
                face + Vec3{0.05, s * head * 1.1, -fall}},
               head * 0.25, head * 0.2);
    }
    if (style == 3) w.shape.sphere(face + Vec3{-head * 0.2, s * head * 1.05, head * 0.6}, head * 0.48);
  }
  if (!w.random.chance(0.35)) return;
  w.shape.look(w.palette.bright())
      .rod(face + Vec3{-head * 0.1, 0, head * 0.7}, face + Vec3{-head * 0.1, 0, head * 0.8},
           head * w.random.uniform(1.2, 1.7));
  w.shape.rod(face + Vec3{-head * 0.1, 0, head * 0.8}, face + Vec3{-head * 0.1, 0, head * 1.5}, head * 0.95,
              head * 0.7);
}

/// A knight's helmet with visor and plume, or a soldier's tall hat.
void add_headgear(Workshop& w, Vec3 face, double head, bool is_knight) {
  if (!is_knight) {
    const double tall = head * w.random.uniform(1.2, 2.8), grow = w.random.uniform(0.85, 1.2);
    w.shape.look(w.random.chance(0.6) ? w.palette.dark() : w.palette.fabric());
    w.shape.rod(face + Vec3{0, 0, head * 0.3}, face + Vec3{0, 0, head * 0.3 + tall}, head * 1.05, head * grow);
    w.shape.ellipsoid(face + Vec3{0, 0, head * 0.3 + tall}, {head * grow, head * grow, head * 0.4});
    w.shape.look(w.palette.bright()).sphere(face + Vec3{head * 1.05, 0, head * 0.3 + tall * 0.5}, head * 0.25);
    w.shape.look(w.palette.dark()).ellipsoid(face + Vec3{head * 0.8, 0, head * 0.35}, {head * 0.7, head * 0.8, 0.025});
    for (const int s : {-1, 1}) w.shape.sphere(face + Vec3{head * 0.88, s * head * 0.38, 0}, head * 0.14);
    return;
  }
  w.shape.look(w.palette.metal());
  w.shape.lathe(
      face,
      {{head * 1.15, -head}, {head * 1.2, 0}, {head * 1.1, head * 0.7}, {head * 0.6, head * 1.2}, {0, head * 1.4}});
  w.shape.look(w.palette.dark())
      .rounded_box(face + Vec3{head * 0.95, 0, head * 0.1}, {head * 0.6, head * 1.5, head * 0.3}, 0.02);
  w.shape.box(face + Vec3{head * 0.95, 0, -head * 0.4}, {head * 0.5, 0.025, head * 0.9});
  const double sweep = w.random.uniform(0.1, 0.3);
  w.shape.look(w.palette.bright());
  add_limb(w,
           curve(face + Vec3{0, 0, head * 1.2}, face + Vec3{0, 0, head * 2.4}, face + Vec3{-sweep, 0, head * 2.4},
                 face + Vec3{-sweep - 0.05, 0, head}),
           0.04, 0.06);
}

void add_shield(Workshop& w, Vec3 centre) {
  const double tall = w.random.uniform(0.16, 0.24), broad = tall * w.random.uniform(0.65, 0.95);
  w.shape.look(w.palette.fabric());
  if (w.random.chance(0.5)) {
    w.shape.ellipsoid(centre, {0.035, broad, tall});
  } else {
    w.shape.rod(centre + Vec3{-0.02, 0, 0}, centre + Vec3{0.03, 0, 0}, broad);
  }
  w.shape.look(w.palette.metal()).sphere(centre + Vec3{0.03, 0, 0}, 0.05);
}

/// A sword or a lance held upright in the hand.
void add_weapon(Workshop& w, Vec3 hand) {
  const bool is_sword = w.random.chance(0.5);
  const double tall = w.random.uniform(0.35, 0.55);
  if (is_sword) {
    w.shape.look(w.palette.metal()).box(hand + Vec3{0, 0, tall * 0.5}, {0.06, 0.03, tall});
    w.shape.look(w.palette.bright()).box(hand + Vec3{0, 0, 0.07}, {0.18, 0.045, 0.04});
    w.shape.rod(hand - Vec3{0, 0, 0.09}, hand + Vec3{0, 0, 0.07}, 0.025);
  } else {
    w.shape.look(w.palette.wood({0, 0, 1})).rod({hand.x, hand.y, 0.02}, hand + Vec3{0, 0, tall}, 0.022);
    w.shape.look(w.palette.metal()).rod(hand + Vec3{0, 0, tall}, hand + Vec3{0, 0, tall + 0.15}, 0.05, 0.005);
  }
}

}  // namespace

void build_teddy_bear(Workshop& w) {
  const double r = w.random.uniform(0.22, 0.3), h = r * w.random.uniform(1.0, 1.35),
               head = r * w.random.uniform(0.8, 1.1);
  const Pattern fur = coat(w, 0.08, 0.6, 0.65),
                pale = w.random.chance(0.7) ? coat(w, 0.1, 0.35, 0.95) : w.palette.white();
  const bool is_sitting = w.random.chance(0.6);
  const double legs = is_sitting ? 0.0 : w.random.uniform(0.2, 0.35), z = legs + h * 0.92,
               limb = r * w.random.uniform(0.36, 0.48);
  w.shape.look(fur).ellipsoid({0, 0, z}, {r * 0.92, r, h});
  w.shape.look(pale).ellipsoid({r * 0.3, 0, z - h * 0.05}, {r * 0.72, r * 0.65, h * 0.7});
  const Vec3 face{0.03, 0, z + h * 0.8 + head * 0.6};
  w.shape.look(fur).ellipsoid(face, {head * 0.92, head * 1.05, head * 0.95});
  for (const int s : {-1, 1}) {
    const Vec3 ear = face + Vec3{0, s * head * 0.8, head * 0.7};
    w.shape.look(fur).ellipsoid(ear, {head * 0.22, head * 0.4, head * 0.4});
    w.shape.look(pale).ellipsoid(ear + Vec3{head * 0.14, 0, 0}, {head * 0.14, head * 0.26, head * 0.26});
    const Vec3 shoulder{0.02, s * r * 0.75, z + h * 0.5};
    const Vec3 hand{r * w.random.uniform(0.1, 1.3), s * r * w.random.uniform(0.9, 1.6),
                    z + h * w.random.uniform(-0.4, 0.9)};
    w.shape.look(fur);
    add_limb(w, {shoulder, shoulder * 0.5 + hand * 0.5 + Vec3{0, s * 0.03, 0}, hand}, limb * 0.85, limb * 0.95);
    w.shape.look(pale).sphere(hand + Vec3{0.05, 0, -0.02}, limb * 0.75);
    const Vec3 hip{0, s * r * 0.55, is_sitting ? limb : legs + h * 0.3};
    const Vec3 heel =
        is_sitting ? Vec3{r * w.random.uniform(1.2, 1.7), s * r * 0.9, limb} : Vec3{0.02, s * r * 0.6, limb * 0.8};
    const Vec3 sole = is_sitting ? heel + Vec3{limb * 0.3, 0, limb * 0.3} : heel + Vec3{limb * 0.5, 0, 0};
    w.shape.look(fur).rod(hip, heel, limb * 1.05, limb * 0.95);
    w.shape.ellipsoid(sole,
                      is_sitting ? Vec3{limb * 0.7, limb * 1.1, limb * 1.3} : Vec3{limb * 1.5, limb * 1.1, limb * 0.8});
    w.shape.look(pale).ellipsoid(sole + Vec3{is_sitting ? limb * 0.4 : limb * 0.9, 0, 0},
                                 {limb * 0.45, limb * 0.75, limb * 0.65});
    w.shape.look(w.palette.dark()).sphere(face + Vec3{head * 0.82, s * head * 0.38, head * 0.22}, head * 0.13);
  }
  w.shape.look(pale).ellipsoid(face + Vec3{head * 0.8, 0, -head * 0.25}, {head * 0.45, head * 0.48, head * 0.38});
  w.shape.look(w.palette.dark())
      .ellipsoid(face + Vec3{head * 1.18, 0, -head * 0.08}, {head * 0.13, head * 0.2, head * 0.14});
  const int extra = w.random.below(3);
  w.shape.look(w.palette.bright());
  if (extra == 0) {
    const Vec3 knot{r * 0.85, 0, z + h * 0.72};
    for (const int s : {-1, 1})
      w.shape.ellipsoid(knot + Vec3{0, s * 0.1, 0}, {0.05, 0.1, 0.075}, rotation_about_x(s * 0.3));
    w.shape.sphere(knot, 0.055);
  }
  if (extra == 1) w.shape.torus({0.02, 0, z + h * 0.75}, {0, 0, 1}, r * 0.68, 0.06);
}

void build_doll(Workshop& w) {
  const double legs = w.random.uniform(0.35, 0.55), torso = w.random.uniform(0.28, 0.38),
               head = w.random.uniform(0.13, 0.22);
  const double waist = w.random.uniform(0.09, 0.13), hips = waist * 1.2, limb = w.random.uniform(0.04, 0.055);
  const Pattern skin = w.palette.plain(color_from_hsv(0.07, 0.45, w.random.uniform(0.4, 0.98)));
  const Pattern top = w.palette.fabric(), bottom = w.random.chance(0.4) ? top : w.palette.fabric(),
                shoe = w.palette.bright();
  const Pattern hair = coat(w, 0.08, 0.7, 0.4);
  const bool has_skirt = w.random.chance(0.6);
  const double gap = w.random.uniform(0.06, 0.1), neck = legs + torso;
  for (const int s : {-1, 1}) {
    w.shape.look(has_skirt ? skin : bottom).rod({0, s * gap, 0.04}, {0, s * gap * 0.8, legs + 0.05}, limb, limb * 1.5);
    w.shape.look(shoe).ellipsoid({0.04, s * gap, 0.045}, {0.11, 0.06, 0.05});
    const double lift = w.random.uniform(-1.2, 1.2);
    const Vec3 shoulder{0, s * waist * 1.25, neck - 0.06}, elbow = shoulder + Vec3{0.02, s * 0.12, -0.1};
    const Vec3 hand = elbow + Vec3{0.08, s * (0.02 + 0.09 * std::cos(lift)), 0.15 * std::sin(lift)};
    w.shape.look(top);
    add_limb(w, {shoulder, elbow}, limb * 1.25, limb * 1.1);
    w.shape.look(w.random.chance(0.4) ? top : skin).rod(elbow, hand, limb * 1.0, limb * 0.8);
    w.shape.look(skin).sphere(hand, limb * 1.1);
  }
  w.shape.look(top).lathe(
      {0, 0, legs},
      {{hips, 0}, {waist, torso * 0.35}, {waist * 1.35, torso * 0.8}, {waist * 1.1, torso * 0.95}, {0.03, torso}});
  const double flare = w.random.uniform(0.16, 0.34), hem = legs * w.random.uniform(0.1, 0.65);
  w.shape.look(bottom);
  if (has_skirt) {
    w.shape.lathe({0, 0, 0}, {{0, legs * 0.95},
                              {flare * 0.9, hem},
                              {flare, hem},
                              {flare * 0.7, (hem + legs) / 2 + 0.06},
                              {waist * 1.02, legs + torso * 0.35}});
    if (w.random.chance(0.5)) w.shape.look(w.palette.bright()).torus({0, 0, hem}, {0, 0, 1}, flare, 0.03);
  } else {
    w.shape.ellipsoid({0, 0, legs + 0.02}, {hips, hips * 1.05, 0.1});
  }
  if (w.random.chance(0.5)) w.shape.look(w.palette.bright()).torus({0, 0, legs + torso * 0.36}, {0, 0, 1}, waist, 0.03);
  const Vec3 face{0.01, 0, neck + 0.04 + head};
  w.shape.look(skin).rod({0, 0, neck - 0.05}, face, 0.05);
  w.shape.ellipsoid(face, {head * 0.95, head * 0.92, head * 1.05});
  add_hair(w, face, head, hair);
  add_eyes(w, face + Vec3{head * 0.82, 0, head * 0.08}, head * 0.38, head * 0.14);
  w.shape.look(w.palette.plain({0.8, 0.2, 0.25}))
      .ellipsoid(face + Vec3{head * 0.87, 0, -head * 0.4}, {0.02, head * 0.25, head * 0.08});
}

void build_knight_figure(Workshop& w) {
  const double legs = w.random.uniform(0.32, 0.42), torso = w.random.uniform(0.3, 0.36),
               width = w.random.uniform(0.13, 0.18);
  const bool is_knight = w.random.chance(0.5);
  const double head = w.random.uniform(0.1, 0.13), limb = 0.055, neck = legs + torso;
  const Pattern coat_look = is_knight ? w.palette.metal() : w.palette.bright(), trim = w.palette.bright();
  const Pattern trousers = is_knight ? w.palette.metal() : w.random.chance(0.5) ? w.palette.white() : w.palette.paint();
  const double lift = w.random.uniform(-0.12, 0.22), stride = w.random.uniform(-0.1, 0.1);
  for (const int s : {-1, 1}) {
    w.shape.look(trousers).rod({s * stride, s * width * 0.55, 0.04}, {0, s * width * 0.5, legs}, limb, limb * 1.3);
    w.shape.look(w.palette.dark()).rounded_box({s * stride + 0.04, s * width * 0.55, 0.05}, {0.2, 0.12, 0.1}, 0.04);
    const Vec3 shoulder{0, s * width * 1.15, neck - 0.06};
    w.shape.look(is_knight ? coat_look : trim).ellipsoid(shoulder, {0.08, 0.085, is_knight ? 0.085 : 0.05});
    w.shape.look(coat_look);
    add_limb(
        w,
        {shoulder, {0.05, s * (width + 0.1), neck - 0.2}, {0.2, s * (width + 0.07), neck - 0.2 + (s < 0 ? lift : 0)}},
        limb, limb * 0.85);
  }
  w.shape.look(coat_look).rounded_box({0, 0, legs + torso / 2}, {width * 1.2, width * 2, torso}, 0.06);
  const Pattern front = is_knight ? w.palette.fabric() : w.palette.white();
  w.shape.look(front);
  if (is_knight) {
    w.shape.rounded_box({0, 0, legs + torso * 0.35}, {width * 1.26, width * 1.7, torso}, 0.03);
  } else {
    for (const int s : {-1, 1}) {
      const double x = width * 0.62;
      w.shape.rod({x, s * width * 0.8, neck - 0.05}, {x, -s * width * 0.7, legs + 0.08}, 0.025);
    }
    w.shape.look(trim).rounded_box({0, 0, legs + 0.02}, {width * 1.35, width * 2.15, 0.09}, 0.02);
  }
  w.shape.look(w.palette.dark()).rounded_box({0, 0, legs + torso * 0.25}, {width * 1.32, width * 2.08, 0.05}, 0.01);
  const Vec3 face{0.01, 0, neck + head * 0.85}, right{0.22, -width - 0.07, neck - 0.2 + lift};
  w.shape.look(w.palette.plain({0.93, 0.72, 0.58})).sphere(face, head);
  add_headgear(w, face, head, is_knight);
  if (is_knight) {
    add_shield(w, {0.27, width + 0.07, neck - 0.22});
    add_weapon(w, right);
  } else {
    w.shape.look(w.palette.wood({0, 0, 1})).rod(right + Vec3{0, 0, -0.2}, right + Vec3{-0.03, 0, 0.1}, 0.04);
    w.shape.look(w.palette.metal())
        .rod(right + Vec3{-0.03, 0, 0.05}, right + Vec3{-0.08, 0, w.random.uniform(0.35, 0.6)}, 0.025);
  }
  if (w.random.chance(0.5)) w.shape.look(w.palette.leaf()).rod({0.02, 0, -0.05}, {0.02, 0, 0.01}, width * 1.9);
}

}  // namespace syncdreamer
