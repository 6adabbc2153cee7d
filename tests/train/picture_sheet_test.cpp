#include "train/picture_sheet.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

constexpr int kRows = 2, kColumns = 3, kHeight = 4, kWidth = 5, kMargin = 1, kGrey = 224;

/// Picture (row, column) has the level 100 row + 20 column + x + 5 y in red, 255 less it in green, none in blue.
at::Tensor numbered_pictures() {
  at::Tensor levels = at::zeros({kRows, kColumns, 3, kHeight, kWidth});
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      const at::Tensor place = at::arange(kWidth) + 5 * at::arange(kHeight).unsqueeze(1);
      levels[row][column][0] = 100 * row + 20 * column + place;
      levels[row][column][1] = 255 - levels[row][column][0];
    }
  }
  return (levels + 0.5) / 255 * 2 - 1;  // half a level up: levels are truncated
}

TEST(PictureSheet, every_pixel_of_every_picture_stands_in_its_row_and_column) {
  const Image sheet = picture_sheet(numbered_pictures());
  ASSERT_EQ(sheet.width, kColumns * (kWidth + kMargin) + kMargin);
  ASSERT_EQ(sheet.height, kRows * (kHeight + kMargin) + kMargin);
  ASSERT_EQ(sheet.channels, 3);
  for (int y = 0; y < sheet.height; ++y) {
    for (int x = 0; x < sheet.width; ++x) {
      const int column = x / (kWidth + kMargin), row = y / (kHeight + kMargin);
      const int u = x % (kWidth + kMargin) - kMargin, v = y % (kHeight + kMargin) - kMargin;
      const int level = 100 * row + 20 * column + u + 5 * v;
      const bool margin = u < 0 || v < 0;
      EXPECT_EQ(sheet.at(x, y, 0), margin ? kGrey : level) << x << ' ' << y;
      EXPECT_EQ(sheet.at(x, y, 1), margin ? kGrey : 255 - level) << x << ' ' << y;
      EXPECT_EQ(sheet.at(x, y, 2), margin ? kGrey : 0) << x << ' ' << y;
    }
  }
}

TEST(PictureSheet, values_out_of_range_are_clamped) {
  const Image sheet = picture_sheet(at::tensor({-7.0F, 7.0F}).view({1, 2, 1, 1, 1}).expand({1, 2, 3, 1, 1}));
  EXPECT_EQ(sheet.at(1, 1), 0);
  EXPECT_EQ(sheet.at(3, 1), 255);
}

}  // namespace
}  // namespace syncdreamer
