#include "metrics/rgb_planes.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "metrics/psnr.h"
#include "metrics/ssim.h"

namespace syncdreamer {
namespace {

TEST(RgbPlanes, hold_one_channel_after_another_blended_on_white) {
  Image image(2, 1, 4, 255);
  image.at(0, 0, 0) = 51;
  image.at(1, 0, 1) = 0;
  image.at(1, 0, 3) = 51;
  const RgbPlanes planes = planes_on_white(image);
  EXPECT_EQ(planes.width, 2);
  EXPECT_EQ(planes.height, 1);
  EXPECT_FLOAT_EQ(planes.plane(0)[0], 0.2f);
  EXPECT_FLOAT_EQ(planes.plane(0)[1], 1.0f);
  EXPECT_FLOAT_EQ(planes.plane(1)[0], 1.0f);
  EXPECT_FLOAT_EQ(planes.plane(1)[1], 0.8f);
  EXPECT_EQ(planes.plane(2).size(), 2u);
}

TEST(RgbPlanes, that_do_not_have_their_size_are_a_mistake_of_the_caller) {
  const RgbPlanes whole{16, 16, std::vector<float>(768)}, cut{16, 16, std::vector<float>(3)};
  EXPECT_THROW(psnr(whole, cut), std::logic_error);
  EXPECT_THROW(psnr(cut, whole), std::logic_error);
  EXPECT_THROW(ssim(whole, cut), std::logic_error);
}

TEST(RgbPlanes, opaque_pixels_keep_their_exact_value) {
  for (int level = 0; level < 256; ++level) {
    const RgbPlanes planes = planes_on_white(Image(1, 1, 3, static_cast<std::uint8_t>(level)));
    EXPECT_EQ(planes.plane(0)[0], static_cast<float>(level) / 255.0f);
  }
}

}  // namespace
}  // namespace syncdreamer
