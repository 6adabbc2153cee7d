#include "render/pattern.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"

namespace syncdreamer {
namespace {

Vec3 mix(Vec3 a, Vec3 b, double t) {
  return a * (1 - t) + b * t;
}

double lattice_value(std::int64_t x, std::int64_t y, std::int64_t z, std::uint64_t seed) {
  const auto key = static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15ULL ^
                   static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fULL ^
                   static_cast<std::uint64_t>(z) * 0x165667b19e3779f9ULL;
  return static_cast<double>(mix_bits(key + seed) >> 11) * 0x1p-53;
}

/// Smoothly interpolated random values on the integer lattice, in [0, 1).
double value_noise(Vec3 p, std::uint64_t seed) {
  const double fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const Vec3 f{p.x - fx, p.y - fy, p.z - fz};
  const auto smooth = [](double t) { return t * t * (3 - 2 * t); };
  const Vec3 w{smooth(f.x), smooth(f.y), smooth(f.z)};
  const auto x = static_cast<std::int64_t>(fx), y = static_cast<std::int64_t>(fy), z = static_cast<std::int64_t>(fz);
  double sum = 0;
  for (int k = 0; k < 8; ++k) {
    const int dx = k & 1, dy = (k >> 1) & 1, dz = k >> 2;
    const double weight = (dx != 0 ? w.x : 1 - w.x) * (dy != 0 ? w.y : 1 - w.y) * (dz != 0 ? w.z : 1 - w.z);
    sum += weight * lattice_value(x + dx, y + dy, z + dz, seed);
  }
  return sum;
}

double fractal_noise(Vec3 p, std::uint64_t seed) {
  return 0.55 * value_noise(p, seed) + 0.3 * value_noise(p * 2, seed + 1) + 0.15 * value_noise(p * 4, seed + 2);
}

double square_wave(double t) {
  return t - std::floor(t) < 0.5 ? 0 : 1;
}

double wood_rings(Vec3 point, const Pattern& pattern) {
  const double along = dot(point, pattern.axis);
  const Vec3 across = point - pattern.axis * along + Vec3{0.37, 0.21, 0.53};
  const double wobble = value_noise(across * 6 + pattern.axis * (along * 1.5), pattern.seed);
  const double t = length(across) * pattern.frequency + 2 * wobble + pattern.phase;
  return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * t);
}

}  // namespace

Vec3 Pattern::color_at(Vec3 point) const {
  const Vec3 scaled = point * frequency + Vec3{phase, phase, phase};
  const double along = dot(point, axis) * frequency + phase;
  switch (kind) {
    case PatternKind::plain:
      return first;
    case PatternKind::stripes:
      return mix(first, second, square_wave(along));
    case PatternKind::checks: {
      const double parity = square_wave(scaled.x) + square_wave(scaled.y) + square_wave(scaled.z);
      return std::fmod(parity, 2) < 0.5 ? first : second;
    }
    case PatternKind::gradient:
      return mix(first, second, std::clamp(dot(point, axis) + 0.5, 0.0, 1.0));
    case PatternKind::noise: {
      const double t = std::clamp((fractal_noise(scaled, seed) - 0.3) * 2.5, 0.0, 1.0);
      return mix(first, second, t);
    }
    case PatternKind::dots: {
      const Vec3 cell{scaled.x - std::floor(scaled.x) - 0.5, scaled.y - std::floor(scaled.y) - 0.5,
                      scaled.z - std::floor(scaled.z) - 0.5};
      return length(cell) < 0.38 ? second : first;
    }
    case PatternKind::wood:
      return mix(first, second, 0.6 * wood_rings(point, *this));
  }
  return first;
}

}  // namespace syncdreamer
