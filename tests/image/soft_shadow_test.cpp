#include "image/soft_shadow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/random.h"
#include "image/plain_background.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

constexpr int kGroundSide = 200;

/// Levels of a grey picture with little noise, on 240.
Image grey_picture(const std::function<double(int, int)>& level) {
  Image image(kGroundSide, kGroundSide, 4, 255);
  for (int y = 0; y < kGroundSide; ++y) {
    for (int x = 0; x < kGroundSide; ++x) {
      const double noise = static_cast<double>(mix_bits(static_cast<std::uint64_t>(y * kGroundSide + x)) % 5) - 2;
      for (int c = 0; c < 3; ++c)
        image.at(x, y, c) = static_cast<std::uint8_t>(std::clamp(level(x, y) + noise, 0., 255.));
    }
  }
  return image;
}

/// How dark a shadow under (100, 140) makes the ground, 0 to 0.6: an ellipse without an edge.
double darkness(int x, int y) {
  const double distance = std::hypot((x - 110) / 60.0, (y - 140) / 30.0);
  return 0.6 * std::clamp(1 - distance, 0.0, 1.0);
}

bool is_in_box(int x, int y) {
  return x >= 70 && x < 130 && y >= 60 && y < 140;
}

/// What soft_shadow finds in a picture beside what the flood of its background left.
Mask shadow_of(const Image& image) {
  const PlainBackground background = find_plain_background(image, "cup.png");
  const auto color = [&](std::size_t pixel) { return background.colors.at(pixel); };
  return soft_shadow(image, color, inverted(connected_to_border(background.mask(image))));
}

int count(const Mask& mask, const std::function<bool(int, int)>& where) {
  int number = 0;
  for (int i = 0; i < kGroundSide * kGroundSide; ++i)
    number += mask.at(i % kGroundSide, i / kGroundSide) && where(i % kGroundSide, i / kGroundSide);
  return number;
}

const auto kAnywhere = [](int, int) { return true; };

TEST(SoftShadow, on_the_ground_is_found_and_the_object_is_not) {
  for (const int level : {20, 60, 150, 200}) {  // of a box, darker and lighter than its shadow
    const auto shadow =
        shadow_of(grey_picture([&](int x, int y) { return is_in_box(x, y) ? level : 240 * (1 - darkness(x, y)); }));
    int num_dark = 0, num_found = 0;
    for (int y = 0; y < kGroundSide; ++y) {
      for (int x = 0; x < kGroundSide; ++x) {
        const bool is_beside = x < 65 || x >= 135 || y >= 145;  // of the edge of the object
        if (darkness(x, y) < 0.1 || !is_beside) continue;
        ++num_dark;
        num_found += shadow.at(x, y);
      }
    }
    EXPECT_GE(num_found, 0.98 * num_dark) << level;
    EXPECT_GT(num_dark, 1000);
    EXPECT_LE(count(shadow, is_in_box), 60 * 80 / 50) << level;
  }
}

TEST(SoftShadow, is_no_part_of_objects_that_have_an_edge) {
  const auto shaded_ball = [](int x, int y) {
    const double radius = std::hypot(x - 100, y - 100) / 60;
    return radius < 1 ? 180 - 120 * radius * radius : 240;
  };
  EXPECT_EQ(count(shadow_of(grey_picture(shaded_ball)), kAnywhere), 0);
}

TEST(SoftShadow, is_no_part_of_objects_that_the_picture_cuts_off) {
  for (const int level : {60, 150}) {  // of shoulders under a head
    const auto bust = [&](int x, int y) {
      if (std::hypot(x - 100, y - 70) < 35) return 20;
      return y >= 105 && x >= 50 && x < 150 ? level : 240;
    };
    EXPECT_EQ(count(shadow_of(grey_picture(bust)), kAnywhere), 0) << level;
  }
}

TEST(SoftShadow, around_an_object_that_is_seen_from_above_reaches_into_its_upper_half) {
  const auto around = [](int x, int y) { return 0.6 * std::clamp(1 - std::hypot(x - 100, y - 125) / 60, 0.0, 1.0); };
  const auto is_in_lying_box = [](int x, int y) { return x >= 70 && x < 130 && y >= 20 && y < 140; };
  const auto shadow =
      shadow_of(grey_picture([&](int x, int y) { return is_in_lying_box(x, y) ? 20 : 240 * (1 - around(x, y)); }));
  const auto is_dark_beside = [&](int x, int y) { return around(x, y) > 0.1 && (x < 65 || x >= 135 || y >= 145); };
  EXPECT_GE(count(shadow, is_dark_beside), 0.98 * count(Mask(kGroundSide, kGroundSide, 1), is_dark_beside));
  EXPECT_LE(count(shadow, is_in_lying_box), 60 * 120 / 50);
}

TEST(SoftShadow, in_the_upper_half_is_none_of_an_object_that_has_an_edge_there) {
  // The brush gets from the shadow into the box, which is as bright where they meet.
  const auto is_in_high_box = [](int x, int y) { return x >= 70 && x < 130 && y >= 60 && y < 150; };
  const auto shadow = shadow_of(grey_picture([&](int x, int y) {
    return is_in_high_box(x, y) ? 240 * (1 - darkness(110, 140)) : 240 * (1 - darkness(x, y));
  }));
  EXPECT_LE(count(shadow, [](int, int y) { return y < 105; }), 10);
}

TEST(SoftShadow, is_found_where_it_is_seen_through_an_opening) {
  const auto distance = [](int x, int y) { return std::hypot(x - 100, y - 100); };
  const auto is_in_ring = [&](int x, int y) { return distance(x, y) > 55 && distance(x, y) < 85; };
  const auto is_in_opening = [&](int x, int y) { return distance(x, y) < 50; };
  const Image image = grey_picture([&](int x, int y) {
    const double shadow = 0.35 * std::clamp(1 - std::hypot((x - 100) / 40.0, (y - 115) / 20.0), 0.0, 1.0);
    return is_in_ring(x, y) ? 60 : 240 * (1 - shadow);
  });
  const PlainBackground background = find_plain_background(image, "ring.png");
  const Mask object = inverted(background.mask(image));  // whose opening is cut out
  const Mask shadow = soft_shadow(
      image, [&](std::size_t pixel) { return background.colors.at(pixel); }, object);
  const Mask left = without(object, shadow);
  EXPECT_GT(count(object, is_in_opening), 800);
  EXPECT_LT(count(left, is_in_opening), 80);
  EXPECT_GT(count(left, is_in_ring), 0.98 * count(object, is_in_ring));
}

TEST(SoftShadow, is_none_around_a_highlight) {
  const auto is_in_vase = [](int x, int y) { return std::hypot((x - 100) / 60.0, (y - 100) / 80.0) < 1; };
  const Image image = grey_picture([&](int x, int y) {
    if (!is_in_vase(x, y)) return 240.0;
    if (y < 100) return 50.0;
    return 160 + 80 * std::exp(-std::pow(std::hypot(x - 85, y - 135) / 18, 2));  // glossy
  });
  const PlainBackground background = find_plain_background(image, "vase.png");
  const Mask object = inverted(background.mask(image));
  EXPECT_GT(count(object, is_in_vase), 0.95 * count(Mask(kGroundSide, kGroundSide, 1), is_in_vase));
  const Mask shadow = soft_shadow(
      image, [&](std::size_t pixel) { return background.colors.at(pixel); }, object);
  EXPECT_LT(count(shadow, kAnywhere), 0.01 * count(object, kAnywhere));
}

TEST(SoftShadow, in_the_upper_half_is_none) {
  const auto shadow =
      shadow_of(grey_picture([](int x, int y) { return is_in_box(x, y) ? 20 : 240 * (1 - darkness(x, 200 - y)); }));
  const auto is_dark = [](int x, int y) { return darkness(x, 200 - y) > 0.1; };  // and no speck at its end
  EXPECT_EQ(count(shadow, is_dark), 0) << "of a box from 60 to 140, round 60";
}

TEST(SoftShadow, that_would_be_nearly_all_is_none) {
  const auto cloud = [](int x, int y) { return 240 * (1 - darkness(x, y)); };
  EXPECT_EQ(count(shadow_of(grey_picture(cloud)), kAnywhere), 0);
}

TEST(SoftShadow, has_the_background_s_hue_all_the_less_the_darker_it_is) {
  const Color background{240, 240, 240};
  EXPECT_TRUE(is_darkened({120, 120, 120}, background));
  EXPECT_TRUE(is_darkened({138, 118, 104}, background)) << "of half the light, some from a red object";
  EXPECT_FALSE(is_darkened({234, 214, 200}, background)) << "of nearly all of it";
  EXPECT_FALSE(is_darkened({160, 110, 90}, background));
  EXPECT_FALSE(is_darkened({250, 250, 250}, background)) << "brighter";
  EXPECT_FALSE(is_darkened({20, 20, 20}, background)) << "black";
}

TEST(SoftShadow, of_another_hue_is_none) {
  Image image = grey_picture([](int x, int y) { return is_in_box(x, y) ? 20 : 240 * (1 - darkness(x, y)); });
  for (int y = 0; y < kGroundSide; ++y) {
    for (int x = 0; x < kGroundSide; ++x) {
      if (darkness(x, y) > 0) image.at(x, y, 0) = 240;  // red
    }
  }
  EXPECT_LE(count(shadow_of(image), [](int x, int y) { return darkness(x, y) > 0.1; }), 30);
}

}  // namespace
}  // namespace syncdreamer
