#include "metrics/psnr.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace syncdreamer {
namespace {

TEST(Psnr, of_equal_pictures_is_infinite) {
  EXPECT_TRUE(std::isinf(psnr(Image(5, 4, 3, 77), Image(5, 4, 3, 77))));
}

TEST(Psnr, of_a_constant_difference_is_that_of_the_formula) {
  EXPECT_NEAR(psnr(Image(5, 4, 3, 100), Image(5, 4, 3, 151)), 20.0 * std::log10(5.0), 1e-5);
}

TEST(Psnr, is_of_the_mean_over_all_channels) {
  for (int c = 0; c < 3; ++c) {
    Image other(5, 4, 3, 100);
    for (int y = 0; y < 4; ++y) {
      for (int x = 0; x < 5; ++x) other.at(x, y, c) = 151;  // a fifth, in a third of the levels
    }
    EXPECT_NEAR(psnr(Image(5, 4, 3, 100), other), 10 * std::log10(3 * 25.0), 1e-5) << c;
  }
}

TEST(Psnr, of_black_and_white_is_zero) {
  EXPECT_NEAR(psnr(Image(5, 4, 3, 0), Image(5, 4, 3, 255)), 0.0, 1e-9);
}

TEST(Psnr, of_large_pictures_is_that_of_small_ones) {
  EXPECT_NEAR(psnr(Image(4096, 4096, 3, 100), Image(4096, 4096, 3, 101)), 20 * std::log10(255.0), 1e-3);
}

TEST(Psnr, blends_alpha_on_white) {
  EXPECT_TRUE(std::isinf(psnr(Image(3, 3, 4, 0), Image(3, 3, 3, 255))));
}

TEST(Psnr, refuses_pictures_of_different_sizes) {
  EXPECT_THROW(psnr(Image(5, 4, 3), Image(4, 5, 3)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
