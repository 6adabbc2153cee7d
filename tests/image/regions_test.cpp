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

TEST(Regions, an_empty_mask_has_no_regions) {
  Mask mask(6, 0);
  EXPECT_EQ(remove_specks(mask, 3, 2, Connectivity::four), 0u);
  EXPECT_EQ(connected_to_border(mask, 3, 2), Mask(6, 0));
}

}  // namespace
}  // namespace syncdreamer
