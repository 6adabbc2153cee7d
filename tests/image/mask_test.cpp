#include "image/mask.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace syncdreamer {
namespace {

Mask row(std::vector<std::uint8_t> pixels) {
  Mask mask(static_cast<int>(pixels.size()), 1);
  mask.pixels = std::move(pixels);
  return mask;
}

TEST(Mask, is_combined_pixel_by_pixel) {
  const Mask a = row({0, 0, 1, 1}), b = row({0, 1, 0, 1});
  EXPECT_EQ(inverted(a), row({1, 1, 0, 0}));
  EXPECT_EQ(common(a, b), row({0, 0, 0, 1}));
  EXPECT_EQ(joined(a, b), row({0, 1, 1, 1}));
  EXPECT_EQ(without(a, b), row({0, 0, 1, 0}));
  EXPECT_EQ(count(joined(a, b)), 3U);
}

TEST(Mask, knows_its_rows_and_columns) {
  Mask mask(3, 2);
  mask[4] = 1;
  EXPECT_TRUE(mask.at(1, 1));
  EXPECT_EQ(count(mask), 1U);
  EXPECT_EQ(count(Mask(3, 2, 1)), 6U);
}

TEST(Mask, of_another_size_is_refused) {
  EXPECT_THROW(common(Mask(2, 3), Mask(3, 2)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
