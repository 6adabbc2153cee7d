#include "reconstruct/texel_raster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace syncdreamer {
namespace {

constexpr int kRasterSize = 4;

using Triangle2 = std::array<Point2, 3>;

/// How often each texel is visited, row by row.
std::vector<int> visits(const std::vector<Triangle2>& triangles) {
  std::vector<int> counts(kRasterSize * kRasterSize, 0);
  for (const Triangle2& triangle : triangles) {
    for_each_texel(triangle, kRasterSize, [&](int x, int y, const auto&) {
      ++counts.at(static_cast<std::size_t>(y) * kRasterSize + static_cast<std::size_t>(x));
    });
  }
  return counts;
}

TEST(TexelRaster, area_is_positive_counterclockwise) {
  EXPECT_EQ(twice_area({0, 0}, {2, 0}, {0, 3}), 6);
  EXPECT_EQ(twice_area({0, 0}, {0, 3}, {2, 0}), -6);
}

TEST(TexelRaster, texels_whose_centres_lie_inside_or_on_the_rim_are_visited) {
  const std::vector<int> below_diagonal{1, 1, 1, 1,  //
                                        1, 1, 1, 0,  //
                                        1, 1, 0, 0,  //
                                        1, 0, 0, 0};
  EXPECT_EQ(visits({{{{0, 0}, {4, 0}, {0, 4}}}}), below_diagonal);
  EXPECT_EQ(visits({{{{0, 0}, {0, 4}, {4, 0}}}}), below_diagonal) << "clockwise";
}

TEST(TexelRaster, triangles_that_fill_a_square_leave_no_texel_out) {
  const std::vector<int> twice_on_the_diagonal{2, 1, 1, 1,  //
                                               1, 2, 1, 1,  //
                                               1, 1, 2, 1,  //
                                               1, 1, 1, 2};
  EXPECT_EQ(visits({{{{0, 0}, {4, 0}, {4, 4}}}, {{{0, 0}, {4, 4}, {0, 4}}}}), twice_on_the_diagonal);
}

TEST(TexelRaster, what_lies_outside_the_square_is_cut_off) {
  EXPECT_EQ(visits({{{{-100, -100}, {200, -100}, {-100, 200}}}}), std::vector<int>(kRasterSize * kRasterSize, 1));
  EXPECT_EQ(visits({{{{5, 5}, {9, 5}, {5, 9}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
}

TEST(TexelRaster, triangles_without_area_or_between_centres_have_no_texel) {
  EXPECT_EQ(visits({{{{0.5, 0.5}, {1.5, 1.5}, {3.5, 3.5}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
  EXPECT_EQ(visits({{{{0.6, 0.6}, {1.4, 0.6}, {0.6, 1.4}}}}), std::vector<int>(kRasterSize * kRasterSize, 0));
}

TEST(TexelRaster, weights_are_those_of_the_corners) {
  for (const Triangle2& t : {Triangle2{{{0.3, 0.2}, {3.7, 0.9}, {1.1, 3.6}}},  //
                             Triangle2{{{1.1, 3.6}, {3.7, 0.9}, {0.3, 0.2}}}}) {
    int num_visited = 0;
    for_each_texel(t, kRasterSize, [&](int x, int y, const std::array<double, 3>& weights) {
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
