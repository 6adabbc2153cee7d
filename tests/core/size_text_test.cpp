#include "core/size_text.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(SizeText, has_three_digits_and_no_exponent) {
  EXPECT_EQ(size_text(168'400'000'000), "168 GB");
  EXPECT_EQ(size_text(1'234'000'000'000), "1234 GB");
  EXPECT_EQ(size_text(12'345'000'000), "12.3 GB");
  EXPECT_EQ(size_text(2'786'000'000), "2.79 GB");
  EXPECT_EQ(size_text(1'000'000'000), "1.00 GB");
  EXPECT_EQ(size_text(999'600'000), "1000 MB");
  EXPECT_EQ(size_text(12'345'678), "12.3 MB");
  EXPECT_EQ(size_text(1'234'567), "1.2 MB");
  EXPECT_EQ(size_text(12'345), "0.012 MB");
}

TEST(BytesOfGigabytes, are_a_thousand_million_each_and_never_beyond_counting) {
  EXPECT_EQ(bytes_of_gigabytes(0), 0U);
  EXPECT_EQ(bytes_of_gigabytes(1.5), 1'500'000'000U);
  EXPECT_EQ(bytes_of_gigabytes(1e300), 1'000'000'000'000'000'000U);
}

}  // namespace
}  // namespace syncdreamer
