#include "image/color.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Color, is_that_of_a_pixel_without_its_alpha) {
  Image rgb(2, 1, 3), rgba(2, 1, 4);
  for (Image* image : {&rgb, &rgba}) {
    for (int c = 0; c < 3; ++c) image->at(1, 0, c) = static_cast<std::uint8_t>(10 * (c + 1));
    EXPECT_EQ(color_at(*image, 1), (Color{10, 20, 30})) << image->channels;
  }
}

TEST(Color, distance_is_that_of_the_channel_that_differs_most) {
  EXPECT_EQ(color_distance({10, 20, 30}, {12, 15, 31}), 5);
  EXPECT_EQ(color_distance({0, 0, 0}, {0, 0, 255}), 255);
  EXPECT_EQ(color_distance({1, 2, 3}, {1, 2, 3}), 0);
}

}  // namespace
}  // namespace syncdreamer
