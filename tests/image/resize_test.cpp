#include "image/resize.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace syncdreamer {
namespace {

TEST(ResizeBicubic, constant_picture_stays_constant) {
  Image image(37, 23, 4, 200);
  for (const auto& [width, height] : {std::pair{11, 50}, {80, 7}, {37, 9}, {1, 1}}) {
    const Image resized = resize_bicubic(image, width, height);
    EXPECT_EQ(resized.width, width);
    EXPECT_EQ(resized.height, height);
    for (std::size_t i = 3; i < resized.pixels.size(); i += 4) {
      EXPECT_EQ(resized.pixels[i], 200);
      EXPECT_NEAR(resized.pixels[i - 1], 200, 1);
    }
  }
}

using Pixels = std::vector<std::uint8_t>;

// What the Python Imaging Library (9.4) makes of these pixels.
TEST(ResizeBicubic, equals_the_python_imaging_library) {
  Image row(10, 1, 1), column(1, 10, 1);
  row.pixels = column.pixels = {12, 200, 35, 255, 0, 90, 91, 17, 250, 128};
  EXPECT_EQ(resize_bicubic(row, 4, 1).pixels, (Pixels{103, 119, 66, 154}));
  EXPECT_EQ(resize_bicubic(row, 13, 1).pixels, (Pixels{3, 148, 135, 60, 255, 56, 29, 99, 89, 13, 161, 225, 122}));
  EXPECT_EQ(resize_bicubic(column, 1, 7).pixels, (Pixels{78, 114, 168, 42, 76, 115, 178}));
}

TEST(ResizeBicubic, equals_the_python_imaging_library_with_alpha_too) {
  Image row(6, 1, 4);
  row.pixels = {255, 10, 0,   255, 200, 30,  80,  180, 90,  250, 7,  0,  // nothing is seen of the third
                40,  60, 220, 77,  5,   140, 255, 255, 130, 66,  99, 20};
  EXPECT_EQ(resize_bicubic(row, 4, 1).pixels,
            (Pixels{238, 16, 22, 237, 211, 14, 76, 53, 5, 117, 253, 134, 18, 134, 238, 110}));
  EXPECT_EQ(resize_bicubic(row, 9, 1).pixels,
            (Pixels{255, 9,  0,  255, 232, 17,  33, 230, 195, 31,  86, 153, 239, 31,  63,  16, 0, 0,
                    255, 16, 28, 84,  228, 106, 6,  136, 253, 248, 12, 137, 244, 141, 255, 0,  0, 5}));
}

TEST(ResizeBicubic, ramp_stays_a_ramp_inside) {
  Image image(64, 1, 1);
  for (int x = 0; x < 64; ++x) image.at(x, 0) = static_cast<std::uint8_t>(x * 4);
  const Image half = resize_bicubic(image, 32, 1);
  for (int x = 2; x < 30; ++x) EXPECT_NEAR(half.at(x, 0), x * 8 + 2, 1) << x;
}

TEST(ResizeBicubic, hidden_colors_do_not_bleed_into_visible_ones) {
  Image image(16, 16, 4);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      image.at(x, y, 0) = x < 8 ? 255 : 0;
      image.at(x, y, 1) = x < 8 ? 0 : 255;
      image.at(x, y, 3) = x < 8 ? 255 : 0;
    }
  }
  const Image small = resize_bicubic(image, 5, 5);
  for (int x = 0; x < 5; ++x) EXPECT_EQ(small.at(x, 2, 1), 0) << x;
}

TEST(ShrinkByArea, averages_colors_by_alpha) {
  Image image(2, 2, 4);
  image.pixels = {100, 0, 0, 255, 200, 0, 0, 255, 0, 250, 0, 0, 0, 250, 0, 0};
  const Image small = shrink_by_area(image, 2);
  EXPECT_EQ(small.pixels, (std::vector<std::uint8_t>{150, 0, 0, 128}));
}

TEST(ShrinkByArea, picture_without_alpha_gives_the_plain_mean) {
  Image image(2, 2, 1);
  image.pixels = {0, 10, 20, 31};
  EXPECT_EQ(shrink_by_area(image, 2).pixels, (std::vector<std::uint8_t>{15}));
  image.pixels = {0, 1, 1, 1};
  EXPECT_EQ(shrink_by_area(image, 2).pixels, (std::vector<std::uint8_t>{1})) << "0.75, rounded";
}

TEST(Resize, a_picture_without_all_its_values_is_a_mistake_of_the_caller) {
  Image image(8, 8, 3);
  image.pixels.resize(100);
  EXPECT_THROW(resize_bicubic(image, 4, 4), std::logic_error);
  EXPECT_THROW(shrink_by_area(image, 2), std::logic_error);
  EXPECT_THROW(shrink_to_side(image, 4), std::logic_error);
}

TEST(ShrinkToSide, makes_large_pictures_small_enough_and_leaves_others) {
  Image image(7, 3, 3, 0);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 7; ++x) image.at(x, y, 0) = static_cast<std::uint8_t>(10 * x);
  }
  EXPECT_EQ(shrink_to_side(image, 7).pixels, image.pixels);
  const Image small = shrink_to_side(image, 4);  // by 2: the last column and row are left out
  ASSERT_EQ(small.width, 3);
  ASSERT_EQ(small.height, 1);
  EXPECT_EQ(small.at(0, 0, 0), 5);
  EXPECT_EQ(small.at(2, 0, 0), 45);
  EXPECT_EQ(shrink_to_side(image, 1).height, 1) << "no side vanishes";
}

}  // namespace
}  // namespace syncdreamer
