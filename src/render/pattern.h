#pragma once

#include <cstdint>

#include "geometry/linear.h"

namespace syncdreamer {

enum class PatternKind { plain, stripes, checks, gradient, noise, dots, wood };

/// A colour that varies through space, as if the object were carved out of it.
struct Pattern {
  PatternKind kind = PatternKind::plain;
  Vec3 first{0.8, 0.8, 0.8};   ///< sRGB-coded
  Vec3 second{0.2, 0.2, 0.2};  ///< sRGB-coded
  Vec3 axis{0, 0, 1};          ///< unit vector: the direction in which stripes and gradients change, wood's grain
  double frequency = 8;        ///< repetitions in an object unit
  double phase = 0;
  std::uint64_t seed = 0;  ///< of noise and wood

  /// The colour at a point of the unit box, sRGB-coded.
  Vec3 color_at(Vec3 point) const;
};

}  // namespace syncdreamer
