#include "render/procedural/palette.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace syncdreamer {
namespace {

TEST(Palette, hsv_gives_the_known_colours) {
  EXPECT_EQ(color_from_hsv(0, 1, 1), (Vec3{1, 0, 0}));
  EXPECT_NEAR(length(color_from_hsv(1 / 3.0, 1, 1) - Vec3{0, 1, 0}), 0, 1e-12);
  EXPECT_NEAR(length(color_from_hsv(2 / 3.0, 1, 0.5) - Vec3{0, 0, 0.5}), 0, 1e-12);
  EXPECT_EQ(color_from_hsv(0.4, 0, 0.3), (Vec3{0.3, 0.3, 0.3}));
  EXPECT_NEAR(length(color_from_hsv(1.25, 0.5, 1) - color_from_hsv(0.25, 0.5, 1)), 0, 1e-12);
}

TEST(Palette, of_a_seed_is_the_same_whatever_the_compiler) {
  Random random(2);
  Palette palette(random);
  EXPECT_NEAR(length(palette.wood().first - Vec3{0.6176, 0.4972, 0.3440}), 0, 1e-4);
  EXPECT_NEAR(length(palette.bright().first - Vec3{0.0574, 0.7241, 0.1845}), 0, 1e-4);
  EXPECT_NEAR(length(palette.leaf().first - Vec3{0.3695, 0.7522, 0.3572}), 0, 1e-4);
  EXPECT_NEAR(length(palette.paint().first - Vec3{0.5122, 0.2631, 0.8745}), 0, 1e-4);
}

TEST(Palette, colours_are_valid_and_often_saturated) {
  int saturated = 0;
  constexpr int kCount = 500;
  for (int i = 0; i < kCount; ++i) {
    Random random(static_cast<std::uint64_t>(i));
    Palette palette(random);
    for (const Pattern& pattern :
         {palette.paint(), palette.bright(), palette.wood(), palette.metal(), palette.white(), palette.dark(),
          palette.leaf(), palette.fabric(), palette.ceramic(), palette.furniture()}) {
      for (int k = 0; k < 3; ++k) {
        ASSERT_GE(std::min(pattern.first[k], pattern.second[k]), 0);
        ASSERT_LE(std::max(pattern.first[k], pattern.second[k]), 1);
      }
      ASSERT_NEAR(length(pattern.axis), 1, 1e-9);
    }
    const Vec3 c = palette.paint().first;
    if (std::max({c.x, c.y, c.z}) - std::min({c.x, c.y, c.z}) > 0.35) ++saturated;
  }
  EXPECT_GT(saturated, kCount / 3);
}

}  // namespace
}  // namespace syncdreamer
