#include "reconstruct/color_palette.h"

#include <gtest/gtest.h>

#include <cmath>

namespace syncdreamer {
namespace {

Image gradient() {
  Image image(256, 256, 3);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      image.at(x, y, 0) = static_cast<std::uint8_t>(x);
      image.at(x, y, 1) = static_cast<std::uint8_t>(y);
      image.at(x, y, 2) = static_cast<std::uint8_t>((x + y) / 2);
    }
  }
  return image;
}

TEST(ColorPalette, few_colors_are_kept_exactly) {
  Image image(3, 1, 3);
  image.pixels = {255, 255, 255, 10, 20, 30, 200, 100, 0};
  ColorPalette palette({image});
  EXPECT_EQ(palette.colors().size(), 3u);
  for (std::size_t i = 0; i < 9; i += 3) {
    const ColorPalette::Rgb color{image.pixels[i], image.pixels[i + 1], image.pixels[i + 2]};
    EXPECT_EQ(palette.colors()[palette.nearest(color)], color);
  }
}

TEST(ColorPalette, shades_that_are_not_told_apart_become_their_rounded_mean) {
  Image image(3, 1, 3);
  image.pixels = {1, 1, 1, 2, 2, 2, 2, 2, 2};
  const ColorPalette palette({image});
  ASSERT_EQ(palette.colors().size(), 1u);
  EXPECT_EQ(palette.colors()[0], (ColorPalette::Rgb{2, 2, 2})) << "of 5 / 3";
}

TEST(ColorPalette, a_plane_of_colors_is_met_closely) {
  const Image image = gradient();
  ColorPalette palette({image});
  EXPECT_EQ(palette.colors().size(), 256u);
  double squares = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    const ColorPalette::Rgb color{image.pixels[i], image.pixels[i + 1], image.pixels[i + 2]};
    const auto found = palette.colors()[palette.nearest(color)];
    for (std::size_t c = 0; c < 3; ++c) squares += (found[c] - color[c]) * (found[c] - color[c]);
  }
  EXPECT_LT(std::sqrt(squares / static_cast<double>(image.pixels.size())), 6);
}

TEST(ColorPalette, all_pictures_count) {
  ColorPalette palette({Image(2, 2, 3, 0), Image(2, 2, 4, 255)});
  EXPECT_EQ(palette.colors().size(), 2u);
}

TEST(ColorPalette, pictures_without_pixels_or_colors_are_refused) {
  EXPECT_THROW(ColorPalette({}), std::logic_error);
  EXPECT_THROW(ColorPalette({Image(2, 2, 1)}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
