#include "render/pixel_color.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(PixelColor, is_read_as_it_was_written_and_leaves_alpha_alone) {
  Image image(2, 1, 4, 7);
  set_pixel(image, 1, 0, {1, 51 / 255.0, 0});
  EXPECT_EQ(color_of_pixel(image, 1, 0), (Vec3{1, 51 / 255.0, 0}));
  EXPECT_EQ(image.at(1, 0, 3), 7);
  EXPECT_EQ(image.at(0, 0, 0), 7);
}

TEST(PixelColor, beyond_the_range_is_cut_off) {
  Image image(1, 1, 3);
  set_pixel(image, 0, 0, {-1, 2, 0.5});
  EXPECT_EQ(image.at(0, 0, 0), 0);
  EXPECT_EQ(image.at(0, 0, 1), 255);
}

}  // namespace
}  // namespace syncdreamer
