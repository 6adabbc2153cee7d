#include "geometry/srgb.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Srgb, the_two_directions_are_inverse) {
  for (double c = 0; c <= 1; c += 0.01) EXPECT_NEAR(srgb_from_linear(linear_from_srgb(c)), c, 1e-6);
}

TEST(Srgb, ends_stay_and_the_middle_code_is_a_fifth_of_the_light) {
  EXPECT_EQ(linear_from_srgb(0.0), 0);
  EXPECT_NEAR(linear_from_srgb(1.0), 1, 1e-12);
  EXPECT_NEAR(linear_from_srgb(0.5), 0.21404, 1e-5);
}

}  // namespace
}  // namespace syncdreamer
