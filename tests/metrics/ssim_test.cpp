#include "metrics/ssim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace syncdreamer {
namespace {

Image stripes(int level) {
  Image image(32, 24, 3);
  for (int y = 0; y < 24; ++y) {
    for (int x = 0; x < 32; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>((x / 3 + y / 5) % 2 == 0 ? level : 255);
    }
  }
  return image;
}

TEST(Ssim, of_equal_pictures_is_one) {
  EXPECT_DOUBLE_EQ(ssim(stripes(0), stripes(0)), 1.0);
}

TEST(Ssim, is_symmetric_and_falls_with_contrast) {
  const double near = ssim(stripes(0), stripes(60));
  const double far = ssim(stripes(0), stripes(180));
  EXPECT_DOUBLE_EQ(near, ssim(stripes(60), stripes(0)));
  EXPECT_LT(far, near);
  EXPECT_LT(near, 1.0);
}

TEST(Ssim, is_the_mean_over_the_channels) {
  const Image paler = stripes(60);
  const double of_all = ssim(stripes(0), paler);
  for (int c = 0; c < 3; ++c) {
    Image other = stripes(0);  // differs in one channel; the range of the levels is the same
    for (int y = 0; y < 24; ++y) {
      for (int x = 0; x < 32; ++x) other.at(x, y, c) = paler.at(x, y, c);
    }
    EXPECT_NEAR(ssim(stripes(0), other), (1 + 1 + of_all) / 3, 1e-6) << c;
  }
}

TEST(Ssim, of_an_inverted_picture_is_negative) {
  Image inverted = stripes(0);
  for (std::uint8_t& level : inverted.pixels) level = static_cast<std::uint8_t>(255 - level);
  EXPECT_LT(ssim(stripes(0), inverted), 0.0);
}

TEST(Ssim, of_one_constant_picture_follows_the_luminance_term) {
  Image a(11, 11, 3, 255);
  Image b(11, 11, 3, 51);
  a.at(0, 0, 0) = 0;  // only to make the data range 1; its weight in the one window is negligible
  const double c1 = 1e-4;
  EXPECT_NEAR(ssim(a, b), (2.0 * 0.2 + c1) / (1.0 + 0.04 + c1), 1e-3);
}

TEST(Ssim, of_two_constant_pictures_is_finite) {
  EXPECT_NEAR(ssim(Image(16, 16, 3, 255), Image(16, 16, 3, 51)), 0.4 / 1.04, 1e-6);
  EXPECT_EQ(ssim(Image(16, 16, 3, 255), Image(16, 16, 3, 0)), 0.0);
}

// One window: its Gaussian weights, and the formula of Wang et al. in double precision.
TEST(Ssim, of_one_window_is_that_of_the_formula) {
  Image a(11, 11, 3), b(11, 11, 3);
  double weights = 0, mean_a = 0, mean_b = 0, square_a = 0, square_b = 0, product = 0;
  for (int y = 0; y < 11; ++y) {
    for (int x = 0; x < 11; ++x) {
      const int level_a = x == 5 && y == 5 ? 0 : 120 + (7 * x + 3 * y) % 20, level_b = 120 + (5 * x + 11 * y) % 16;
      for (int c = 0; c < 3; ++c) a.at(x, y, c) = static_cast<std::uint8_t>(x + y == 0 ? 255 : level_a);
      for (int c = 0; c < 3; ++c) b.at(x, y, c) = static_cast<std::uint8_t>(level_b);
      const double weight = std::exp(-((x - 5) * (x - 5) + (y - 5) * (y - 5)) / (2 * 1.5 * 1.5));
      const double va = a.at(x, y, 0) / 255.0, vb = b.at(x, y, 0) / 255.0;
      weights += weight;
      mean_a += weight * va, mean_b += weight * vb;
      square_a += weight * va * va, square_b += weight * vb * vb, product += weight * va * vb;
    }
  }
  mean_a /= weights, mean_b /= weights;
  const double variance_a = square_a / weights - mean_a * mean_a, variance_b = square_b / weights - mean_b * mean_b;
  const double covariance = product / weights - mean_a * mean_b;
  const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;  // the data range is 1: a has 0 and 255
  const double expected = (2 * mean_a * mean_b + c1) * (2 * covariance + c2) /
                          ((mean_a * mean_a + mean_b * mean_b + c1) * (variance_a + variance_b + c2));
  EXPECT_NEAR(ssim(a, b), expected, 1e-4);
}

TEST(Ssim, refuses_pictures_smaller_than_its_window) {
  EXPECT_THROW(ssim(Image(10, 32, 3), Image(10, 32, 3)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
