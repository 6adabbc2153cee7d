#include "matting/row_ground.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

namespace syncdreamer {
namespace {

constexpr int kWidth = 120, kHeight = 60;

std::size_t pixel(int x, int y) {
  return static_cast<std::size_t>(y) * kWidth + x;
}

Image painted(const std::function<Color(int x, int y)>& color) {
  Image image(kWidth, kHeight, 3);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const Color here = color(x, y);
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(here[static_cast<std::size_t>(c)]);
    }
  }
  return image;
}

Mask mask_of(const std::function<bool(int x, int y)>& is_in) {
  Mask mask(kWidth, kHeight);
  for (int i = 0; i < kWidth * kHeight; ++i) mask[static_cast<std::size_t>(i)] = is_in(i % kWidth, i / kWidth);
  return mask;
}

TEST(HiddenGround, lies_between_what_is_seen_at_both_sides_of_the_object) {
  const auto object = mask_of([](int x, int y) { return x >= 40 && x < 79 && y >= 10 && y < 50; });
  const Image picture = painted([](int x, int) { return x < 60 ? Color{100, 50, 40} : Color{140, 90, 40}; });
  const std::vector<Color> ground = hidden_ground(picture, object);
  EXPECT_EQ(ground[pixel(40, 20)], (Color{101, 51, 40}));
  EXPECT_EQ(ground[pixel(59, 20)], (Color{120, 70, 40})) << "the middle";
  EXPECT_EQ(ground[pixel(78, 20)], (Color{139, 89, 40}));
}

TEST(HiddenGround, is_that_of_one_side_where_the_picture_ends_at_the_other) {
  const auto object = mask_of([](int x, int y) { return x < 50 && y >= 10 && y < 50; });
  const std::vector<Color> ground = hidden_ground(painted([](int, int) { return Color{100, 50, 40}; }), object);
  EXPECT_EQ(ground[pixel(0, 20)], (Color{100, 50, 40}));
}

TEST(HiddenGround, of_several_colours_is_not_known) {
  const auto object = mask_of([](int x, int) { return x >= 40 && x < 80; });
  const Image checks = painted([](int x, int) { return x / 8 % 2 == 0 ? Color{200, 200, 200} : Color{90, 90, 90}; });
  EXPECT_EQ(hidden_ground(checks, object)[pixel(60, 20)], (Color{0, 0, 0}));
}

TEST(ForeignPlaces, have_the_wall_s_colour_before_the_table) {
  const Color wall{205, 200, 190}, table{140, 105, 75};
  const auto is_base = [](int x, int y) { return x >= 50 && x < 70 && y >= 35 && y < 50; };
  const auto object = mask_of([](int x, int y) { return x >= 45 && x < 75 && y >= 15 && y < 35; });
  const auto foreign = foreign_places(painted([&](int x, int y) {
                                        const bool is_other =
                                            x >= 72 && x < 95 && y >= 40 && y < 50;  // another thing, beside the object
                                        const bool is_shadow = x >= 50 && x < 70 && y >= 52;
                                        if (is_shadow) return Color{70, 52, 37};
                                        return is_other ? Color{20, 160, 60} : is_base(x, y) || y < 30 ? wall : table;
                                      }),
                                      object, 0.1);
  EXPECT_EQ(foreign, mask_of(is_base));
}

}  // namespace
}  // namespace syncdreamer
