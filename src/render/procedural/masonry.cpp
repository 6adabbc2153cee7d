#include "render/procedural/masonry.h"

#include <vector>

#include "render/procedural/outlines.h"

namespace syncdreamer {

Pattern stone(Workshop& w) {
  const Vec3 hsv{w.random.uniform(0.03, 0.15), w.random.uniform(0.02, 0.45), w.random.uniform(0.35, 0.92)};
  Pattern pattern = w.random.chance(0.25) ? w.palette.paint() : w.palette.plain(color_from_hsv(hsv.x, hsv.y, hsv.z));
  pattern.second = pattern.first * 0.75;
  pattern.frequency = w.random.uniform(8, 20);
  pattern.seed = w.random.bits();
  if (w.random.chance(0.5)) pattern.kind = PatternKind::noise;
  return pattern;
}

void add_flag(Workshop& w, Vec3 foot, double tall, const Pattern& cloth) {
  w.shape.look(w.palette.dark()).rod(foot, foot + Vec3{0, 0, tall}, 0.018);
  w.shape.look(cloth);
  const double z = foot.z + tall;
  add_prism(w.shape, {{foot.y, z}, {foot.y + tall * 0.8, z - tall * 0.22}, {foot.y, z - tall * 0.45}}, foot.x - 0.015,
            foot.x + 0.015);
}

void add_gabled_roof(Workshop& w, Vec3 foot, double x, double y, double rise, double thick) {
  for (const int s : {-1, 1}) {
    const double out = foot.y + s * y * 0.58, low = foot.z - rise * 0.16;
    add_prism(w.shape, {{foot.y, foot.z + rise}, {foot.y, foot.z + rise + thick}, {out, low + thick}, {out, low}},
              foot.x - x * 0.53, foot.x + x * 0.53);
  }
}

}  // namespace syncdreamer
