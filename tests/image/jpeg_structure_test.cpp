#include "image/jpeg_structure.h"

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
#include "image/foreground.h"
#include "image/image_io.h"
#include "tests/image/exif_block.h"

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

TEST(Jpeg, huffman_table_with_too_many_codes_is_refused_wherever_it_stands) {
  const std::string whole = encode_jpeg(disc(), 90);
  const std::string marker = "\xFF\xC4";
  const std::size_t table = whole.find(marker);
  ASSERT_NE(table, std::string::npos);
  std::string bytes = whole;
  for (std::size_t i = 0; i < 16; ++i) bytes[table + 5 + i] = '\xFF';
  EXPECT_THROW(decode(bytes), InputError);
  const std::string segment = marker + std::string("\x00\x13\x00", 3) + std::string(16, '\xFF');
  EXPECT_THROW(decode(whole.substr(0, whole.size() - 2) + segment + "\xFF\xD9"), InputError);
}

TEST(Jpeg, compression_noise_does_not_become_an_object) {
  for (const int quality : {95, 75, 60}) {
    const Image rgba = extract_foreground(decode(encode_jpeg(disc(), quality)), "photo.jpg");
    double area = 0.0;
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) area += rgba.pixels[i] / 255.0;
    EXPECT_NEAR(area / (M_PI * 40 * 40), 1.0, 0.06) << quality;
    EXPECT_EQ(rgba.at(5, 5, 3), 0) << quality;
    EXPECT_EQ(rgba.at(80, 60, 3), 255) << quality;
  }
}

TEST(Jpeg, of_a_camera_held_upright_comes_back_upright) {
  EXPECT_EQ(decode(with_orientation(encode_jpeg(disc(), 80), 6, true)).width, 120);
}

}  // namespace
}  // namespace syncdreamer
