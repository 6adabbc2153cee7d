#include "image/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace syncdreamer {
namespace {

TEST(WithCoverage, edges_take_the_colour_of_the_object_beside_them) {
  Image image(9, 1, 3, 0);
  std::vector<float> coverage;
  for (int x = 0; x < 9; ++x) {  // red on green, mixed by coverage
    coverage.push_back(std::clamp(static_cast<float>(x - 2) / 4, 0.0F, 1.0F));
    image.at(x, 0, 0) = byte_from_unit(coverage.back());
    image.at(x, 0, 1) = byte_from_unit(1 - coverage.back());
  }
  const Image cut = with_coverage(image, coverage);
  ASSERT_EQ(cut.channels, 4);
  for (int x = 3; x < 9; ++x) {
    EXPECT_EQ(cut.at(x, 0, 0), 255) << x;
    EXPECT_EQ(cut.at(x, 0, 1), 0) << x;
    EXPECT_EQ(cut.at(x, 0, 3), byte_from_unit(coverage[static_cast<std::size_t>(x)]));
  }
  EXPECT_EQ(cut.at(1, 0, 3), 0);
}

TEST(WithCoverage, edges_take_the_nearest_of_the_object_s_colours) {
  Image image(9, 1, 3);
  for (int x = 0; x < 9; ++x) image.at(x, 0, 0) = static_cast<std::uint8_t>(20 * x);
  const std::vector<float> coverage{0, 0, 0.5F, 1, 1, 1, 1, 1, 1};
  EXPECT_EQ(with_coverage(image, coverage).at(2, 0, 0), 60);
}

TEST(WithCoverage, the_edge_of_a_mask_that_was_stretched_has_the_colour_of_the_object) {
  constexpr int kWidth = 1024, kRamp = 9;  // pixels from nothing to all
  Image image(kWidth, 3, 3);
  std::vector<float> coverage(image.pixels.size() / 3);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const float here = std::clamp((static_cast<float>(x) - 500) / kRamp, 0.0F, 1.0F);
      coverage[static_cast<std::size_t>(y) * kWidth + x] = here;
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(200 * here);  // before black
    }
  }
  const Image cut = with_coverage(image, coverage);
  for (int x = 501; x < 500 + kRamp; ++x) EXPECT_GE(cut.at(x, 1, 0), 180) << x;
}

TEST(WithCoverage, what_is_doubted_in_the_midst_of_the_object_keeps_its_colour) {
  constexpr int kMiddle = 7 * 15 + 7;  // more than 5 pixels from the border, beyond which nothing is looked at
  Image image(15, 15, 3, 50);
  image.at(7, 7, 0) = 200;
  std::vector<float> coverage(225, 0.95F);
  coverage[kMiddle] = 0.5F;
  EXPECT_EQ(with_coverage(image, coverage).at(7, 7, 0), 200);
}

TEST(WithCoverage, of_a_picture_with_alpha_is_of_what_is_seen_on_white) {
  EXPECT_EQ(with_coverage(Image(3, 3, 4, 0), std::vector<float>(9, 1.0F)).at(1, 1, 0), 255);
}

TEST(WithCoverage, is_the_alpha_of_the_faintest_edge_too) {
  const std::vector<float> coverage{1, 1, 0.05F};
  EXPECT_EQ(with_coverage(Image(3, 1, 3, 9), coverage).at(2, 0, 3), 13);
}

TEST(WithCoverage, faint_islands_are_left_out) {
  std::vector<float> coverage(25, 0.0F);
  coverage[0] = 0.4F;   // alone
  coverage[18] = 0.6F;  // with a faint neighbour
  coverage[24] = 0.4F;
  const Image cut = with_coverage(Image(5, 5, 3, 77), coverage);
  EXPECT_EQ(cut.at(0, 0, 3), 0);
  EXPECT_EQ(cut.at(3, 3, 3), byte_from_unit(0.6F));
  EXPECT_EQ(cut.at(4, 4, 3), byte_from_unit(0.4F));
}

TEST(WithCoverage, what_is_nowhere_whole_keeps_its_colour) {
  const Image image(5, 5, 3, 77);
  const Image cut = with_coverage(image, std::vector<float>(25, 0.5F));
  EXPECT_EQ(cut.at(2, 2, 0), 77);
  EXPECT_EQ(cut.at(2, 2, 3), 128);
}

}  // namespace
}  // namespace syncdreamer
