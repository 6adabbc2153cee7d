#include "image/color_field.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace syncdreamer {
namespace {

std::vector<std::size_t> all_pixels(const Image& image) {
  std::vector<std::size_t> pixels(static_cast<std::size_t>(image.width) * image.height);
  std::iota(pixels.begin(), pixels.end(), 0);
  return pixels;
}

TEST(ColorField, of_one_colour_is_the_median_of_each_channel) {
  Image image(5, 1, 4, 255);
  const Color levels{10, 250, 12};
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < 3; ++x) image.at(x, 0, c) = static_cast<std::uint8_t>(levels[static_cast<std::size_t>(x)] + c);
  }
  const ColorField field = ColorField::constant(image, {0, 1, 2});
  EXPECT_EQ(field.at(0), (Color{12, 13, 14})) << "neither the mean nor what other pixels have";
  EXPECT_EQ(field.at(4), field.at(0));
  EXPECT_EQ(field.distances(image, {0, 1, 2}), (std::vector<int>{2, 238, 0}));
}

TEST(ColorField, continues_a_shading_of_the_second_degree_where_it_was_not_fitted) {
  const auto level = [](int x, int y, int c) { return 20 + 2 * x + 3 * y + (c == 1 ? x * y / 2 : y * y / 4); };
  Image image(16, 12, 4, 255);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(level(x, y, c));
    }
  }
  std::vector<std::size_t> left;
  for (const std::size_t pixel : all_pixels(image)) {
    if (pixel % 16 < 12) left.push_back(pixel);
  }
  const ColorField field = ColorField::shaded(image, left);
  for (const std::size_t pixel : all_pixels(image)) {
    EXPECT_LE(field.distance(image, pixel), 1) << "levels are whole numbers; at " << pixel;
  }
}

}  // namespace
}  // namespace syncdreamer
