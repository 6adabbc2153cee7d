#include "image/outline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace syncdreamer {
namespace {

constexpr int kOutlineSide = 64;

/// RGBA: a disc of this radius is opaque.
Image cut_disc(double radius) {
  Image cut(kOutlineSide, kOutlineSide, 4, 0);
  for (int y = 0; y < kOutlineSide; ++y) {
    for (int x = 0; x < kOutlineSide; ++x) cut.at(x, y, 3) = std::hypot(x - 32, y - 32) < radius ? 255 : 0;
  }
  return cut;
}

TEST(Outline, boxes_hold_the_pixels_of_enough_alpha) {
  Image rgba(8, 6, 4, 0);
  rgba.at(2, 1, 3) = 200;
  rgba.at(5, 3, 3) = 200;
  rgba.at(7, 5, 3) = 1;
  const auto solid = box_of_opacity(rgba, 128), faint = box_of_opacity(rgba, 1);
  ASSERT_TRUE(solid && faint);
  EXPECT_EQ(solid->longer_side(), 4);
  EXPECT_EQ(solid->top, 1);
  EXPECT_EQ(solid->bottom, 3);
  EXPECT_EQ(faint->longer_side(), 6);
  EXPECT_FALSE(box_of_opacity(rgba, 255));
}

TEST(Outline, edges_that_cut_an_object_off_are_named) {
  const auto block = [](int left, int top, int right, int bottom) {
    Image rgba(32, 24, 4, 0);
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) rgba.at(x, y, 3) = 255;
    }
    return rgba;
  };
  EXPECT_EQ(edges_cutting(block(4, 4, 28, 20)), "");
  EXPECT_EQ(edges_cutting(block(0, 4, 28, 20)), "left");
  EXPECT_EQ(edges_cutting(block(4, 0, 32, 20)), "top, right");
  EXPECT_EQ(edges_cutting(block(4, 4, 28, 24)), "bottom");
  EXPECT_EQ(edges_cutting(block(0, 10, 32, 14)), "left, right") << "a pole, cut off by its thickness";
  EXPECT_EQ(edges_cutting(block(0, 0, 32, 24)), "") << "cropped to the object";
  Image tip = block(4, 4, 28, 20);
  for (int y = 0; y < 4; ++y) tip.at(10, y, 3) = 255;
  EXPECT_EQ(edges_cutting(tip), "") << "a tip that touches the edge";
  EXPECT_EQ(edges_cutting(Image(8, 8, 4, 0)), "");
}

TEST(Outline, has_an_edge_where_a_disc_was_cut_out_and_none_in_the_middle_of_a_slope) {
  Image disc(kOutlineSide, kOutlineSide, 3, 240), slope(kOutlineSide, kOutlineSide, 3);
  for (int y = 0; y < kOutlineSide; ++y) {
    for (int x = 0; x < kOutlineSide; ++x) {
      for (int c = 0; c < 3; ++c) {
        if (std::hypot(x - 32, y - 32) < 20) disc.at(x, y, c) = 90;
        slope.at(x, y, c) = static_cast<std::uint8_t>(100 + x + y / 2);
      }
    }
  }
  EXPECT_EQ(outline_without_edge(disc, cut_disc(20)), 0);
  EXPECT_EQ(outline_without_edge(slope, cut_disc(20)), 1);
  EXPECT_GT(outline_without_edge(disc, cut_disc(28)), 0.9) << "cut too wide";
}

TEST(Outline, has_an_edge_in_gaps_of_any_width) {
  for (const int gap : {1, 2, 3, 5}) {
    Image bars(kOutlineSide, kOutlineSide, 3, 250), cut(kOutlineSide, kOutlineSide, 4, 0);
    for (int y = 10; y < 50; ++y) {
      for (int x = 10; x < 50; ++x) {
        if (x % (4 + gap) >= 4) continue;
        for (int c = 0; c < 3; ++c) bars.at(x, y, c) = 60;
        cut.at(x, y, 3) = 255;
      }
    }
    EXPECT_EQ(outline_without_edge(bars, cut), 0) << gap;
  }
}

TEST(Outline, noise_is_no_edge) {
  Random random(3);
  Image disc(kOutlineSide, kOutlineSide, 3);
  for (int y = 0; y < kOutlineSide; ++y) {
    for (int x = 0; x < kOutlineSide; ++x) {
      const double level = std::hypot(x - 32, y - 32) < 20 ? 60 : 200;
      for (int c = 0; c < 3; ++c) disc.at(x, y, c) = static_cast<std::uint8_t>(level + random.uniform(-20, 20));
    }
  }
  EXPECT_LT(outline_without_edge(disc, cut_disc(20)), 0.02);
  EXPECT_GT(outline_without_edge(disc, cut_disc(26)), 0.5) << "cut too wide";
}

TEST(Outline, has_no_edge_where_only_the_object_is_rough) {
  Random random(3);
  Image disc(kOutlineSide, kOutlineSide, 3, 200);  // of fabric that is as bright as the background
  for (int y = 0; y < kOutlineSide; ++y) {
    for (int x = 0; x < kOutlineSide; ++x) {
      if (std::hypot(x - 32, y - 32) >= 20) continue;
      for (int c = 0; c < 3; ++c) disc.at(x, y, c) = static_cast<std::uint8_t>(200 + random.uniform(-15, 15));
    }
  }
  EXPECT_GT(outline_without_edge(disc, cut_disc(20)), 0.7);
}

TEST(Outline, of_wires_and_drawn_lines_has_an_edge) {
  for (const int width : {1, 2, 3}) {
    Image wires(kOutlineSide, kOutlineSide, 3, 230), cut(kOutlineSide, kOutlineSide, 4, 0);
    for (int y = 8; y < 56; ++y) {
      for (int x = 8; x < 56; ++x) {
        if (x % 12 >= width) continue;
        for (int c = 0; c < 3; ++c) wires.at(x, y, c) = 210;
        cut.at(x, y, 3) = 255;
      }
    }
    EXPECT_EQ(outline_without_edge(wires, cut), 0) << width;
  }
  Image drawn(kOutlineSide, kOutlineSide, 3, 230);
  for (int y = 0; y < kOutlineSide; ++y) {
    for (int x = 0; x < kOutlineSide; ++x) {
      const double radius = std::hypot(x - 32, y - 32);
      for (int c = 0; c < 3; ++c) drawn.at(x, y, c) = radius < 20 && radius > 18.5 ? 180 : 230;
    }
  }
  EXPECT_LT(outline_without_edge(drawn, cut_disc(20)), 0.1);
}

TEST(Outline, on_the_border_does_not_count) {
  EXPECT_EQ(outline_without_edge(Image(kOutlineSide, kOutlineSide, 3, 100), Image(kOutlineSide, kOutlineSide, 4, 255)),
            0);
}

}  // namespace
}  // namespace syncdreamer
