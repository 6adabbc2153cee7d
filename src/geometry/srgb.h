#pragma once

#include <cmath>

#include "geometry/linear.h"

namespace syncdreamer {

/// sRGB code (0 to 1) to linear light and back.
inline double linear_from_srgb(double code) {
  return code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4);
}
inline double srgb_from_linear(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
inline Vec3 linear_from_srgb(Vec3 c) {
  return {linear_from_srgb(c.x), linear_from_srgb(c.y), linear_from_srgb(c.z)};
}
inline Vec3 srgb_from_linear(Vec3 c) {
  return {srgb_from_linear(c.x), srgb_from_linear(c.y), srgb_from_linear(c.z)};
}

}  // namespace syncdreamer
