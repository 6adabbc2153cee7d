#include "render/texture.h"

#include <algorithm>
#include <cmath>
#include <map>

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

}  // namespace

Texture::Texture(const Image& image) : image_(to_rgba(image)) {
  check(image.width > 0 && image.height > 0, "Texture: the picture is empty");
  static const std::array<float, 256> decode = make_decode_table();
  Level base{image_.width, image_.height, {}};
  for (std::size_t i = 0; i < image_.pixels.size(); i += 4) {
    const auto* p = &image_.pixels[i];
    base.texels.push_back({decode[p[0]], decode[p[1]], decode[p[2]], static_cast<float>(p[3]) / 255});
  }
  levels_.push_back(std::move(base));
  while (levels_.back().width > 1 || levels_.back().height > 1) levels_.push_back(halved(levels_.back()));
}

Texture::Level Texture::halved(const Level& fine) {
  Level coarse{std::max(1, fine.width / 2), std::max(1, fine.height / 2), {}};
  for (int y = 0; y < coarse.height; ++y) {
    for (int x = 0; x < coarse.width; ++x) {
      std::array<float, 3> plain{}, weighted{};
      float alpha = 0;
      for (int k = 0; k < 9; ++k) {
        const int j = k / 3, i = k % 3;
        const float share = covered_share(fine.height, y, j) * covered_share(fine.width, x, i);
        if (share == 0) continue;
        const std::size_t row = static_cast<std::size_t>(2) * y + j, column = static_cast<std::size_t>(2) * x + i;
        const auto& texel = fine.texels[row * fine.width + column];
        for (std::size_t c = 0; c < 3; ++c) {
          plain[c] += share * texel[c];
          weighted[c] += share * texel[3] * texel[c];
        }
        alpha += share * texel[3];
      }
      // What cannot be seen has no part in the colour.
      const std::array<float, 3>& sum = alpha > 0 && alpha < 1 ? weighted : plain;
      const float scale = alpha > 0 && alpha < 1 ? 1 / alpha : 1;
      coarse.texels.push_back({sum[0] * scale, sum[1] * scale, sum[2] * scale, alpha});
    }
  }
  return coarse;
}

Texture::Sample Texture::sample(double u, double v, int level, const std::array<TextureWrap, 2>& wrap) const {
  const Level& picture = levels_[static_cast<std::size_t>(std::clamp(level, 0, static_cast<int>(levels_.size()) - 1))];
  const double x = brought_near(u, wrap[0]) * picture.width - 0.5;
  const double y = brought_near(1 - v, wrap[1]) * picture.height - 0.5;
  const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
  const double fx = x - x0, fy = y - y0;
  std::array<double, 4> sum{};
  for (int k = 0; k < 4; ++k) {
    const int dx = k % 2, dy = k / 2;
    const double weight = (dx != 0 ? fx : 1 - fx) * (dy != 0 ? fy : 1 - fy);
    const int row = wrapped(y0 + dy, picture.height, wrap[1]), column = wrapped(x0 + dx, picture.width, wrap[0]);
    const auto& texel = picture.texels[static_cast<std::size_t>(row) * picture.width + column];
    for (std::size_t c = 0; c < 4; ++c) sum[c] += weight * texel[c];
  }
  return {{sum[0], sum[1], sum[2]}, sum[3]};
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
      copy = std::make_shared<const Texture>(image);
    }
    result.push_back(copy);
  }
  return result;
}

}  // namespace syncdreamer
