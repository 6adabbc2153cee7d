#include "render/texture.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Texture, halved_copies_average_linear_light) {
  Image image(2, 2, 3);
  image.at(0, 0, 0) = image.at(1, 1, 0) = 255;
  const Texture texture(image);
  EXPECT_NEAR(texture.sample(0.3, 0.8, 1).color.x, 0.5, 1e-6);
  EXPECT_NEAR(texture.sample(0.25, 0.75, 0).color.x, 1, 1e-6);
  EXPECT_NEAR(texture.sample(-0.75, 7.75, 0).color.x, 1, 1e-6) << "it repeats";
}

TEST(Texture, no_colour_comes_from_what_is_transparent) {
  Image image(2, 2, 4, 0);
  for (int x = 0; x < 2; ++x) {
    for (int c = 0; c < 4; ++c) image.at(x, 0, c) = 255;
  }
  for (const int level : {0, 1}) {
    const Texture::Sample sample = Texture(image).sample(0.5, 0.5, level);
    EXPECT_NEAR(sample.color.x, 1, 1e-6) << "halved " << level << " times";
    EXPECT_NEAR(sample.alpha, 0.5, 1e-6);
  }
}

TEST(Texture, rows_of_one_texel_are_halved_too) {
  Image image(4, 1, 3, 0);
  image.at(0, 0, 0) = 255;
  EXPECT_NEAR(Texture(image).sample(0.5, 0.5, 2).color.x, 0.25, 1e-6);
}

TEST(Texture, of_odd_sides_every_texel_counts_the_same) {
  for (const int width : {3, 5, 7}) {
    for (int bright = 0; bright < width; ++bright) {
      Image image(width, 1, 3, 0);
      image.at(bright, 0, 0) = 255;
      const Texture texture(image);
      double sum = 0;  // over the halved line
      for (int x = 0; x < width / 2; ++x) sum += texture.sample((x + 0.5) / (width / 2), 0.5, 1).color.x;
      EXPECT_NEAR(sum / (width / 2), 1.0 / width, 1e-6) << "texel " << bright << " of " << width;
    }
  }
}

TEST(Texture, repeats_ends_or_is_mirrored_at_its_edges) {
  Image image(2, 1, 3, 0);
  image.at(0, 0, 0) = 255;  // bright on the left
  const Texture texture(image);
  const auto bright_at = [&](double u, TextureWrap wrap) {
    return texture.sample(u, 0.5, 0, {wrap, TextureWrap::repeat}).color.x;
  };
  using enum TextureWrap;
  for (const double u : {-1.75, -0.75, 0.25, 1.25}) {
    EXPECT_NEAR(bright_at(u, repeat), 1, 1e-6) << u;
    EXPECT_NEAR(bright_at(u, clamp), u < 1 ? 1 : 0, 1e-6) << u;
  }
  EXPECT_NEAR(bright_at(0, repeat), 0.5, 1e-6) << "between the ends of two copies";
  EXPECT_NEAR(bright_at(0, clamp), 1, 1e-6);
  EXPECT_NEAR(bright_at(0, mirror), 1, 1e-6);
  EXPECT_NEAR(bright_at(0.75, mirror), 0, 1e-6);
  EXPECT_NEAR(bright_at(1.25, mirror), 0, 1e-6);
  EXPECT_NEAR(bright_at(1.75, mirror), 1, 1e-6);
  EXPECT_NEAR(bright_at(2.25, mirror), 1, 1e-6);
  EXPECT_NEAR(bright_at(-0.75, mirror), 0, 1e-6);
}

TEST(Texture, goes_on_beyond_each_side_in_its_own_way) {
  Image image(2, 2, 3, 0);
  image.at(0, 0, 0) = image.at(1, 0, 0) = 255;  // the upper row
  const Texture texture(image);
  using enum TextureWrap;
  EXPECT_NEAR(texture.sample(0.5, 1.25, 0, {repeat, clamp}).color.x, 1, 1e-6);
  EXPECT_NEAR(texture.sample(0.5, 1.25, 0, {clamp, repeat}).color.x, 0, 1e-6);
}

TEST(Texture, is_interpolated_between_texels_and_v_points_up) {
  Image image(2, 2, 3, 0);
  image.at(0, 0, 0) = image.at(1, 0, 0) = 255;  // the upper row
  const Texture texture(image);
  EXPECT_NEAR(texture.sample(0.5, 0.75).color.x, 1, 1e-6);
  EXPECT_NEAR(texture.sample(0.5, 0.25).color.x, 0, 1e-6);
  EXPECT_NEAR(texture.sample(0.5, 0.5).color.x, 0.5, 1e-6);
  EXPECT_NEAR(texture.sample(0.5, 0.6).color.x, 0.7, 1e-6);
}

}  // namespace
}  // namespace syncdreamer
