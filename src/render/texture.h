#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "geometry/linear.h"
#include "geometry/mesh.h"
#include "image/image.h"

namespace syncdreamer {

/// A picture laid on a surface, with halved copies of itself for surfaces far away.
class Texture {
 public:
  struct Sample {
    Vec3 color;  ///< linear light
    double alpha = 1;
  };

  explicit Texture(const Image& image);

  /// Bilinear lookup.
  ///
  /// \param v      points up.
  /// \param level  how many times the picture is halved before it is looked up.
  /// \param wrap   what is seen beyond its edges, along u and v.
  Sample sample(double u, double v, int level = 0, const std::array<TextureWrap, 2>& wrap = {}) const;

  /// The picture itself, RGBA, sRGB-coded.
  const Image& image() const { return image_; }
  int width() const { return levels_.front().width; }
  int height() const { return levels_.front().height; }

 private:
  struct Level {
    int width = 0, height = 0;
    std::vector<std::array<float, 4>> texels;  ///< linear light and alpha, straight
  };
  static Level halved(const Level& fine);

  Image image_;
  std::vector<Level> levels_;
};

/// Copies of textures with other colours, sRGB-coded, 0 to 1; alpha stays, and what was one texture is one again.
std::vector<std::shared_ptr<const Texture>> recoloured(const std::vector<std::shared_ptr<const Texture>>& textures,
                                                       const std::function<Vec3(Vec3)>& recolour);

}  // namespace syncdreamer
