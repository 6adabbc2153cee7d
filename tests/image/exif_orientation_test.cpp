#include <gmock/gmock.h>
#include <gtest/gtest.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "image/exif_orientation.h"
#include "image/foreground.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

void append(void* target, void* data, int size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

std::string encode_jpeg(const Image& image, int quality) {
  std::string bytes;
  stbi_write_jpg_to_func(append, &bytes, image.width, image.height, image.channels, image.pixels.data(), quality);
  return bytes;
}

Image decode(const std::string& bytes) {
  return read_image(std::as_bytes(std::span(bytes.data(), bytes.size())), "photo.jpg");
}

// A dark disc on a light background.
Image disc() {
  Image image(160, 120, 3, 240);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (std::hypot(x - 80, y - 60) > 40) continue;
      image.at(x, y, 0) = 160, image.at(x, y, 1) = 50, image.at(x, y, 2) = 20;
    }
  }
  return image;
}

// The file with an Exif block behind its first marker.
std::string with_orientation(const std::string& jpeg, int orientation, bool big_endian) {
  const std::string value(1, static_cast<char>(orientation));
  const std::string tiff =
      big_endian ? std::string("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + value + std::string(6, '\0')
                 : std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + value + std::string(7, '\0');
  const std::string content = std::string("Exif\0\0", 6) + tiff;
  const std::string block = std::string("\xFF\xE1\0", 3) + static_cast<char>(content.size() + 2) + content;
  return jpeg.substr(0, 2) + block + jpeg.substr(2);
}

TEST(Jpeg, is_read_as_rgb) {
  const Image image = decode(encode_jpeg(disc(), 95));
  EXPECT_EQ(image.width, 160);
  EXPECT_EQ(image.height, 120);
  EXPECT_EQ(image.channels, 3);
  EXPECT_NEAR(image.at(80, 60, 0), 160, 6);
}

TEST(Jpeg, that_is_cut_off_is_an_input_error) {
  const std::string whole = encode_jpeg(disc(), 90);
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
    EXPECT_THROW(decode(whole.substr(0, size)), InputError) << size;
  }
}

TEST(Jpeg, flipped_bytes_never_do_more_than_throw) {
  const std::string whole = with_orientation(encode_jpeg(disc(), 50), 6, true);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 0xFF);
    try {
      decode(bytes);
    } catch (const InputError&) {
    }
  }
}

TEST(Jpeg, compression_noise_does_not_become_an_object) {
  for (const int quality : {95, 75, 60}) {
    const Image rgba = extract_foreground(decode(encode_jpeg(disc(), quality)), "photo.jpg");
    double area = 0.0;
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) area += rgba.pixels[i] / 255.0;
    EXPECT_NEAR(area / (M_PI * 40 * 40), 1.0, 0.05) << quality;
    EXPECT_EQ(rgba.at(5, 5, 3), 0) << quality;
    EXPECT_EQ(rgba.at(80, 60, 3), 255) << quality;
  }
}

TEST(ExifOrientation, is_read_in_both_byte_orders_and_absent_in_plain_files) {
  const std::string plain = encode_jpeg(disc(), 80);
  const auto orientation = [](const std::string& file) {
    return exif_orientation(std::as_bytes(std::span(file.data(), file.size())));
  };
  EXPECT_EQ(orientation(plain), 1);
  EXPECT_EQ(orientation(with_orientation(plain, 6, true)), 6);
  EXPECT_EQ(orientation(with_orientation(plain, 8, false)), 8);
  EXPECT_EQ(orientation(with_orientation(plain, 77, false)), 1);
  EXPECT_EQ(decode(with_orientation(plain, 6, true)).width, 120);
}

TEST(ExifOrientation, every_orientation_is_turned_upright) {
  Image upright(3, 2, 1);
  upright.pixels = {1, 2, 3, 4, 5, 6};
  const auto stored = [](int width, int height, std::vector<std::uint8_t> pixels) {
    Image image(width, height, 1);
    image.pixels = std::move(pixels);
    return image;
  };
  const std::vector<Image> cases = {stored(3, 2, {1, 2, 3, 4, 5, 6}), stored(3, 2, {3, 2, 1, 6, 5, 4}),
                                    stored(3, 2, {6, 5, 4, 3, 2, 1}), stored(3, 2, {4, 5, 6, 1, 2, 3}),
                                    stored(2, 3, {1, 4, 2, 5, 3, 6}), stored(2, 3, {3, 6, 2, 5, 1, 4}),
                                    stored(2, 3, {6, 3, 5, 2, 4, 1}), stored(2, 3, {4, 1, 5, 2, 6, 3})};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image turned = make_upright(cases[static_cast<std::size_t>(orientation - 1)], orientation);
    EXPECT_EQ(turned.width, 3) << orientation;
    EXPECT_EQ(turned.pixels, upright.pixels) << orientation;
  }
}

}  // namespace
}  // namespace syncdreamer
