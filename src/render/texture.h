#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
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

  explicit Texture(Image image);

  /// Bilinear lookup. Texels that cannot be seen have no part in the colour where others have.
  ///
  /// \param v      points up.
  /// \param level  how many times the picture is halved before it is looked up.
  /// \param wrap   what is seen beyond its edges, along u and v.
  Sample sample(double u, double v, int level = 0, const std::array<TextureWrap, 2>& wrap = {}) const;

  /// The picture itself, RGBA, sRGB-coded.
  const Image& image() const { return image_; }
  int width() const { return image_.width; }
  int height() const { return image_.height; }
  /// Whether its alpha hides nothing anywhere.
  bool is_opaque() const { return is_opaque_; }

 private:
  using Texel = std::array<float, 4>;  ///< linear light and alpha, straight

  int width_at(int level) const { return std::max(1, image_.width >> level); }
  int height_at(int level) const { return std::max(1, image_.height >> level); }
  Texel texel(int level, std::size_t row, std::size_t column) const;
  std::vector<Texel> halved(int level) const;

  Image image_;  ///< level 0, in bytes: it holds most of the texels
  bool is_opaque_ = true;
  std::vector<std::vector<Texel>> halved_;  ///< level 1 and coarser ones
};

/// Copies of textures with other colours, sRGB-coded, 0 to 1; alpha stays, and what was one texture is one again.
std::vector<std::shared_ptr<const Texture>> recoloured(const std::vector<std::shared_ptr<const Texture>>& textures,
                                                       const std::function<Vec3(Vec3)>& recolour);

}  // namespace syncdreamer
