#pragma once

#include <array>
#include <vector>

#include "geometry/linear.h"
#include "image/image.h"

namespace syncdreamer {

/// sRGB code (0 to 1) to linear light and back.
double linear_from_srgb(double code);
double srgb_from_linear(double linear);
inline Vec3 linear_from_srgb(Vec3 c) {
  return {linear_from_srgb(c.x), linear_from_srgb(c.y), linear_from_srgb(c.z)};
}
inline Vec3 srgb_from_linear(Vec3 c) {
  return {srgb_from_linear(c.x), srgb_from_linear(c.y), srgb_from_linear(c.z)};
}

/// A picture laid on a surface, with halved copies of itself for surfaces far away. It repeats in both directions.
class Texture {
 public:
  struct Sample {
    Vec3 color;  ///< linear light
    double alpha = 1;
  };

  explicit Texture(const Image& image);

  /// Bilinear lookup. \param v points up. \param level how many times the picture is halved before it is looked up.
  Sample sample(double u, double v, int level = 0) const;

  /// The picture itself, RGBA, sRGB-coded.
  const Image& image() const { return image_; }
  int width() const { return levels_.front().width; }
  int height() const { return levels_.front().height; }

 private:
  struct Level {
    int width = 0, height = 0;
    std::vector<std::array<float, 4>> texels;  ///< linear light and alpha, straight
  };

  Image image_;
  std::vector<Level> levels_;
};

}  // namespace syncdreamer
