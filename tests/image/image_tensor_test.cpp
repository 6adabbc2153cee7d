#include "image/image_tensor.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ImageTensor, transparent_is_white_and_black_is_minus_one) {
  Image image(2, 1, 4);
  image.pixels = {9, 9, 9, 0, 0, 0, 0, 255};
  const at::Tensor tensor = tensor_from_image(image);
  EXPECT_EQ(tensor.sizes(), (at::IntArrayRef{3, 1, 2}));
  EXPECT_FLOAT_EQ(tensor[1][0][0].item<float>(), 1.0f);
  EXPECT_FLOAT_EQ(tensor[2][0][1].item<float>(), -1.0f);
}

TEST(ImageTensor, rgba_keeps_alpha_as_fourth_channel) {
  Image image(1, 2, 4);
  image.pixels = {255, 0, 255, 0, 0, 0, 0, 255};
  const at::Tensor tensor = rgba_tensor_from_image(image);
  EXPECT_EQ(tensor.sizes(), (at::IntArrayRef{4, 2, 1}));
  EXPECT_FLOAT_EQ(tensor[0][0][0].item<float>(), 1.0f);
  EXPECT_FLOAT_EQ(tensor[3][0][0].item<float>(), -1.0f);
  EXPECT_FLOAT_EQ(tensor[3][1][0].item<float>(), 1.0f);
}

TEST(ImageTensor, pictures_come_back_one_by_one) {
  const std::vector<Image> images = images_from_tensor(at::stack({at::ones({3, 2, 4}), -at::ones({3, 2, 4})}));
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].width, 4);
  EXPECT_EQ(images[0].at(3, 1, 2), 255);
  EXPECT_EQ(images[1].at(3, 1, 2), 0);
}

TEST(ImageTensor, every_level_comes_back_or_one_lower) {
  Image image(256, 1, 3);
  for (int x = 0; x < 256; ++x) {
    for (int c = 0; c < 3; ++c) image.at(x, 0, c) = static_cast<std::uint8_t>(x);
  }
  const Image back = image_from_tensor(tensor_from_image(image));
  EXPECT_EQ(back.channels, 3);
  for (int x = 0; x < 256; ++x) {
    EXPECT_LE(back.at(x, 0), x);
    EXPECT_GE(back.at(x, 0), x - 1);
  }
}

TEST(ImageTensor, values_out_of_range_are_clamped_and_levels_truncated) {
  const at::Tensor tensor = at::tensor({-3.0f, 0.0f, 5.0f}).reshape({1, 1, 3});
  EXPECT_EQ(image_from_tensor(tensor).pixels, (std::vector<std::uint8_t>{0, 127, 255}));
}

}  // namespace
}  // namespace syncdreamer
