#include "geometry/triangle_raster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace syncdreamer {
namespace {

constexpr int kRasterSize = 4;

using Triangle2 = std::array<Point2, 3>;

/// How often each pixel is visited, row by row.
std::vector<int> visits(const std::vector<Triangle2>& triangles) {
  std::vector<int> counts(kRasterSize * kRasterSize, 0);
  for (const Triangle2& triangle : triangles) {
    for_each_pixel(triangle, kRasterSize, kRasterSize, [&](int x, int y, const auto&) {
      ++counts.at(static_cast<std::size_t>(y) * kRasterSize + static_cast<std::size_t>(x));
    });
  }
  return counts;
}

TEST(TriangleRaster, area_is_positive_counterclockwise) {
  EXPECT_EQ(twice_area({0, 0}, {2, 0}, {0, 3}), 6);
  EXPECT_EQ(twice_area({0, 0}, {0, 3}, {2, 0}), -6);
}

TEST(TriangleRaster, pixels_whose_centres_lie_inside_or_on_the_rim_are_visited) {
  const std::vector<int> below_diagonal{1, 1, 1, 1,  //
                                        1, 1, 1, 0,  //
                                        1, 1, 0, 0,  //
                                        1, 0, 0, 0};
  EXPECT_EQ(visits({{{{0, 0}, {4, 0}, {0, 4}}}}), below_diagonal);
  EXPECT_EQ(visits({{{{0, 0}, {0, 4}, {4, 0}}}}), below_diagonal) << "clockwise";
}

TEST(TriangleRaster, triangles_that_fill_a_square_leave_no_pixel_out) {
  const std::vector<int> twice_on_the_diagonal{2, 1, 1, 1,  //
                                               1, 2, 1, 1,  //
                                               1, 1, 2, 1,  //
                                               1, 1, 1, 2};
  EXPECT_EQ(visits({{{{0, 0}, {4, 0}, {4, 4}}}, {{{0, 0}, {4, 4}, {0, 4}}}}), twice_on_the_diagonal);
}

TEST(TriangleRaster, what_lies_outside_the_picture_is_cut_off) {
  EXPECT_EQ(visits({{{{-100, -100}, {200, -100}, {-100, 200}}}}), std::vector<int>(kRasterSize * kRasterSize, 1));
  EXPECT_EQ(visits({{{{5, 5}, {9, 5}, {5, 9}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
}

TEST(TriangleRaster, a_side_that_two_triangles_share_leaves_no_pixel_out) {
  // A pixel's centre lies on it but for rounding, which must not put it outside of both.
  for (int i = 1; i < 2000; ++i) {
    const double slope = i / 1999.0;
    const Point2 low{0.5 - 3, 0.5 - 3 * slope}, high{0.5 + 7, 0.5 + 7 * slope};
    Triangle2 above{low, high, {-9, 9}}, below{low, {9, -9}, high};
    for (int turn = 0; turn < 9; ++turn) {  // whichever corner comes first
      EXPECT_GE(visits({above, below})[0], 1) << slope << " turned " << turn;
      std::rotate(above.begin(), above.begin() + 1, above.end());
      if (turn % 3 == 2) std::rotate(below.begin(), below.begin() + 1, below.end());
    }
  }
}

TEST(TriangleRaster, the_picture_need_not_be_square) {
  int num_visited = 0;
  for_each_pixel({{{0, 0}, {99, 0}, {0, 99}}}, 3, 2, [&](int x, int y, const auto&) {
    ++num_visited;
    EXPECT_TRUE(x < 3 && y < 2);
  });
  EXPECT_EQ(num_visited, 6);
}

TEST(TriangleRaster, triangles_without_area_or_between_centres_have_no_pixel) {
  EXPECT_EQ(visits({{{{0.5, 0.5}, {1.5, 1.5}, {3.5, 3.5}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
  EXPECT_EQ(visits({{{{0.6, 0.6}, {1.4, 0.6}, {0.6, 1.4}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
}

TEST(TriangleRaster, weights_are_those_of_the_corners) {
  for (const Triangle2& t : {Triangle2{{{0.3, 0.2}, {3.7, 0.9}, {1.1, 3.6}}},  //
                             Triangle2{{{1.1, 3.6}, {3.7, 0.9}, {0.3, 0.2}}}}) {
    int num_visited = 0;
    for_each_pixel(t, kRasterSize, kRasterSize, [&](int x, int y, const std::array<double, 3>& weights) {
      ++num_visited;
      EXPECT_GE(*std::min_element(weights.begin(), weights.end()), 0);
      EXPECT_NEAR(weights[0] + weights[1] + weights[2], 1, 1e-12);
      EXPECT_NEAR(weights[0] * t[0][0] + weights[1] * t[1][0] + weights[2] * t[2][0], x + 0.5, 1e-12);
      EXPECT_NEAR(weights[0] * t[0][1] + weights[1] * t[1][1] + weights[2] * t[2][1], y + 0.5, 1e-12);
    });
    EXPECT_GT(num_visited, 3);
  }
}

}  // namespace
}  // namespace syncdreamer
