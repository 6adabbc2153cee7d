#include "core/quantile.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Quantile, is_the_value_at_its_place_in_the_order) {
  const std::vector values{30, 10, 20, 40};
  EXPECT_EQ(quantile(values, 0), 10);
  EXPECT_EQ(quantile(values, 0.5), 30);
  EXPECT_EQ(quantile(values, 1), 40);
  EXPECT_EQ(quantile(std::vector{7}, 0.9), 7);
}

TEST(Quantile, of_real_numbers_is_one_of_them) {
  EXPECT_EQ(quantile(std::vector{0.5, -1.5, 2.5}, 0.5), 0.5);
}

}  // namespace
}  // namespace syncdreamer
