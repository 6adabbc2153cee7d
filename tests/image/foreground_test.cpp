#include "image/foreground.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/outline.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

using Color = std::array<double, 3>;
constexpr int kSide = 120;
constexpr double kCenter = 59.5;

// `object` over `background` inside the disc of the radius, its edge mixed over one pixel, plus noise.
Image disc(double radius, const Color& object, const Color& background, int noise = 0) {
  Image image(kSide, kSide, 3);
  std::uint32_t state = 1;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double coverage = std::clamp(radius - std::hypot(x - kCenter, y - kCenter) + 0.5, 0.0, 1.0);
      for (int c = 0; c < 3; ++c) {
        state = state * 1664525u + 1013904223u;
        const int error = noise > 0 ? static_cast<int>(state >> 16) % (2 * noise + 1) - noise : 0;
        const auto i = static_cast<std::size_t>(c);
        const double level = coverage * object[i] + (1.0 - coverage) * background[i] + error;
        image.at(x, y, c) = static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, 255.0)));
      }
    }
  }
  return image;
}

double covered_area(const Image& rgba) {
  double area = 0.0;
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) area += rgba.pixels[i] / 255.0;
  return area;
}

TEST(Foreground, disc_on_a_colored_background_has_its_area_and_color) {
  const Image rgba = extract_foreground(disc(35.0, {200, 40, 30}, {60, 120, 180}), "disc.png");
  EXPECT_NEAR(covered_area(rgba), M_PI * 35.0 * 35.0, 25.0);
  for (std::size_t i = 0; i < rgba.pixels.size(); i += 4) {
    if (rgba.pixels[i + 3] < 64) continue;
    EXPECT_NEAR(rgba.pixels[i], 200, 12);
    EXPECT_NEAR(rgba.pixels[i + 1], 40, 12);
    EXPECT_NEAR(rgba.pixels[i + 2], 30, 12);
  }
}

TEST(Foreground, edge_is_soft) {
  const Image rgba = extract_foreground(disc(35.0, {20, 40, 30}, {255, 255, 255}), "disc.png");
  int num_soft = 0;
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) num_soft += rgba.pixels[i] > 20 && rgba.pixels[i] < 235;
  EXPECT_GT(num_soft, 100);
}

TEST(Foreground, edges_take_the_colour_of_the_part_that_they_belong_to) {
  Image image = disc(35, {200, 30, 30}, {255, 255, 255});  // a red rim about a green disc
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (std::hypot(x - kCenter, y - kCenter) >= 31) continue;
      image.at(x, y, 0) = 20, image.at(x, y, 1) = 180;
    }
  }
  const Image cut = extract_foreground(image, "target.png");
  int num_edge_pixels = 0;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (std::hypot(x - kCenter, y - kCenter) <= 33.5 || cut.at(x, y, 3) <= 64) continue;
      ++num_edge_pixels;
      EXPECT_NEAR(cut.at(x, y, 0), 200, 12);
      EXPECT_NEAR(cut.at(x, y, 1), 30, 12);
    }
  }
  EXPECT_GT(num_edge_pixels, 200) << "of a circle of 220 pixels";
}

// Of a colour so near to the background's, noise would make any share.
TEST(Foreground, edge_of_an_object_hardly_unlike_its_background_is_hard) {
  const Image cut = extract_foreground(disc(35, {235, 235, 235}, {255, 255, 255}), "shell.png");
  EXPECT_EQ(cut.at(60, 60, 3), 255);
  for (std::size_t i = 3; i < cut.pixels.size(); i += 4) EXPECT_TRUE(cut.pixels[i] == 0 || cut.pixels[i] == 255);
}

/// A red disc with a white square of `side` pixels in its middle, on white.
Image disc_with_hole(int side) {
  Image image = disc(35.0, {200, 40, 30}, {255, 255, 255});
  for (int y = 60 - side / 2; y < 60 + (side + 1) / 2; ++y) {
    for (int x = 60 - side / 2; x < 60 + (side + 1) / 2; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = 255;
    }
  }
  return image;
}

TEST(Foreground, holes_are_cut_out_if_that_is_wanted_and_glints_are_not) {
  const auto cut = [](int side) {
    return extract_foreground(disc_with_hole(side), "ring.png", EnclosedBackground::cut_out);
  };
  EXPECT_EQ(cut(10).at(60, 60, 3), 0);
  EXPECT_EQ(cut(10).at(48, 60, 3), 255);
  EXPECT_NEAR(covered_area(extract_foreground(disc_with_hole(10), "ring.png")) - covered_area(cut(10)), 100, 10);
  EXPECT_EQ(cut(2).at(60, 60, 3), 255);
}

TEST(Foreground, white_hole_inside_the_object_stays) {
  const Image image = disc_with_hole(10);
  const Image rgba = extract_foreground(image, "ring.png");
  EXPECT_EQ(rgba.at(60, 60, 3), 255);
  EXPECT_EQ(rgba.at(60, 60, 1), 255);
  EXPECT_EQ(rgba.at(2, 2, 3), 0);
}

TEST(Foreground, noise_and_specks_do_not_become_objects) {
  Image image = disc(35.0, {200, 40, 30}, {235, 235, 230}, 8);
  for (int c = 0; c < 3; ++c) image.at(8, 8, c) = image.at(9, 8, c) = 0;
  const Image rgba = extract_foreground(image, "noisy.jpg");
  EXPECT_EQ(rgba.at(8, 8, 3), 0);
  EXPECT_NEAR(covered_area(rgba), M_PI * 35.0 * 35.0, 80.0);
}

/// What strong compression leaves beside edges: faint noise, and spots of two pixels that differ by `strength`.
void add_ringing(Image& image, double radius, int strength) {
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double beside = std::hypot(x - kCenter, y - kCenter) - radius;
      if (beside < 1 || beside > 8) continue;
      const bool is_spot = beside < 4 && (x / 2 + y / 2) % 3 == 0;
      const int level = is_spot ? strength : 1 + (x * y + x) % 9;  // faint noise reaches farther
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(image.at(x, y, c) - level);
    }
  }
}

TEST(Foreground, what_compression_leaves_beside_an_object_is_none) {
  Image image = disc(35, {200, 40, 30}, {255, 255, 255});
  add_ringing(image, 35, 25);
  EXPECT_NEAR(covered_area(extract_foreground(image, "disc.jpg")), M_PI * 35 * 35, 30);
}

TEST(Foreground, pale_objects_stay_in_rough_pictures_where_they_are_wide) {
  Image image = disc(35, {225, 225, 225}, {255, 255, 255}, 5);
  EXPECT_NEAR(covered_area(extract_foreground(image, "disc.jpg")), M_PI * 35 * 35, 150);
}

TEST(Foreground, a_pale_stem_stays_in_rough_pictures_and_in_smooth_ones) {
  for (const bool is_rough : {true, false}) {
    Image image = disc(20, {200, 40, 30}, {255, 255, 255});
    if (is_rough) add_ringing(image, 20, 25);
    for (int y = 80; y < 118; ++y) {
      for (int x = 58; x < 62; ++x) {
        for (int c = 0; c < 3; ++c) image.at(x, y, c) = 222;
      }
    }
    const Image cut = extract_foreground(image, "lamp.jpg");
    EXPECT_EQ(cut.at(60, 100, 3), 255) << is_rough;
    EXPECT_EQ(cut.at(60, 112, 3), 255) << is_rough;
  }
}

TEST(Foreground, object_may_touch_a_part_of_the_border) {
  Image image = disc(30.0, {200, 40, 30}, {255, 255, 255});
  for (int y = 60; y < kSide; ++y) {
    for (int x = 50; x < 70; ++x) image.at(x, y, 0) = 200, image.at(x, y, 1) = 40, image.at(x, y, 2) = 30;
  }
  const Image rgba = extract_foreground(image, "lollipop.png");
  EXPECT_EQ(rgba.at(60, kSide - 1, 3), 255);
  EXPECT_EQ(rgba.at(20, kSide - 1, 3), 0);
}

TEST(Foreground, background_that_is_not_plain_is_refused) {
  Image image(64, 64, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(i * 2654435761u >> 24);
  EXPECT_THAT(refusal_of([&] { extract_foreground(image, "street.jpg"); }),
              HasSubstr("street.jpg: the picture has no alpha and its background is not plain"));
}

TEST(Foreground, an_object_too_small_to_be_told_from_a_speck_is_refused_as_such) {
  Image image(400, 400, 3, 255);
  for (int y = 200; y < 206; ++y) {
    for (int x = 200; x < 206; ++x) image.at(x, y, 1) = 0;
  }
  EXPECT_THAT(refusal_of([&] { extract_foreground(image, "far.png"); }), HasSubstr("far.png: the object is too small"));
  EXPECT_THROW(extract_foreground(image, "far.png"), NoObjectError) << "one of several views counts as empty";
}

TEST(Foreground, existing_alpha_is_kept_and_an_opaque_one_counts_as_none) {
  Image image(8, 8, 4, 90);
  image.at(3, 3, 3) = 10;
  EXPECT_EQ(extract_foreground(image, "cut.png").pixels, image.pixels);
  const Image opaque = to_rgba(disc(35.0, {200, 40, 30}, {60, 120, 180}));
  EXPECT_EQ(extract_foreground(opaque, "opaque.png").at(0, 0, 3), 0);
}

TEST(Foreground, picture_that_cannot_be_seen_is_refused) {
  const auto refusal = [](std::uint8_t alpha) {
    Image faint(16, 16, 4, 200);
    for (std::size_t i = 3; i < faint.pixels.size(); i += 4) faint.pixels[i] = alpha;
    return refusal_of([&] { extract_foreground(faint, "ghost.png"); });
  };
  EXPECT_THAT(refusal(1), HasSubstr("ghost.png: has no object"));
  EXPECT_THAT(refusal(12), HasSubstr("ghost.png: has no object"));
  EXPECT_EQ(refusal(13), "no error") << "a twentieth can be seen";
}

TEST(Foreground, picture_without_object_is_refused) {
  EXPECT_THAT(refusal_of([] { extract_foreground(Image(8, 8, 4, 0), "gone.png"); }),
              HasSubstr("gone.png: has no object: every pixel is transparent"));
  EXPECT_THAT(refusal_of([] { extract_foreground(Image(64, 64, 3, 200), "sky.png"); }),
              HasSubstr("sky.png: has no object"));
}

}  // namespace
}  // namespace syncdreamer
