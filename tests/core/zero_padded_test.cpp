#include "core/zero_padded.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ZeroPadded, small_numbers_get_zeros_and_large_ones_stay_whole) {
  EXPECT_EQ(zero_padded(0), "000");
  EXPECT_EQ(zero_padded(15), "015");
  EXPECT_EQ(zero_padded(999), "999");
  EXPECT_EQ(zero_padded(1000), "1000");
  EXPECT_EQ(zero_padded(15, 7), "0000015");
}

}  // namespace
}  // namespace syncdreamer
