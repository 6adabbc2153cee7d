#include "image/drawn_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "image/color.h"

namespace syncdreamer {
namespace {

constexpr Color kLineColor{20, 10, 15}, kFillColor{200, 60, 30};
constexpr double kDrawnRadius = 80;

struct Drawing {
  double line_width = 4;       ///< pixels
  double undrawn_degrees = 0;  ///< of the outline, from the right on
  Color fill = kFillColor;
  double dark_below = 1e9;  ///< row from which on all of it has the line's colour
};

/// RGBA: a disc around (100, 100) with a line around it and another one across, its edge soft.
Image drawn_disc(const Drawing& drawing) {
  Image image(200, 200, 4, 0);
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 200; ++x) {
      const double radius = std::hypot(x - 100, y - 100), angle = std::atan2(y - 100, x - 100) * 180 / M_PI + 180;
      const bool is_outline = radius > kDrawnRadius - drawing.line_width && angle >= drawing.undrawn_degrees;
      const bool is_line = is_outline || std::abs(y - 100) < 3 || y >= drawing.dark_below;
      for (int c = 0; c < 3; ++c)
        image.at(x, y, c) =
            static_cast<std::uint8_t>((is_line ? kLineColor : drawing.fill)[static_cast<std::size_t>(c)]);
      image.at(x, y, 3) = byte_from_unit(std::clamp(kDrawnRadius - radius + 0.5, 0.0, 1.0));
    }
  }
  return image;
}

TEST(DrawnLine, gives_way_to_the_colours_within) {
  const Image drawn = drawn_disc({});
  const auto undrawn = without_drawn_line(drawn);
  ASSERT_TRUE(undrawn);
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 200; ++x) {
      ASSERT_EQ(undrawn->at(x, y, 3), drawn.at(x, y, 3));
      if (drawn.at(x, y, 3) == 0 || std::abs(y - 100) < 12) continue;
      ASSERT_EQ(color_at(*undrawn, x, y), kFillColor) << x << " " << y;
    }
  }
  EXPECT_EQ(color_at(*undrawn, 100, 100), kLineColor) << "a line within stays";
}

TEST(DrawnLine, is_not_found_where_the_picture_has_no_outline) {
  EXPECT_FALSE(without_drawn_line(Image(40, 40, 4, 255))) << "opaque";
  EXPECT_FALSE(without_drawn_line(Image(40, 40, 4, 200))) << "half transparent";
}

TEST(DrawnLine, leaves_dark_parts_that_are_wider) {
  const Image drawn = drawn_disc({.dark_below = 165});
  const auto undrawn = without_drawn_line(drawn);
  ASSERT_TRUE(undrawn);
  EXPECT_EQ(color_at(*undrawn, 100, 178), kLineColor);
  EXPECT_EQ(color_at(*undrawn, 100, 22), kFillColor);
}

TEST(DrawnLine, follows_most_of_the_outline) {
  EXPECT_TRUE(without_drawn_line(drawn_disc({.undrawn_degrees = 90})));
  EXPECT_FALSE(without_drawn_line(drawn_disc({.undrawn_degrees = 130})));
  EXPECT_FALSE(without_drawn_line(drawn_disc({.undrawn_degrees = 360})));
}

TEST(DrawnLine, is_narrow) {
  EXPECT_FALSE(without_drawn_line(drawn_disc({.line_width = 12})));
}

TEST(DrawnLine, ends_something_brighter_that_is_seen_on_white) {
  EXPECT_FALSE(without_drawn_line(drawn_disc({.fill = {60, 60, 60}}))) << "dark all over";
  EXPECT_FALSE(without_drawn_line(drawn_disc({.fill = {250, 250, 250}}))) << "white paper is seen by its line alone";
  EXPECT_FALSE(without_drawn_line(Image(40, 40, 4, 0)));
}

}  // namespace
}  // namespace syncdreamer
