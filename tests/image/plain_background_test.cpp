#include "image/plain_background.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "core/random.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

constexpr int kWidth = 120, kHeight = 90;
constexpr std::size_t kMiddle = std::size_t{45} * kWidth + 60;

/// RGBA: the red channel has these levels in a place from -1 to 1, the others a share of them, with noise.
Image painted(const std::function<double(double, double)>& level, int noise) {
  Image image(kWidth, kHeight, 4, 255);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const double red = level((2 * x + 1.0) / kWidth - 1, (2 * y + 1.0) / kHeight - 1);
      for (int c = 0; c < 3; ++c) {
        const auto grain = static_cast<int>(mix_bits(static_cast<std::uint64_t>((y * kWidth + x) * 3 + c)) % 1001);
        image.at(x, y, c) = static_cast<std::uint8_t>(
            std::clamp(std::lround(red * (1 - 0.1 * c) + noise * (grain / 500.0 - 1)), 0L, 255L));
      }
    }
  }
  return image;
}

void paint(Image& image, int left, int top, int width, int height) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = c == 1 ? 160 : 30;
    }
  }
}

TEST(PlainBackground, may_be_shaded_and_partly_hidden_by_the_object) {
  const auto vignette = [](double x, double y) { return 245 - 15 * (x * x + y * y); };
  const auto slope = [](double x, double y) { return 180 + 50 * x - 20 * y; };
  const auto ripple_free = [](double x, double y) { return 90 + 30 * x * y - 25 * y * y; };
  for (const std::function<double(double, double)>& level :
       {std::function<double(double, double)>(vignette), std::function<double(double, double)>(slope),
        std::function<double(double, double)>(ripple_free)}) {
    Image image = painted(level, 3);
    paint(image, 30, 20, 60, kHeight - 20);  // down to the edge
    const PlainBackground background = find_plain_background(image, "cup.png");
    EXPECT_LT(background.tolerance, 15);
    EXPECT_NEAR(background.colors.at(kMiddle)[0], level(0, 0), 3) << "behind the object";
    const Mask mask = background.mask(image);
    int wrong = 0;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const bool is_object = x >= 30 && x < 90 && y >= 20;
        wrong += mask.at(x, y) == is_object;
      }
    }
    EXPECT_LE(wrong, kWidth * kHeight / 200);
  }
}

TEST(PlainBackground, of_one_colour_stays_so_however_noisy) {
  for (const int noise : {0, 2, 20}) {
    Image image = painted([](double, double) { return 200; }, noise);
    paint(image, 30, 20, 60, kHeight - 20);
    const PlainBackground background = find_plain_background(image, "cup.png");
    EXPECT_EQ(background.colors.at(0), background.colors.at(kMiddle)) << noise;
    EXPECT_NEAR(background.colors.at(0)[0], 200, 2);
    EXPECT_GE(background.tolerance, noise);
  }
}

TEST(PlainBackground, of_two_colours_is_refused) {
  const Image wall_and_table = painted([](double, double y) { return y < 0.2 ? 220 : 90; }, 2);
  EXPECT_THAT(refusal_of([&] { find_plain_background(wall_and_table, "cup.png"); }),
              testing::HasSubstr("cup.png: the picture has no alpha and its background is not plain"));
}

TEST(PlainBackground, of_a_line_of_pixels_is_of_one_colour) {
  Image line(1, 400, 4, 255);
  for (int y = 0; y < 400; ++y) line.at(0, y, 0) = static_cast<std::uint8_t>(230 + y / 20);
  const PlainBackground background = find_plain_background(line, "line.png");
  EXPECT_EQ(background.colors.at(0), background.colors.at(399)) << "one column tells nothing of slopes along rows";
}

TEST(PlainBackground, of_a_small_picture_is_of_one_colour) {
  const PlainBackground background = find_plain_background(Image(3, 1, 4, 255), "dot.png");
  EXPECT_EQ(background.colors.at(2), (Color{255, 255, 255}));
}

}  // namespace
}  // namespace syncdreamer
