#include "reconstruct/rectangle_packing.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace syncdreamer {
namespace {

TEST(RectanglePacking, four_quarters_fill_a_square) {
  const auto corners = pack_rectangles({{8, 8}, {8, 8}, {8, 8}, {8, 8}}, 16);
  ASSERT_TRUE(corners);
  EXPECT_FALSE(pack_rectangles({{8, 8}, {8, 8}, {8, 8}, {8, 9}}, 16));
}

TEST(RectanglePacking, what_is_too_wide_or_too_high_does_not_fit) {
  EXPECT_FALSE(pack_rectangles({{17, 1}}, 16));
  EXPECT_FALSE(pack_rectangles({{1, 17}}, 16));
  EXPECT_TRUE(pack_rectangles({{16, 16}}, 16));
  EXPECT_TRUE(pack_rectangles({}, 16));
}

TEST(RectanglePacking, random_rectangles_lie_inside_and_apart) {
  Random random(3);
  constexpr int kSide = 256;
  std::vector<RectangleSize> rectangles;
  for (int i = 0; i < 200; ++i) rectangles.push_back({random.between(1, 24), random.between(1, 24)});
  const auto corners = pack_rectangles(rectangles, kSide);
  ASSERT_TRUE(corners);
  std::vector<int> owners(kSide * kSide, 0);
  for (std::size_t i = 0; i < rectangles.size(); ++i) {
    const auto [left, bottom] = (*corners)[i];
    ASSERT_TRUE(left >= 0 && bottom >= 0 && left + rectangles[i].width <= kSide &&
                bottom + rectangles[i].height <= kSide);
    for (int y = bottom; y < bottom + rectangles[i].height; ++y) {
      for (int x = left; x < left + rectangles[i].width; ++x) EXPECT_EQ(owners[y * kSide + x]++, 0);
    }
  }
}

}  // namespace
}  // namespace syncdreamer
