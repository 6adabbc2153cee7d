#pragma once

#include "core/random.h"
#include "render/pattern.h"

namespace syncdreamer {

/// sRGB-coded colour of a hue (0 to 1), saturation and value.
Vec3 color_from_hsv(double hue, double saturation, double value);

/// Draws the looks of one object: a few colours that go together, and what the parts are made of.
///
/// Whoever draws several numbers for one call draws them into names before: C++ leaves open in which order the
/// arguments of a call are computed, and a seed is to give one object whatever the compiler.
class Palette {
 public:
  explicit Palette(Random& random);

  /// A saturated or pastel paint in one of the object's colours.
  Pattern paint();
  /// Any bright colour, unrelated to the object's others.
  Pattern bright();
  /// Wood with its grain along `axis`.
  Pattern wood(Vec3 axis = {1, 0, 0});
  Pattern metal();
  Pattern white();
  Pattern dark();
  Pattern leaf();
  /// Fabric, plain or patterned.
  Pattern fabric();
  /// Glazed ware: plain, a gradient, bands or speckles.
  Pattern ceramic();
  /// Wood, paint or metal: what furniture is made of.
  Pattern furniture();
  Pattern plain(Vec3 color) const;

 private:
  struct Range {
    double low, high;
  };
  Vec3 color();
  Vec3 color_of(Range hue, Range saturation, Range value);
  Pattern patterned(PatternKind kind, Vec3 first, Vec3 second);

  Random& random_;
  double hue_;
  double hue_step_;
  bool is_pastel_;
  Vec3 wood_color_;
};

}  // namespace syncdreamer
