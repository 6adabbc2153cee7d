#include "image/jpeg_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/random.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "tests/image/exif_block.h"
#include "tests/support/refusal.h"

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
  return read_image(std::as_bytes(std::span(bytes)), "photo.jpg");
}

std::string corpus_file(const char* name) {
  return read_file(std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "tests/fuzz/corpus/image" / name);
}

Image decode_corpus_file(const char* name) {
  const std::string bytes = corpus_file(name);
  return decode_jpeg(std::as_bytes(std::span(bytes)), name, kMaxPixels);
}

// Of the values in the order of the picture, FNV-1a-64.
std::uint64_t fingerprint(const Image& image) {
  return fnv1a_64({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()});
}

std::string jpeg_refusal(const std::string& bytes, std::int64_t max_pixels = kMaxPixels) {
  return refusal_of([&] { decode_jpeg(std::as_bytes(std::span(bytes)), "photo.jpg", max_pixels); });
}

// A dark red_disc on a light background.
Image red_disc() {
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
  const Image image = decode(encode_jpeg(red_disc(), 95));
  EXPECT_EQ(image.width, 160);
  EXPECT_EQ(image.height, 120);
  EXPECT_EQ(image.channels, 3);
  EXPECT_NEAR(image.at(80, 60, 0), 160, 6);
}

// The fingerprints were made of what PIL 9.4 reads.
TEST(Jpeg, has_the_pixels_that_pil_reads) {
  EXPECT_EQ(fingerprint(decode_corpus_file("rgb.jpg")), 0x562f51c61ba66889u);
  EXPECT_EQ(fingerprint(decode_corpus_file("restart.jpg")), 0x562f51c61ba66889u);
  EXPECT_EQ(fingerprint(decode_corpus_file("progressive.jpg")), 0xd22d008c7ffc002du);
  EXPECT_EQ(fingerprint(decode_corpus_file("wide-sampling.jpg")), 0x5c35721b41b8cbc1u);
  const Image grey = decode_corpus_file("grey.jpg");
  EXPECT_EQ(grey.channels, 1);
  EXPECT_EQ(fingerprint(grey), 0x1d8bacc19dcfd63eu);
}

TEST(Jpeg, of_four_inks_becomes_rgb) {
  const Image image = decode_corpus_file("cmyk.jpg");
  EXPECT_EQ(image.channels, 3);
  const int expected[6] = {0, 0, 0, 11, 0, 0};  // PIL's
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(image.pixels[static_cast<std::size_t>(i)], expected[i], 1) << i;
}

TEST(Jpeg, larger_than_allowed_is_refused_before_its_pixels_are_read) {
  EXPECT_THAT(jpeg_refusal(encode_jpeg(red_disc(), 90), 160 * 120 - 1),
              HasSubstr("photo.jpg: the picture has 160 x 120 pixels, expected at most 19199 in all"));
}

TEST(Jpeg, of_a_kind_that_is_not_read_is_not_called_damaged) {
  const std::string baseline = encode_jpeg(red_disc(), 90);
  const std::size_t frame = baseline.find("\xFF\xC0");
  std::string of_12_bits = baseline, lossless = baseline;
  of_12_bits[frame + 4] = 12;
  lossless[frame + 1] = '\xC3';
  for (const std::string& bytes : {of_12_bits, lossless})
    EXPECT_THAT(jpeg_refusal(bytes), HasSubstr("photo.jpg: found a kind of JPEG that is not read (Unsupported JPEG"));
}

TEST(Jpeg, of_very_many_scans_is_refused) {
  std::string bytes = corpus_file("progressive.jpg");
  const std::size_t first_scan = bytes.find("\xFF\xDA");
  const std::size_t behind_it = bytes.find("\xFF\xC4", first_scan);  // the Huffman table of the next scan
  ASSERT_NE(behind_it, std::string::npos);
  const std::string scan = bytes.substr(first_scan, behind_it - first_scan);
  for (int i = 0; i < 600; ++i) bytes.insert(first_scan, scan);
  EXPECT_THAT(jpeg_refusal(bytes), HasSubstr("photo.jpg: the picture is damaged or cut off (more than 500 scans)"));
}

TEST(Jpeg, that_is_cut_off_is_an_input_error) {
  const std::string whole = encode_jpeg(red_disc(), 90);
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
    EXPECT_THROW(decode(whole.substr(0, size)), InputError) << size;
  }
}

TEST(Jpeg, flipped_bytes_never_do_more_than_throw) {
  const std::string whole = with_orientation(encode_jpeg(red_disc(), 50), 6, true);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 0xFF);
    try {
      decode(bytes);
    } catch (const InputError&) {
    }
  }
}

TEST(Jpeg, with_a_huffman_table_of_too_many_codes_is_refused) {
  std::string bytes = encode_jpeg(red_disc(), 90);
  const std::size_t table = bytes.find("\xFF\xC4");
  ASSERT_NE(table, std::string::npos);
  for (std::size_t i = 0; i < 16; ++i) bytes[table + 5 + i] = '\xFF';
  EXPECT_THAT(jpeg_refusal(bytes), HasSubstr("photo.jpg: the picture is damaged or cut off (Bogus Huffman table"));
}

TEST(Jpeg, compression_noise_does_not_become_an_object) {
  for (const int quality : {95, 75, 60}) {
    const Image rgba = extract_foreground(decode(encode_jpeg(red_disc(), quality)), "photo.jpg");
    double area = 0.0;
    for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) area += rgba.pixels[i] / 255.0;
    EXPECT_NEAR(area / (M_PI * 40 * 40), 1.0, 0.06) << quality;
    EXPECT_EQ(rgba.at(5, 5, 3), 0) << quality;
    EXPECT_EQ(rgba.at(80, 60, 3), 255) << quality;
  }
}

TEST(Jpeg, of_a_camera_held_upright_comes_back_upright_or_as_it_is_stored) {
  const std::string photo = with_orientation(encode_jpeg(red_disc(), 80), 6, true);
  EXPECT_EQ(decode(photo).width, 120);
  const auto bytes = std::as_bytes(std::span(photo));
  EXPECT_EQ(read_image(bytes, "photo.jpg", ImageReading::raw).width, 160);
}

}  // namespace
}  // namespace syncdreamer
