#include "image/bars.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "core/random.h"

namespace syncdreamer {
namespace {

void fill(Image& image, const PixelBox& box, std::uint8_t level) {
  for (int y = box.top; y <= box.bottom; ++y) {
    for (int x = box.left; x <= box.right; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = level;
    }
  }
}

/// A dark object on white, as wide and high as told, with a black frame around all of it but a box.
Image framed_picture(const PixelBox& content, int object_side) {
  Image image(80, 60, 3, 0);
  fill(image, content, 255);
  const int half = object_side / 2;
  fill(image, {40 - half, 30 - half, 39 + half, 29 + half}, 40);
  return image;
}

bool equal(const PixelBox& a, const PixelBox& b) {
  return a.left == b.left && a.top == b.top && a.right == b.right && a.bottom == b.bottom;
}

TEST(Bars, above_and_below_or_at_the_sides_are_left_out) {
  const PixelBox letterbox{0, 9, 79, 51}, pillarbox{10, 0, 70, 59}, both{10, 9, 70, 51};
  for (const PixelBox& content : {letterbox, pillarbox})
    EXPECT_TRUE(equal(box_without_bars(framed_picture(content, 20)), content));
  EXPECT_TRUE(equal(box_without_bars(framed_picture(both, 20)), {0, 0, 79, 59})) << "a page, or a screen: no bars";
}

TEST(Bars, may_be_noisy_and_soft_at_their_edge) {
  const PixelBox content{0, 10, 79, 49};
  Image image = framed_picture(content, 20);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const int y = static_cast<int>(i / 240);
    if (y < 9 || y > 50) image.pixels[i] = static_cast<std::uint8_t>(mix_bits(i) % 10);
  }
  for (const int y : {9, 50}) fill(image, {0, y, 79, y}, 20);
  const PixelBox found = box_without_bars(image);
  EXPECT_TRUE(equal(found, content)) << found.top << " to " << found.bottom;
}

TEST(Bars, are_not_an_object_s_background) {
  const auto is_whole = [](const Image& image) {
    return equal(box_without_bars(image), {0, 0, image.width - 1, image.height - 1});
  };
  Image wide(80, 60, 3, 255);
  fill(wide, {4, 10, 75, 49}, 40);
  EXPECT_TRUE(is_whole(wide)) << "an object with margins";
  EXPECT_TRUE(is_whole(Image(80, 60, 3, 255))) << "nothing but background";
  EXPECT_TRUE(is_whole(Image(1, 1, 3, 255)));
  Image one_bar = framed_picture({0, 9, 79, 59}, 20);
  EXPECT_TRUE(is_whole(one_bar));
  Image shelf = framed_picture({0, 20, 79, 39}, 10);
  for (int x = 0; x < 30; ++x) fill(shelf, {x, 20, x, 39}, 0);
  EXPECT_TRUE(is_whole(shelf)) << "what it shows is black in part";
  Image strip(80, 60, 3, 250);
  fill(strip, {0, 20, 79, 39}, 40);
  EXPECT_TRUE(is_whole(strip)) << "an object on white over the whole width";
  EXPECT_THROW(box_without_bars(Image()), std::logic_error);
}

TEST(Bars, of_two_widths_are_none) {
  const PixelBox content{0, 4, 79, 49};
  EXPECT_TRUE(equal(box_without_bars(framed_picture(content, 20)), {0, 0, 79, 59}));
}

}  // namespace
}  // namespace syncdreamer
