#include "reconstruct/foreground_mask.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syncdreamer {
namespace {

constexpr int kSide = 32;

void fill(Image& image, int left, int top, int width, int height, std::uint8_t level) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) {
      for (int c = 0; c < image.channels; ++c) image.at(x, y, c) = level;
    }
  }
}

/// A white picture with a dark square of 16 pixels in its middle.
Image square_on_white() {
  Image image(kSide, kSide, 3, 255);
  fill(image, 8, 8, 16, 16, 60);
  return image;
}

float at(const std::vector<float>& mask, int x, int y) {
  return mask[static_cast<std::size_t>(y * kSide + x)];
}

TEST(ForegroundMask, is_what_is_not_white) {
  const std::vector<float> mask = foreground_mask(square_on_white());
  ASSERT_EQ(mask.size(), 1024U);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x)
      EXPECT_EQ(at(mask, x, y), x >= 8 && x < 24 && y >= 8 && y < 24 ? 1 : 0) << x << ' ' << y;
  }
}

TEST(ForegroundMask, is_the_alpha_of_a_picture_that_has_one) {
  Image image(kSide, kSide, 4, 255);  // white, which counts for nothing here
  image.at(3, 4, 3) = 0;
  image.at(5, 4, 3) = 51;
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_FLOAT_EQ(at(mask, 3, 4), 0);
  EXPECT_FLOAT_EQ(at(mask, 5, 4), 0.2F);
  EXPECT_EQ(std::accumulate(mask.begin(), mask.end(), 0.0F), kSide * kSide - 2 + 0.2F);

  Image grey(kSide, kSide, 2, 255);
  grey.at(3, 4, 1) = 0;
  EXPECT_EQ(at(foreground_mask(grey), 3, 4), 0);
  EXPECT_EQ(at(foreground_mask(grey), 4, 4), 1);
}

TEST(ForegroundMask, an_alpha_of_ones_counts_as_none) {
  EXPECT_EQ(foreground_mask(to_rgba(square_on_white())), foreground_mask(square_on_white()));
}

TEST(ForegroundMask, a_transparent_picture_shows_nothing) {
  const std::vector<float> mask = foreground_mask(Image(kSide, kSide, 4, 0));
  EXPECT_EQ(mask, std::vector<float>(1024, 0.0F));
}

TEST(ForegroundMask, white_inside_of_the_object_stays) {
  Image image = square_on_white();
  fill(image, 12, 12, 6, 6, 255);
  EXPECT_EQ(foreground_mask(image), foreground_mask(square_on_white()));
}

TEST(ForegroundMask, white_behind_an_outline_of_one_pixel_stays) {
  constexpr int kSize = 64;
  const auto is_inside = [](int x, int y) { return std::hypot(x - kSize / 2, y - kSize / 2) <= 20; };
  Image disc(kSize, kSize, 3, 255);
  for (int y = 1; y < kSize - 1; ++y) {
    for (int x = 1; x < kSize - 1; ++x) {
      if (!is_inside(x, y)) continue;
      const bool is_enclosed = is_inside(x - 1, y) && is_inside(x + 1, y) && is_inside(x, y - 1) && is_inside(x, y + 1);
      fill(disc, x, y, 1, 1, is_enclosed ? 255 : 0);
    }
  }
  const std::vector<float> mask = foreground_mask(disc);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x)
      ASSERT_EQ(mask[static_cast<std::size_t>(y * kSize + x)], is_inside(x, y) ? 1 : 0) << x << ' ' << y;
  }
}

TEST(ForegroundMask, white_that_reaches_the_border_goes) {
  Image image = square_on_white();
  fill(image, 12, 8, 6, 10, 255);  // a notch from above
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_EQ(at(mask, 14, 12), 0);
  EXPECT_EQ(at(mask, 14, 20), 1);
}

TEST(ForegroundMask, specks_are_removed_and_parts_of_the_object_stay) {
  Image image = square_on_white();
  fill(image, 2, 2, 2, 2, 90);    // 4 pixels: 1.6 % of the object
  fill(image, 28, 20, 3, 3, 90);  // 9 pixels: 3.5 %
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_EQ(at(mask, 2, 2), 0);
  EXPECT_EQ(at(mask, 29, 21), 1);
}

TEST(ForegroundMask, specks_go_with_their_rims_and_what_something_faint_joins_stays) {
  Image image = square_on_white();
  fill(image, 1, 1, 4, 4, 230);
  fill(image, 2, 2, 2, 2, 90);
  fill(image, 26, 4, 2, 2, 90);   // a flag
  fill(image, 24, 6, 2, 2, 226);  // and its pole, blurred
  fill(image, 23, 7, 1, 1, 226);
  const std::vector<float> mask = foreground_mask(image);
  for (int y = 1; y < 5; ++y) {
    for (int x = 1; x < 5; ++x) EXPECT_EQ(at(mask, x, y), 0) << x << ' ' << y;
  }
  EXPECT_EQ(at(mask, 26, 4), 1);
}

TEST(ForegroundMask, is_soft_where_the_edge_is_lighter_than_the_object) {
  Image image = square_on_white();
  fill(image, 7, 8, 1, 16, 157);   // half as far from white as the object
  fill(image, 24, 8, 1, 16, 250);  // 0.02 from white: background
  fill(image, 16, 12, 1, 8, 223);  // light, but inside
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_NEAR(at(mask, 7, 12), 0.5, 0.01);
  EXPECT_EQ(at(mask, 24, 12), 0);
  EXPECT_EQ(at(mask, 16, 14), 1);
}

TEST(ForegroundMask, of_a_blurred_object_ends_in_the_middle_of_its_edge) {
  Image image(kSide, kSide, 3, 255);
  for (int x = 4; x < 28; ++x) {  // rises over eight pixels on the left, falls on the right
    const int steps = std::min({x - 3, 28 - x, 8});
    fill(image, x, 4, 1, 24, static_cast<std::uint8_t>(255 - 20 * steps));
  }
  const std::vector<float> mask = foreground_mask(image);
  for (int x = 6; x < 26; ++x) {
    EXPECT_NEAR(at(mask, x, 16), std::min({x - 3, 28 - x, 8}) / 8.0, 0.01) << x;
  }
}

TEST(ForegroundMask, light_parts_beside_dark_ones_stay_whole) {
  Image image = square_on_white();
  fill(image, 8, 8, 6, 16, 215);  // 0.16 from white, the rest 0.76
  const std::vector<float> mask = foreground_mask(image);
  for (int x = 8; x < 13; ++x) EXPECT_EQ(at(mask, x, 8), 1) << x;
  for (int y = 8; y < 24; ++y) EXPECT_EQ(at(mask, 8, y), 1) << y;
  EXPECT_EQ(at(mask, 14, 16), 1);
}

TEST(ForegroundMask, light_parts_stay_whole_behind_a_soft_edge) {
  Image image = square_on_white();
  fill(image, 7, 8, 1, 16, 235);  // half as far from white as what follows, which rises no more
  fill(image, 8, 8, 6, 16, 215);
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_NEAR(at(mask, 7, 16), 0.5, 0.01);
  for (int x = 9; x < 14; ++x) EXPECT_EQ(at(mask, x, 16), 1) << x;
}

TEST(ForegroundMask, a_bright_color_is_no_white) {
  Image image(kSide, kSide, 3, 255);
  for (int y = 8; y < 24; ++y) {
    for (int x = 8; x < 24; ++x) image.at(x, y, 2) = 0;  // yellow
  }
  EXPECT_EQ(foreground_mask(image), foreground_mask(square_on_white()));
}

TEST(ForegroundMask, of_a_white_picture_is_empty_and_of_a_dark_one_full) {
  EXPECT_EQ(foreground_mask(Image(kSide, kSide, 3, 255)), std::vector<float>(1024, 0.0F));
  EXPECT_EQ(foreground_mask(Image(kSide, kSide, 3, 40)), std::vector<float>(1024, 1.0F));
  EXPECT_EQ(foreground_mask(Image(1, 1, 3, 40)), std::vector<float>(1, 1.0F));
}

TEST(ForegroundMask, an_object_may_touch_the_border) {
  Image image(kSide, kSide, 3, 255);
  fill(image, 0, 10, 12, 22, 60);
  const std::vector<float> mask = foreground_mask(image);
  EXPECT_EQ(std::accumulate(mask.begin(), mask.end(), 0.0F), 12 * 22);
  EXPECT_EQ(at(mask, 0, 31), 1);
}

TEST(WhiteBorder, counts_what_is_near_white) {
  EXPECT_EQ(white_border(Image(kSide, kSide, 3, 255)).share, 1);
  EXPECT_EQ(white_border(square_on_white()).share, 1);
  EXPECT_EQ(white_border(Image(kSide, kSide, 3, 40)).share, 0);
  EXPECT_EQ(white_border(Image(1, 1, 3, 255)).share, 1);
  Image dark(kSide, kSide, 3, 40);
  fill(dark, 4, 0, 6, 20, 255);
  EXPECT_EQ(white_border(dark).share, 6.0 / 124);
  EXPECT_FALSE(white_border(dark).has_corner);
  for (const int x : {0, kSide - 1}) {
    for (const int y : {0, kSide - 1}) {
      Image corner(kSide, kSide, 3, 40);
      fill(corner, x, y, 1, 1, 255);
      EXPECT_TRUE(white_border(corner).has_corner) << x << ", " << y;
    }
  }
}

TEST(WhiteBorder, fades_in_shade_and_ends_where_an_object_begins) {
  Image shaded(kSide, kSide, 3), cut_off(kSide, kSide, 3, 255);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      for (int c = 0; c < 3; ++c) {
        shaded.at(x, y, c) = static_cast<std::uint8_t>(255 - 2 * x);
        if (x > 20) cut_off.at(x, y, c) = 230;
      }
    }
  }
  EXPECT_TRUE(white_border(shaded).fades);
  EXPECT_FALSE(white_border(cut_off).fades);
  EXPECT_FALSE(white_border(Image(kSide, kSide, 3, 255)).fades);
}

TEST(MaskIou, is_intersection_over_union_of_masks_cut_at_one_half) {
  EXPECT_DOUBLE_EQ(mask_iou({1, 1, 0, 0}, {0, 1, 1, 0}), 1 / 3.);
  EXPECT_DOUBLE_EQ(mask_iou({0.6F, 0.4F}, {1, 0}), 1);
  EXPECT_DOUBLE_EQ(mask_iou({1, 0}, {0, 1}), 0);
  EXPECT_DOUBLE_EQ(mask_iou({0, 0}, {0, 0}), 1) << "both are empty";
  EXPECT_THROW(mask_iou({1}, {1, 1}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
