#pragma once

#include <vector>

#include "core/random.h"
#include "image/image.h"

namespace syncdreamer {

/// A red disc with a dark spot before a noisy green and blue background.
struct PaintedScene {
  static constexpr int kSize = 96;
  static constexpr double kRadius = 30;

  Image picture;
  std::vector<float> truth;

  /// \param scale  of the picture's size, not of the noise.
  explicit PaintedScene(int scale = 1) : picture(scale * kSize, scale * kSize, 3) {
    Random random(1);
    for (int y = 0; y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) {
        const double dx = x / scale - 50.0, dy = y / scale - 44.0, square = dx * dx + dy * dy;
        const bool object = square < kRadius * kRadius, spot = square < 36;
        truth.push_back(object ? 1.0F : 0.0F);
        const double noise = random.uniform(-20, 20);
        set(x, y, object ? (spot ? 90 : 200) + noise : 40 + noise, object ? 30 + noise : 100 + y / scale + noise,
            object ? 30 : 150 + noise);
      }
    }
  }

 private:
  void set(int x, int y, double red, double green, double blue) {
    picture.at(x, y, 0) = static_cast<std::uint8_t>(red);
    picture.at(x, y, 1) = static_cast<std::uint8_t>(green);
    picture.at(x, y, 2) = static_cast<std::uint8_t>(blue);
  }
};

/// Intersection over union of two masks, each cut at one half.
inline double overlap(const std::vector<float>& a, const std::vector<float>& b) {
  double both = 0, either = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += a[i] > 0.5F && b[i] > 0.5F;
    either += a[i] > 0.5F || b[i] > 0.5F;
  }
  return both / either;
}

}  // namespace syncdreamer
