#include "image/webp_decoder.h"

#include <gmock/gmock.h>
#include <webp/encode.h>

#include <cmath>
#include <cstdlib>
#include <memory>

#include "core/byte_order.h"
#include "core/error.h"
#include "image/image_io.h"
#include "tests/image/exif_block.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

Image colorful(int width, int height, int channels) {
  Image image(width, height, channels);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(17 * x + 29 * y * (c + 1));
      if (channels == 4) image.at(x, y, 3) = static_cast<std::uint8_t>(1 + (x * y) % 255);
    }
  }
  return image;
}

std::string taken(std::uint8_t* encoded, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(encoded), size);
  WebPFree(encoded);
  return bytes;
}

std::string encode_lossless(const Image& image) {
  std::uint8_t* encoded = nullptr;
  const auto encode = image.channels == 4 ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB;
  const std::size_t size =
      encode(image.pixels.data(), image.width, image.height, image.width * image.channels, &encoded);
  return taken(encoded, size);
}

Image decode(const std::string& bytes, ImageReading reading = ImageReading::as_seen) {
  return read_image(std::as_bytes(std::span(bytes)), "photo.webp", reading);
}

std::string webp_refusal(const std::string& bytes, std::int64_t max_pixels = kMaxPixels) {
  return refusal_of([&] { decode_webp(std::as_bytes(std::span(bytes)), "photo.webp", max_pixels); });
}

std::string little_endian_4(std::size_t number) {
  std::string bytes;
  append_little_endian(bytes, static_cast<std::uint32_t>(number));
  return bytes;
}

/// The file with a header that says what it has besides the picture, and further chunks.
std::string extended(const std::string& webp, char flags, const Image& image, const std::string& chunks) {
  const std::string sides = little_endian_4(static_cast<std::size_t>(image.width - 1)).substr(0, 3) +
                            little_endian_4(static_cast<std::size_t>(image.height - 1)).substr(0, 3);
  const std::string body =
      "WEBPVP8X" + little_endian_4(10) + flags + std::string(3, '\0') + sides + webp.substr(12) + chunks;
  return "RIFF" + little_endian_4(body.size()) + body;
}

TEST(WebpDecoder, lossless_pictures_come_as_they_were) {
  for (const int channels : {3, 4}) {
    const Image image = colorful(23, 11, channels), decoded = decode(encode_lossless(image));
    ASSERT_EQ(decoded.channels, channels);
    ASSERT_EQ(decoded.width, 23);
    EXPECT_EQ(decoded.pixels, image.pixels);
  }
}

TEST(WebpDecoder, lossy_pictures_look_as_they_did) {
  Image image(64, 48, 3);
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 64; ++x) {
      image.at(x, y, 0) = static_cast<std::uint8_t>(4 * x);
      image.at(x, y, 1) = static_cast<std::uint8_t>(5 * y);
      image.at(x, y, 2) = 90;
    }
  }
  std::uint8_t* encoded = nullptr;
  const std::size_t size = WebPEncodeRGB(image.pixels.data(), 64, 48, 3 * 64, 95, &encoded);
  const Image decoded = decode(taken(encoded, size));
  ASSERT_EQ(decoded.pixels.size(), image.pixels.size());
  double sum = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) sum += std::abs(int{image.pixels[i]} - int{decoded.pixels[i]});
  EXPECT_LT(sum / static_cast<double>(image.pixels.size()), 3);
}

TEST(WebpDecoder, pictures_are_turned_upright_as_their_exif_says) {
  const Image image = colorful(8, 5, 3);
  const std::string tiff = tiff_with(6, false);
  for (const std::string& exif : {tiff, std::string("Exif\0\0", 6) + tiff}) {
    const std::string chunk = "EXIF" + little_endian_4(exif.size()) + exif + std::string(exif.size() % 2, '\0');
    const std::string turned = extended(encode_lossless(image), 0x08, image, chunk);
    const Image upright = decode(turned);
    ASSERT_EQ(upright.width, 5);
    EXPECT_EQ(upright.at(4, 0, 0), image.at(0, 0, 0)) << "its left upper corner was camera's right upper one";
    EXPECT_EQ(decode(turned, ImageReading::raw).pixels, image.pixels);
  }
}

TEST(WebpDecoder, every_truncation_is_refused) {
  const std::string whole = encode_lossless(colorful(9, 7, 4));
  for (std::size_t size = 12; size < whole.size() - 1; ++size)
    EXPECT_THAT(webp_refusal(whole.substr(0, size)), HasSubstr("photo.webp: the picture is damaged or cut off"))
        << size;
}

TEST(WebpDecoder, large_pictures_and_animations_are_refused) {
  const Image image = colorful(23, 11, 3);
  EXPECT_THAT(webp_refusal(encode_lossless(image), 100), HasSubstr("23 x 11"));
  EXPECT_THAT(webp_refusal(extended(encode_lossless(image), 0x02, image, "")), HasSubstr("a WebP animation"));
}

}  // namespace
}  // namespace syncdreamer
