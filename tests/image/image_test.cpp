#include "image/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using Levels = std::vector<std::uint8_t>;

TEST(Image, unit_values_are_rounded_to_levels_and_clamped) {
  EXPECT_EQ(byte_from_unit(0.0), 0);
  EXPECT_EQ(byte_from_unit(0.49 / 255), 0);
  EXPECT_EQ(byte_from_unit(0.5), 128);
  EXPECT_EQ(byte_from_unit(254.51 / 255), 255);
  EXPECT_EQ(byte_from_unit(-0.1F), 0);
  EXPECT_EQ(byte_from_unit(1.1F), 255);
  for (int level = 0; level < 256; ++level) EXPECT_EQ(byte_from_unit(static_cast<float>(level) / 255), level);
}

TEST(Image, grey_is_repeated_and_a_missing_alpha_is_opaque) {
  Image grey(1, 1, 1, 70);
  EXPECT_EQ(to_rgba(grey).pixels, (Levels{70, 70, 70, 255}));
  EXPECT_EQ(to_rgb(grey).pixels, (Levels{70, 70, 70}));
  Image grey_alpha(1, 1, 2);
  grey_alpha.pixels = {70, 9};
  EXPECT_EQ(to_rgba(grey_alpha).pixels, (Levels{70, 70, 70, 9}));
}

TEST(Image, whose_values_do_not_fit_its_size_is_a_mistake_of_the_caller) {
  Image cut = Image(4, 4, 3);
  cut.pixels.resize(20);
  Image target(4, 4, 3);
  for (const Image& image : {cut, Image(4, 4, 5), Image(4, 4, 0)}) {
    EXPECT_THROW(to_rgb(image), std::logic_error);
    EXPECT_THROW(to_rgba(image), std::logic_error);
    EXPECT_THROW(blend_on_white(image), std::logic_error);
    EXPECT_THROW(unit_rgb_on_white(image), std::logic_error);
    EXPECT_THROW(paste(image, target, 0, 0), std::logic_error);
    EXPECT_THROW(crop(image, 0, 0, 2, 2), std::logic_error);
  }
  EXPECT_THROW(paste(target, cut, 0, 0), std::logic_error);
}

TEST(Image, blending_on_white_is_exact_at_both_ends_and_rounds_between) {
  Image image(3, 1, 4);
  image.pixels = {10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 255, 128};
  EXPECT_EQ(blend_on_white(image).pixels, (Levels{255, 255, 255, 10, 20, 30, 127, 177, 255}));
  const std::vector<float> unit = unit_rgb_on_white(image);
  EXPECT_FLOAT_EQ(unit[0], 1.0f);
  EXPECT_FLOAT_EQ(unit[3], 10.0f / 255.0f);
  EXPECT_NEAR(unit[7], 177.22f / 255.0f, 1e-4);
}

TEST(Image, crop_outside_the_picture_is_zero) {
  Image image(2, 2, 1);
  image.pixels = {1, 2, 3, 4};
  EXPECT_EQ(crop(image, 1, 1, 2, 2).pixels, (Levels{4, 0, 0, 0}));
  EXPECT_EQ(crop(image, -1, 0, 2, 2).pixels, (Levels{0, 1, 0, 3}));
}

TEST(Image, paste_beyond_the_edge_keeps_what_fits) {
  Image target(2, 2, 1);
  paste(Image(3, 3, 1, 9), target, 1, -2);
  EXPECT_EQ(target.pixels, (Levels{0, 9, 0, 0}));
  paste(Image(3, 3, 1, 9), target, 5, 5);
  EXPECT_EQ(target.pixels, (Levels{0, 9, 0, 0}));
}

TEST(Image, paste_far_away_changes_nothing) {
  Image target(4, 4, 1, 7);
  for (const int far : {std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    paste(Image(2, 2, 1, 9), target, far, 0);
    paste(Image(2, 2, 1, 9), target, 0, far);
  }
  EXPECT_EQ(target.pixels, Image(4, 4, 1, 7).pixels);
}

TEST(Image, is_see_through_if_a_pixel_is_not_opaque) {
  for (const int channels : {2, 4}) {
    Image image(3, 2, channels, 255);
    EXPECT_FALSE(image.is_see_through());
    image.at(1, 1, 0) = 7;
    EXPECT_FALSE(image.is_see_through());
    image.at(2, 1, channels - 1) = 250;
    EXPECT_FALSE(image.is_see_through());
    image.at(2, 1, channels - 1) = 249;
    EXPECT_TRUE(image.is_see_through());
  }
  EXPECT_FALSE(Image(3, 2, 3, 0).is_see_through());
}

TEST(Image, of_too_many_pixels_is_refused_even_where_they_cannot_be_counted) {
  const auto refusal = [](std::int64_t width, std::int64_t height) {
    return refusal_of([&] { check_picture_size(width, height, 1000, "a.png"); });
  };
  EXPECT_EQ(refusal(40, 25), "no error");
  EXPECT_THAT(refusal(40, 26), ::testing::HasSubstr("expected at most 1000"));
  EXPECT_THAT(refusal(0xFFFFFFFF, 0xFFFFFFFF), ::testing::HasSubstr("expected at most 1000"));
}

}  // namespace
}  // namespace syncdreamer
