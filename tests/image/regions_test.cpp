#include "image/regions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace syncdreamer {
namespace {

Mask mask_of(int width, std::vector<std::uint8_t> pixels) {
  Mask mask(width, static_cast<int>(pixels.size()) / width);
  mask.pixels = std::move(pixels);
  return mask;
}

/// 20 x 10 pixels, the 10 x 10 at the left inside.
Mask block() {
  Mask mask(20, 10);
  for (int y = 0; y < 10; ++y) std::fill_n(mask.pixels.begin() + 20 * y, 10, std::uint8_t{1});
  return mask;
}

TEST(Regions, what_is_connected_to_the_border_by_sides_is_found) {
  const Mask mask = mask_of(5, {1, 0, 0, 0, 0,  //
                                1, 0, 1, 0, 0,  //
                                0, 1, 0, 0, 1,  //
                                0, 0, 0, 0, 0});
  EXPECT_EQ(connected_to_border(mask), mask_of(5, {1, 0, 0, 0, 0,  //
                                                   1, 0, 0, 0, 0,  //
                                                   0, 0, 0, 0, 1,  //
                                                   0, 0, 0, 0, 0}));
}

TEST(Regions, specks_of_less_than_a_fiftieth_of_the_largest_region_go) {
  Mask mask = block();
  const Mask clean = mask;
  mask[15] = 1;
  EXPECT_EQ(remove_specks(mask, Connectivity::four), 100u);
  EXPECT_EQ(mask, clean);
  mask[15] = mask[16] = 1;
  const Mask both = mask;
  EXPECT_EQ(remove_specks(mask, Connectivity::four), 100u);
  EXPECT_EQ(mask, both) << "two pixels of a hundred are no speck";
  EXPECT_EQ(remove_specks(mask, Connectivity::four, 0.1), 100u);
  EXPECT_EQ(mask, clean);
}

TEST(Regions, a_pixel_at_a_corner_belongs_to_the_region_only_where_corners_count) {
  Mask mask = block();
  mask[9 * 20 + 9] = 0;
  mask[8 * 20 + 10] = 1;  // beside the block
  mask[7 * 20 + 11] = 1;  // meets that at a corner
  Mask by_corner = mask;
  EXPECT_EQ(remove_specks(by_corner, Connectivity::eight), 101u);
  EXPECT_EQ(by_corner, mask);
  EXPECT_EQ(remove_specks(mask, Connectivity::four), 100u);
  EXPECT_EQ(mask[7 * 20 + 11], 0);
}

TEST(Regions, what_is_connected_to_seeds_is_found) {
  const Mask mask = mask_of(4, {1, 0, 0, 1,  //
                                1, 0, 1, 0,  //
                                0, 0, 0, 0});
  const Mask seeds = mask_of(4, {0, 1, 0, 1,  //
                                 0, 0, 0, 0,  //
                                 0, 0, 0, 0});
  EXPECT_EQ(connected_to(seeds, mask, Connectivity::four), mask_of(4, {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(connected_to(seeds, mask, Connectivity::eight), mask_of(4, {0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0}));
  EXPECT_THROW(connected_to(Mask(3, 4), mask, Connectivity::four), std::logic_error);
}

TEST(Regions, all_regions_are_found) {
  const Mask mask = mask_of(4, {1, 1, 0, 1,  //
                                0, 0, 0, 1,  //
                                0, 0, 1, 0});
  const std::vector<std::vector<std::size_t>> by_sides{{0, 1}, {3, 7}, {10}}, by_corners{{0, 1}, {3, 7, 10}};
  EXPECT_EQ(regions_of(mask, Connectivity::four), by_sides);
  EXPECT_EQ(regions_of(mask, Connectivity::eight), by_corners);
}

TEST(Regions, the_largest_region_is_found) {
  const Mask mask = mask_of(4, {1, 1, 0, 1,  //
                                0, 0, 0, 1,  //
                                0, 0, 1, 0});
  EXPECT_EQ(largest_region(mask, Connectivity::eight), mask_of(4, {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0}));
  EXPECT_EQ(largest_region(Mask(4, 3), Connectivity::eight), Mask(4, 3));
}

TEST(Regions, grow_along_rows_and_columns_and_lose_what_is_narrow) {
  Mask point(7, 5);
  point[2 * 7 + 1] = 1;
  const Mask square = grown(point, 1);
  for (int i = 0; i < 35; ++i)
    EXPECT_EQ(square[static_cast<std::size_t>(i)], i % 7 <= 2 && i / 7 >= 1 && i / 7 <= 3) << i;
  EXPECT_EQ(count(grown(point, 2)), 4U * 5) << "cut off at the left";
  EXPECT_EQ(eroded(square, 1), mask_of(7, {0, 0, 0, 0, 0, 0, 0,  //
                                           0, 0, 0, 0, 0, 0, 0,  //
                                           1, 1, 0, 0, 0, 0, 0,  // what lies beyond the left edge counts as inside
                                           0, 0, 0, 0, 0, 0, 0,  //
                                           0, 0, 0, 0, 0, 0, 0}));
  Mask with_line = square;
  for (std::size_t x = 3; x < 7; ++x) with_line[2 * 7 + x] = 1;
  EXPECT_EQ(opened(with_line, 1), square);
  EXPECT_EQ(opened(Mask(7, 5, 1), 2), Mask(7, 5, 1)) << "outside of the picture counts as inside";
}

TEST(Regions, an_empty_mask_has_no_regions) {
  Mask mask(3, 2);
  EXPECT_EQ(remove_specks(mask, Connectivity::four), 0u);
  EXPECT_EQ(connected_to_border(mask), Mask(3, 2));
}

}  // namespace
}  // namespace syncdreamer
