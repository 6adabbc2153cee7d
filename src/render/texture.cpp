#include "render/texture.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include "core/error.h"
#include "geometry/srgb.h"
#include "render/pixel_color.h"

namespace syncdreamer {
namespace {

std::array<float, 256> make_decode_table() {
  std::array<float, 256> table{};
  for (int i = 0; i < 256; ++i) table[static_cast<std::size_t>(i)] = static_cast<float>(linear_from_srgb(i / 255.0));
  return table;
}

/// Brings a coordinate near the picture, which lies from 0 to 1, without changing what is seen there.
double brought_near(double u, TextureWrap wrap) {
  switch (wrap) {
    case TextureWrap::repeat:
      return u - std::floor(u);
    case TextureWrap::mirror:
      return u - 2 * std::floor(u / 2);
    case TextureWrap::clamp:
      break;
  }
  return std::clamp(u, 0.0, 1.0);
}

/// The texel that is seen at number `i` of a line of `size`, from -1 to `2 * size`.
int wrapped(int i, int size, TextureWrap wrap) {
  switch (wrap) {
    case TextureWrap::repeat:
      return (i + size) % size;
    case TextureWrap::mirror:
      return i < 0 ? 0 : i < size ? i : i < 2 * size ? 2 * size - 1 - i : 0;
    case TextureWrap::clamp:
      break;
  }
  return std::clamp(i, 0, size - 1);
}

/// Of a texel of the halved line of `fine` texels, the share that fine texel `2 * x + k` covers, k from 0 to 2: of an
/// odd number of them each covers a little more than two.
float covered_share(int fine, int x, int k) {
  if (fine == 1) return k == 0 ? 1.0F : 0.0F;
  const int half = fine / 2;
  if (fine % 2 == 0) return k < 2 ? 0.5F : 0.0F;
  const std::array<int, 3> covered{half - x, half, x + 1};
  return static_cast<float>(covered[static_cast<std::size_t>(k)]) / static_cast<float>(fine);
}

/// The mean of texels. What cannot be seen has no part in the colour.
class TexelMean {
 public:
  void add(double share, const std::array<float, 4>& texel) {
    const Vec3 color{texel[0], texel[1], texel[2]};
    plain_ += color * share;
    weighted_ += color * (share * texel[3]);
    alpha_ += share * texel[3];
  }
  Texture::Sample sample() const { return {alpha_ > 0 && alpha_ < 1 ? weighted_ / alpha_ : plain_, alpha_}; }

 private:
  Vec3 plain_{}, weighted_{};
  double alpha_ = 0;
};

}  // namespace

Texture::Texture(Image image) {
  check_image(image);
  check(image.width > 0 && image.height > 0, "Texture: the picture is empty");
  image_ = image.channels == 4 ? std::move(image) : to_rgba(image);
  for (std::size_t i = 3; i < image_.pixels.size(); i += 4) is_opaque_ = is_opaque_ && image_.pixels[i] == 255;
  for (int level = 0; width_at(level) > 1 || height_at(level) > 1; ++level) halved_.push_back(halved(level));
}

Texture::Texel Texture::texel(int level, std::size_t row, std::size_t column) const {
  static const std::array<float, 256> decode = make_decode_table();
  const std::size_t index = row * static_cast<std::size_t>(width_at(level)) + column;
  if (level > 0) return halved_[static_cast<std::size_t>(level) - 1][index];
  const std::uint8_t* const p = &image_.pixels[4 * index];
  return {decode[p[0]], decode[p[1]], decode[p[2]], static_cast<float>(p[3]) / 255};
}

std::vector<Texture::Texel> Texture::halved(int level) const {
  const int width = width_at(level + 1), height = height_at(level + 1);
  std::vector<Texel> texels;
  texels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      TexelMean mean;
      for (int k = 0; k < 9; ++k) {
        const int j = k / 3, i = k % 3;
        const float share = covered_share(height_at(level), y, j) * covered_share(width_at(level), x, i);
        if (share == 0) continue;
        mean.add(share, texel(level, static_cast<std::size_t>(2) * y + j, static_cast<std::size_t>(2) * x + i));
      }
      const auto [color, alpha] = mean.sample();
      texels.push_back({static_cast<float>(color.x), static_cast<float>(color.y), static_cast<float>(color.z),
                        static_cast<float>(alpha)});
    }
  }
  return texels;
}

Texture::Sample Texture::sample(double u, double v, int level, const std::array<TextureWrap, 2>& wrap) const {
  level = std::clamp(level, 0, static_cast<int>(halved_.size()));
  const int width = width_at(level), height = height_at(level);
  const double x = brought_near(u, wrap[0]) * width - 0.5;
  const double y = brought_near(1 - v, wrap[1]) * height - 0.5;
  const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
  const double fx = x - x0, fy = y - y0;
  TexelMean mean;
  for (int k = 0; k < 4; ++k) {
    const int dx = k % 2, dy = k / 2;
    const double weight = (dx != 0 ? fx : 1 - fx) * (dy != 0 ? fy : 1 - fy);
    const int row = wrapped(y0 + dy, height, wrap[1]), column = wrapped(x0 + dx, width, wrap[0]);
    mean.add(weight, texel(level, static_cast<std::size_t>(row), static_cast<std::size_t>(column)));
  }
  return mean.sample();
}

std::vector<std::shared_ptr<const Texture>> recoloured(const std::vector<std::shared_ptr<const Texture>>& textures,
                                                       const std::function<Vec3(Vec3)>& recolour) {
  std::map<const Texture*, std::shared_ptr<const Texture>> copies;
  std::vector<std::shared_ptr<const Texture>> result;
  for (const auto& texture : textures) {
    auto& copy = copies[texture.get()];
    if (texture && !copy) {
      Image image = texture->image();
      for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
          set_pixel(image, x, y, recolour(color_of_pixel(image, x, y)));
        }
      }
      copy = std::make_shared<const Texture>(std::move(image));
    }
    result.push_back(copy);
  }
  return result;
}

}  // namespace syncdreamer
