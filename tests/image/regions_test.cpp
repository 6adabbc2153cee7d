#include "image/regions.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace syncdreamer {
namespace {

using Mask = std::vector<std::uint8_t>;

/// 20 x 10 pixels, the 10 x 10 at the left inside.
Mask block() {
  Mask mask(200, 0);
  for (int y = 0; y < 10; ++y) std::fill_n(mask.begin() + 20 * y, 10, std::uint8_t{255});
  return mask;
}

TEST(Regions, what_is_connected_to_the_border_by_sides_is_found) {
  const Mask mask{1, 0, 0, 0, 0,  //
                  9, 0, 7, 0, 0,  //
                  0, 1, 0, 0, 1,  //
                  0, 0, 0, 0, 0};
  EXPECT_EQ(connected_to_border(mask, 5, 4), (Mask{1, 0, 0, 0, 0,  //
                                                   1, 0, 0, 0, 0,  //
                                                   0, 0, 0, 0, 1,  //
                                                   0, 0, 0, 0, 0}));
}

TEST(Regions, specks_of_less_than_a_fiftieth_of_the_largest_region_go) {
  Mask mask = block();
  const Mask clean = mask;
  mask[15] = 255;
  EXPECT_EQ(remove_specks(mask, 20, 10, Connectivity::four), 100u);
  EXPECT_EQ(mask, clean);
  mask[15] = mask[16] = 255;
  const Mask both = mask;
  EXPECT_EQ(remove_specks(mask, 20, 10, Connectivity::four), 100u);
  EXPECT_EQ(mask, both) << "two pixels of a hundred are no speck";
  EXPECT_EQ(remove_specks(mask, 20, 10, Connectivity::four, 0.1), 100u);
  EXPECT_EQ(mask, clean);
}

TEST(Regions, a_pixel_at_a_corner_belongs_to_the_region_only_where_corners_count) {
  Mask mask = block();
  mask[9 * 20 + 9] = 0;
  mask[8 * 20 + 10] = 255;  // beside the block
  mask[7 * 20 + 11] = 255;  // meets that at a corner
  Mask by_corner = mask;
  EXPECT_EQ(remove_specks(by_corner, 20, 10, Connectivity::eight), 101u);
  EXPECT_EQ(by_corner, mask);
  EXPECT_EQ(remove_specks(mask, 20, 10, Connectivity::four), 100u);
  EXPECT_EQ(mask[7 * 20 + 11], 0);
}

TEST(Regions, what_is_connected_to_seeds_is_found) {
  const Mask mask{1, 0, 0, 1,  //
                  1, 0, 1, 0,  //
                  0, 0, 0, 0};
  const Mask seeds{0, 1, 0, 1,  //
                   0, 0, 0, 0,  //
                   0, 0, 0, 0};
  EXPECT_EQ(connected_to(seeds, mask, 4, 3, Connectivity::four), (Mask{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(connected_to(seeds, mask, 4, 3, Connectivity::eight), (Mask{0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0}));
}

TEST(Regions, the_largest_region_is_found) {
  const Mask mask{1, 1, 0, 1,  //
                  0, 0, 0, 1,  //
                  0, 0, 1, 0};
  EXPECT_EQ(largest_region(mask, 4, 3, Connectivity::eight), (Mask{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0}));
  EXPECT_EQ(largest_region(Mask(12, 0), 4, 3, Connectivity::eight), Mask(12, 0));
}

TEST(Regions, grow_along_rows_and_columns_and_lose_what_is_narrow) {
  Mask point(35, 0);
  point[2 * 7 + 1] = 1;  // of 7 x 5 pixels
  const Mask square = grown(point, 7, 5, 1);
  for (int i = 0; i < 35; ++i)
    EXPECT_EQ(square[static_cast<std::size_t>(i)], i % 7 <= 2 && i / 7 >= 1 && i / 7 <= 3) << i;
  const Mask large = grown(point, 7, 5, 2);
  EXPECT_EQ(std::count(large.begin(), large.end(), 1), 4 * 5) << "cut off at the left";
  Mask with_line = square;
  for (int x = 3; x < 7; ++x) with_line[static_cast<std::size_t>(2 * 7 + x)] = 1;
  EXPECT_EQ(opened(with_line, 7, 5, 1), square);
  EXPECT_EQ(opened(Mask(35, 1), 7, 5, 2), Mask(35, 1)) << "outside of the picture counts as inside";
}

TEST(Regions, an_empty_mask_has_no_regions) {
  Mask mask(6, 0);
  EXPECT_EQ(remove_specks(mask, 3, 2, Connectivity::four), 0u);
  EXPECT_EQ(connected_to_border(mask, 3, 2), Mask(6, 0));
}

}  // namespace
}  // namespace syncdreamer
