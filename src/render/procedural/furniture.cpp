#include <algorithm>
#include <cmath>

#include "render/procedural/outlines.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

struct Legs {
  double width, depth, height, thickness;
  double splay = 0;  ///< how far the feet stand outside
  double z = 0;      ///< of the feet
};

/// Four legs under a board whose centre is above the origin.
void add_legs(Workshop& w, const Legs& legs) {
  const bool is_round = w.random.chance(0.5);
  const double taper = w.random.uniform(0.5, 1);
  for (const int sx : {-1, 1}) {
    for (const int sy : {-1, 1}) {
      const double x = sx * (legs.width / 2 - legs.thickness), y = sy * (legs.depth / 2 - legs.thickness);
      if (is_round) {
        w.shape.rod({x + sx * legs.splay, y + sy * legs.splay, legs.z}, {x, y, legs.z + legs.height},
                    legs.thickness / 2 * taper, legs.thickness / 2);
      } else {
        w.shape.box({x, y, legs.z + legs.height / 2}, {legs.thickness, legs.thickness, legs.height});
      }
    }
  }
}

/// The back of a chair: a board, slats or spindles between two posts.
void add_back(Workshop& w, double width, double y, double z, double height, double thickness) {
  const double tilt = w.random.uniform(0, 0.2) * height;
  const int style = w.random.below(3);
  if (style == 0) {
    w.shape.sheet(
        [&](double u, double v) {
          return Vec3{(u - 0.5) * width, y + v * tilt - 0.04 * std::cos((u - 0.5) * kPi), z + v * height};
        },
        10, 6);
    w.shape.rounded_box({0, y + tilt / 2, z + height * 0.6}, {width, thickness, height * 0.75}, thickness * 0.4);
    return;
  }
  for (const int s : {-1, 1}) {
    w.shape.rod({s * (width / 2 - thickness / 2), y, z}, {s * (width / 2 - thickness / 2), y + tilt, z + height},
                thickness / 2);
  }
  const int count = w.random.between(2, 5);
  for (int i = 0; i < count; ++i) {
    const double t = (i + 1.0) / count;
    if (style == 1) {
      w.shape.box({0, y + tilt * t, z + height * (t - 0.5 / count)}, {width, thickness * 0.6, height / count * 0.55});
    } else {
      const double x = (t - 0.5 - 0.5 / count) * width;
      w.shape.rod({x, y, z}, {x, y + tilt, z + height}, thickness * 0.25);
    }
  }
  w.shape.rounded_box({0, y + tilt, z + height}, {width + thickness, thickness, height * 0.15}, thickness * 0.4);
}

}  // namespace

void build_table(Workshop& w) {
  const double width = w.random.uniform(1, 2), depth = w.random.uniform(0.6, 1.1), height = w.random.uniform(0.4, 0.9);
  const double top = w.random.uniform(0.03, 0.12), leg = w.random.uniform(0.05, 0.14);
  w.shape.look(w.palette.furniture());
  w.shape.rounded_box({0, 0, height + top / 2}, {width, depth, top}, w.random.uniform(0.005, 0.06));
  if (w.random.chance(0.6)) w.shape.look(w.palette.furniture());
  add_legs(w, {width, depth, height, leg, w.random.chance(0.4) ? w.random.uniform(0, 0.1) : 0});
  if (w.random.chance(0.5)) w.shape.box({0, 0, height - 0.06}, {width - 2 * leg, depth - 2 * leg, 0.1});
  if (w.random.chance(0.25)) w.shape.box({0, 0, height * 0.3}, {width - 2 * leg, depth - 2 * leg, 0.03});
  if (w.random.chance(0.35)) {
    w.shape.look(w.palette.ceramic());
    const double r = w.random.uniform(0.08, 0.16), h = w.random.uniform(0.15, 0.4);
    w.shape.lathe({w.random.uniform(-0.25, 0.25) * width, w.random.uniform(-0.15, 0.15) * depth, height + top},
                  {{0, 0}, {r, 0}, {r * 1.2, h * 0.5}, {r * 0.5, h * 0.85}, {r * 0.6, h}});
  }
}

void build_round_table(Workshop& w) {
  const double radius = w.random.uniform(0.5, 0.9), height = w.random.uniform(0.5, 1.1);
  w.shape.look(w.palette.furniture());
  w.shape.lathe({0, 0, height}, {{0, 0}, {radius, 0}, {radius, w.random.uniform(0.04, 0.1)}, {0, 0.08}});
  if (w.random.chance(0.6)) w.shape.look(w.palette.furniture());
  const double stem = w.random.uniform(0.04, 0.12);
  if (w.random.chance(0.5)) {
    const double foot = radius * w.random.uniform(0.4, 0.75);
    w.shape.lathe(
        {0, 0, 0},
        {{foot, 0}, {foot, 0.04}, {stem * 1.4, 0.12}, {stem, 0.3}, {stem * 1.3, height * 0.6}, {stem, height}});
  } else {
    const int count = w.random.between(3, 5);
    for (int i = 0; i < count; ++i) {
      const double a = 2 * kPi * i / count;
      w.shape.rod(around(a, radius * 0.8, 0), around(a, radius * 0.5, height), stem * 0.6, stem);
    }
  }
  if (w.random.chance(0.3)) {
    w.shape.look(w.palette.bright());
    w.shape.sphere({0.1, 0, height + 0.2}, 0.12);
  }
}

void build_desk(Workshop& w) {
  const double width = w.random.uniform(1.1, 1.8), depth = w.random.uniform(0.5, 0.8), height = 0.75;
  const double block = w.random.uniform(0.3, 0.45);
  w.shape.look(w.palette.furniture());
  w.shape.box({0, 0, height + 0.025}, {width, depth, 0.06});
  w.shape.look(w.palette.furniture());
  const bool both = w.random.chance(0.4);
  const int drawers = w.random.between(2, 4);
  const Pattern front = w.palette.furniture(), knob = w.palette.metal();
  for (const int s : {-1, 1}) {
    if (s < 0 && !both) {
      w.shape.box({-width / 2 + 0.04, 0, height / 2}, {0.06, depth * 0.9, height});
      continue;
    }
    const double x = s * (width / 2 - block / 2);
    w.shape.box({x, 0, height / 2}, {block, depth * 0.9, height});
    for (int i = 0; i < drawers; ++i) {
      const double z = (i + 0.5) * height / drawers;
      w.shape.look(front).box({x, -depth * 0.46, z}, {block * 0.86, 0.04, height / drawers * 0.82});
      w.shape.look(knob).sphere({x, -depth * 0.46 - 0.04, z}, 0.025);
    }
    w.shape.look(front);
  }
  if (w.random.chance(0.4)) {
    w.shape.look(w.palette.dark()).box({-0.1, 0.1, height + 0.35}, {0.55, 0.04, 0.35});
    w.shape.box({-0.1, 0.12, height + 0.1}, {0.06, 0.04, 0.2});
  }
}

void build_chair(Workshop& w) {
  const double width = w.random.uniform(0.4, 0.6), height = w.random.uniform(0.38, 0.55);
  const double depth = width * w.random.uniform(0.85, 1.1), thick = w.random.uniform(0.03, 0.06);
  w.shape.look(w.random.chance(0.5) ? w.palette.furniture() : w.palette.fabric());
  w.shape.rounded_box({0, 0, height}, {width, depth, w.random.uniform(0.03, 0.1)}, 0.03);
  if (w.random.chance(0.7)) w.shape.look(w.palette.furniture());
  add_legs(w, {width, depth, height, thick, w.random.chance(0.4) ? w.random.uniform(0, 0.08) : 0});
  if (w.random.chance(0.4)) {
    for (const int s : {-1, 1}) {
      w.shape.box({s * (width / 2 - thick), 0, height * 0.4}, {thick * 0.6, depth - 2 * thick, thick * 0.6});
    }
  }
  if (w.random.chance(0.3)) w.shape.look(w.palette.fabric());
  add_back(w, width, depth / 2 - thick / 2, height, w.random.uniform(0.35, 0.65), thick);
}

void build_armchair(Workshop& w) {
  const double width = w.random.uniform(0.7, 0.95), depth = w.random.uniform(0.65, 0.9),
               arm = w.random.uniform(0.1, 0.2);
  const double seat = w.random.uniform(0.3, 0.45), back = w.random.uniform(0.7, 1.1),
               rounding = w.random.uniform(0.02, 0.09);
  const Pattern cover = w.palette.fabric();
  w.shape.look(cover);
  w.shape.rounded_box({0, 0, seat / 2 + 0.05}, {width, depth, seat - 0.05}, rounding);
  w.shape.rounded_box({0, depth / 2 - arm / 2, back / 2 + 0.05}, {width, arm, back}, rounding);
  for (const int s : {-1, 1}) {
    w.shape.rounded_box({s * (width / 2 - arm / 2), 0, seat * 0.8}, {arm, depth, seat * 1.5}, rounding);
  }
  w.shape.look(w.random.chance(0.5) ? w.palette.fabric() : cover);
  w.shape.rounded_box({0, -arm / 2, seat + 0.05}, {width - 2 * arm, depth - arm, 0.14}, 0.05);
  w.shape.look(w.palette.wood({0, 0, 1}));
  add_legs(w, {width, depth, 0.1, 0.06, 0, -0.04});
}

void build_stool(Workshop& w) {
  const double radius = w.random.uniform(0.18, 0.3), height = w.random.uniform(0.4, 0.9),
               top = w.random.uniform(0.03, 0.12);
  w.shape.look(w.random.chance(0.5) ? w.palette.fabric() : w.palette.furniture());
  w.shape.lathe({0, 0, height}, {{0, 0}, {radius, 0}, {radius * 1.05, top / 2}, {radius * 0.95, top}, {0, top * 1.05}});
  w.shape.look(w.palette.furniture());
  const int count = w.random.between(3, 4);
  const double splay = w.random.uniform(1, 1.5);
  for (int i = 0; i < count; ++i) {
    const double a = 2 * kPi * (i + 0.5) / count;
    w.shape.rod(around(a, radius * splay, 0), around(a, radius * 0.7, height), 0.025, 0.03);
  }
  if (w.random.chance(0.6)) w.shape.torus({0, 0, height * 0.4}, {0, 0, 1}, radius * (0.7 + 0.6 * (splay - 0.7)), 0.015);
}

void build_bench(Workshop& w) {
  const double width = w.random.uniform(1.1, 1.8), depth = w.random.uniform(0.35, 0.5);
  w.shape.look(w.palette.furniture());
  const int slats = w.random.between(1, 4);
  for (int i = 0; i < slats; ++i) {
    const double y = ((i + 0.5) / slats - 0.5) * depth;
    w.shape.box({0, y, 0.45}, {width, depth / slats * (slats == 1 ? 1 : 0.85), 0.05});
    if (w.random.chance(0.6)) w.shape.box({0, depth / 2 + 0.03 * i, 0.6 + i * 0.12}, {width, 0.04, 0.09});
  }
  w.shape.look(w.palette.furniture());
  for (const int s : {-1, 1}) {
    const double x = s * width * 0.42;
    w.shape.box({x, -depth * 0.4, 0.21}, {0.07, 0.07, 0.42});
    w.shape.rod({x, depth * 0.4, 0}, {x, depth * 0.5 + 0.1, 0.95}, 0.04);
    w.shape.box({x, 0, 0.4}, {0.06, depth, 0.06});
    if (w.random.chance(0.5)) w.shape.box({x, 0, 0.68}, {0.07, depth, 0.04});
  }
}

void build_shelf(Workshop& w) {
  const double width = w.random.uniform(0.5, 1.2), depth = w.random.uniform(0.25, 0.4),
               height = w.random.uniform(0.8, 1.8);
  const double board = w.random.uniform(0.02, 0.05);
  const int rows = w.random.between(2, 5);
  const Pattern frame = w.palette.furniture();
  w.shape.look(frame);
  for (const int s : {-1, 1}) w.shape.box({s * width / 2, 0, height / 2}, {board, depth, height});
  if (w.random.chance(0.6)) w.shape.box({0, depth / 2, height / 2}, {width, board / 2, height});
  w.shape.look(w.random.chance(0.3) ? w.palette.furniture() : frame);
  for (int i = 0; i <= rows; ++i)
    w.shape.box({0, 0, i * (height - board) / rows + board / 2}, {width, depth * 0.98, board});
  const double gap = height / rows;
  for (int i = 0; i < rows; ++i) {
    if (w.random.chance(0.2)) continue;
    double x = -width / 2 + board;
    while (true) {
      const double thickness = w.random.uniform(0.03, 0.12), tall = gap * w.random.uniform(0.45, 0.85);
      if (x + thickness > width / 2 - board || w.random.chance(0.08)) break;
      w.shape.look(w.palette.bright());
      w.shape.box({x + thickness / 2, -0.02, i * gap + board + tall / 2}, {thickness * 0.92, depth * 0.75, tall});
      x += thickness;
    }
  }
}

void build_cabinet(Workshop& w) {
  const double width = w.random.uniform(0.5, 1.3), depth = w.random.uniform(0.35, 0.6),
               height = w.random.uniform(0.6, 1.6);
  w.shape.look(w.palette.furniture());
  w.shape.box({0, 0, height / 2 + 0.08}, {width, depth, height});
  w.shape.box({0, 0, height + 0.1}, {width * 1.06, depth * 1.06, 0.05});
  add_legs(w, {width, depth, 0.1, 0.07});
  const int columns = w.random.between(1, 3), rows = w.random.between(1, 4);
  const Pattern front = w.palette.furniture(), other = w.palette.paint(), knob = w.palette.metal();
  const bool is_mixed = w.random.chance(0.4);
  for (int i = 0; i < columns; ++i) {
    for (int j = 0; j < rows; ++j) {
      const double x = ((i + 0.5) / columns - 0.5) * width, z = (j + 0.5) / rows * height + 0.08;
      w.shape.look(is_mixed && (i + j) % 2 == 1 ? other : front);
      w.shape.rounded_box({x, -depth / 2 - 0.01, z}, {width / columns * 0.9, 0.05, height / rows * 0.88}, 0.012);
      w.shape.look(knob);
      if (rows > 1) {
        w.shape.box({x, -depth / 2 - 0.05, z}, {width / columns * 0.25, 0.03, 0.025});
      } else {
        w.shape.sphere({x + width / columns * 0.35, -depth / 2 - 0.06, z}, 0.03);
      }
    }
  }
}

void build_bed(Workshop& w) {
  const double width = w.random.uniform(0.9, 1.7), span = 2, base = w.random.uniform(0.2, 0.35);
  w.shape.look(w.palette.furniture());
  w.shape.box({0, 0, base / 2 + 0.08}, {span, width, base * 0.6});
  add_legs(w, {span, width, base, 0.09});
  const double head = w.random.uniform(0.5, 1.0);
  w.shape.rounded_box({span / 2, 0, head / 2 + 0.1}, {0.08, width, head}, 0.03);
  if (w.random.chance(0.5)) w.shape.rounded_box({-span / 2, 0, head * 0.3 + 0.1}, {0.08, width, head * 0.6}, 0.03);
  w.shape.look(w.palette.white());
  w.shape.rounded_box({0, 0, base + 0.1}, {span * 0.96, width * 0.95, 0.2}, 0.06);
  w.shape.look(w.palette.fabric());
  w.shape.rounded_box({-span * 0.15, 0, base + 0.13}, {span * 0.68, width * 1.01, 0.2}, 0.07);
  w.shape.look(w.random.chance(0.5) ? w.palette.white() : w.palette.fabric());
  const int pillows = width > 1.25 ? 2 : 1;
  for (int i = 0; i < pillows; ++i) {
    const double y = pillows == 1 ? 0 : (i - 0.5) * width * 0.45;
    w.shape.ellipsoid({span * 0.36, y, base + 0.27}, {0.2, width / pillows * 0.38, 0.09});
  }
}

void build_sofa(Workshop& w) {
  const double width = w.random.uniform(1.3, 2.2), depth = w.random.uniform(0.7, 0.95),
               arm = w.random.uniform(0.12, 0.22);
  const double seat = w.random.uniform(0.28, 0.4), back = w.random.uniform(0.6, 0.9),
               rounding = w.random.uniform(0.03, 0.1);
  const Pattern cover = w.palette.fabric();
  w.shape.look(cover);
  w.shape.rounded_box({0, 0, seat / 2 + 0.08}, {width, depth, seat}, rounding);
  w.shape.rounded_box({0, depth / 2 - arm / 2, back / 2 + 0.08}, {width, arm * 1.2, back}, rounding);
  for (const int s : {-1, 1}) {
    w.shape.rounded_box({s * (width / 2 - arm / 2), 0, seat * 0.85 + 0.05}, {arm, depth, seat * 1.6}, rounding);
  }
  const int seats = w.random.between(2, 3);
  w.shape.look(w.random.chance(0.4) ? w.palette.fabric() : cover);
  const double each = (width - 2 * arm) / seats;
  for (int i = 0; i < seats; ++i) {
    const double x = (i + 0.5 - seats / 2.0) * each;
    w.shape.rounded_box({x, -arm / 2, seat + 0.12}, {each * 0.97, depth - arm, 0.15}, 0.05);
    w.shape.rounded_box({x, depth / 2 - arm * 1.4, seat + 0.35}, {each * 0.95, 0.14, 0.36}, 0.06);
  }
  for (int i = w.random.below(3); i > 0; --i) {
    w.shape.look(w.palette.fabric());
    w.shape.rounded_box({w.random.uniform(-0.4, 0.4) * width, -0.02, seat + 0.33}, {0.32, 0.12, 0.3}, 0.06);
  }
  w.shape.look(w.palette.wood({0, 0, 1}));
  add_legs(w, {width, depth, 0.12, 0.07});
}

void build_table_lamp(Workshop& w) {
  const double foot = w.random.uniform(0.1, 0.2), height = w.random.uniform(0.3, 0.6),
               shade = w.random.uniform(0.15, 0.3);
  w.shape.look(w.random.chance(0.5) ? w.palette.ceramic() : w.palette.furniture());
  if (w.random.chance(0.5)) {
    const double belly = w.random.uniform(0.07, 0.2);
    w.shape.lathe({0, 0, 0}, {{0, 0},
                              {foot, 0},
                              {foot, 0.03},
                              {foot * 0.5, 0.06},
                              {belly, height * 0.3},
                              {belly * 0.9, height * 0.5},
                              {0.03, height * 0.75},
                              {0.025, height}});
  } else {
    w.shape.lathe({0, 0, 0}, {{0, 0}, {foot, 0}, {foot, 0.03}, {foot * 0.3, 0.07}, {0.02, 0.1}, {0.02, height}});
  }
  w.shape.look(w.random.chance(0.4) ? w.palette.white() : w.palette.fabric());
  const double tall = shade * w.random.uniform(0.8, 1.4), top = shade * w.random.uniform(0.4, 1.0);
  w.shape.lathe({0, 0, height - 0.08},
                {{shade, 0}, {(shade + top) / 2 - w.random.uniform(0, 0.03), tall / 2}, {top, tall}});
  w.shape.lathe({0, 0, height - 0.08}, {{0, tall * 0.95}, {top, tall * 0.95}});
}

void build_floor_lamp(Workshop& w) {
  const double height = w.random.uniform(1.0, 1.5), shade = w.random.uniform(0.2, 0.4);
  w.shape.look(w.palette.furniture());
  w.shape.lathe({0, 0, 0}, {{0, 0}, {0.2, 0}, {0.2, 0.03}, {0.05, 0.06}, {0.03, 0.1}, {0.025, height}});
  const bool hangs = w.random.chance(0.3);
  if (hangs)
    w.shape.tube({{0, 0, height}, {0.1, 0, height + 0.15}, {0.3, 0, height + 0.2}, {0.45, 0, height + 0.08}}, 0.022);
  w.shape.look(w.palette.fabric());
  const Vec3 base = hangs ? Vec3{0.45, 0, height - 0.2} : Vec3{0, 0, height - 0.15};
  const double top = shade * w.random.uniform(0.3, 1), tall = shade * w.random.uniform(0.8, 1.3);
  w.shape.lathe(base, {{shade, 0}, {top, tall}, {0, tall}});
  w.shape.look(w.palette.white()).sphere(base + Vec3{0, 0, tall * 0.4}, shade * 0.3);
}

}  // namespace syncdreamer
