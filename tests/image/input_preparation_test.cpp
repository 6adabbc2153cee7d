#include "image/input_preparation.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

#include "image/outline.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(PrepareInput, the_last_column_and_row_of_a_large_object_are_left_out) {
  const auto prepared_size = [](int width, int height) {
    Image image(300, 200, 4);
    paste(Image(width, height, 4, 255), image, 10, 3);
    const PixelBox box = box_of_opacity(prepare_input(image), 1).value();
    return std::pair(box.width(), box.height());
  };
  EXPECT_EQ(prepared_size(101, 6), std::pair(200, 10)) << "as 100 x 5";
  EXPECT_EQ(prepared_size(20, 10), std::pair(200, 100)) << "all of it; of 19 x 9 it would be 94";
}

TEST(PrepareInput, object_is_centered_with_the_recommended_size) {
  Image image(300, 200, 4);
  paste(Image(101, 51, 4, 255), image, 190, 3);
  const Image prepared = prepare_input(image);
  EXPECT_EQ(prepared.width, 256);
  int min_x = 256, max_x = 0, min_y = 256, max_y = 0;
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      if (prepared.at(x, y, 3) == 0) continue;
      min_x = std::min(min_x, x), max_x = std::max(max_x, x), min_y = std::min(min_y, y), max_y = std::max(max_y, y);
    }
  }
  EXPECT_EQ(min_x, 28);
  EXPECT_EQ(max_x, 227);
  EXPECT_EQ(min_y, 78);
  EXPECT_EQ(max_y, 177);
}

TEST(PrepareInput, smaller_output_is_the_mean_of_the_large_one) {
  Image image(100, 100, 4);
  paste(Image(40, 40, 4, 255), image, 30, 30);
  const Image small = prepare_input(image, 128, 64);
  EXPECT_EQ(small.width, 64);
  EXPECT_EQ(small.at(32, 32, 3), 255);
  EXPECT_EQ(small.at(15, 32, 3), 0);
  EXPECT_EQ(small.at(17, 32, 3), 255);
  const Image resized = prepare_input(image, 128, 96);
  EXPECT_EQ(resized.width, 96);
  EXPECT_EQ(box_of_opacity(resized, 128)->width(), 96 * 128 / 256) << "the crop is of 256 pixels, whatever the output";
}

TEST(PrepareInput, object_of_one_pixel_and_thin_lines_survive) {
  Image image(50, 50, 4);
  paste(Image(1, 1, 4, 255), image, 20, 20);
  EXPECT_EQ(prepare_input(image).at(128, 128, 3), 255);
  paste(Image(1, 50, 4, 255), image, 20, 0);
  EXPECT_GT(prepare_input(image).at(128, 128, 3), 0);
}

TEST(PrepareInput, crop_size_out_of_range_is_refused) {
  EXPECT_THAT(refusal_of([] { prepare_input(Image(8, 8, 4, 9), 300, 256, "a.png"); }),
              HasSubstr("a.png: found a crop"));
  EXPECT_THAT(refusal_of([] { prepare_input(Image(8, 8, 4, 9), -2, 256, "a.png"); }), HasSubstr("a.png: found a crop"));
}

}  // namespace
}  // namespace syncdreamer
