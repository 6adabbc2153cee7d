#include "image/color_profile.h"

#include <gmock/gmock.h>
#include <lcms2.h>
#include <webp/encode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/byte_order.h"
#include "geometry/srgb.h"
#include "image/image_io.h"
#include "image/png_chunks.h"

namespace syncdreamer {
namespace {

constexpr cmsCIExyY kD65{0.3127, 0.3290, 1};
constexpr cmsCIExyYTRIPLE kDisplayP3{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
constexpr cmsCIExyYTRIPLE kRec709{{0.640, 0.330, 1}, {0.300, 0.600, 1}, {0.150, 0.060, 1}};
const std::vector<double> kSrgbCurve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};

std::string saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

cmsToneCurve* srgb_curve() {
  return cmsBuildParametricToneCurve(nullptr, 4, kSrgbCurve.data());
}

/// A profile of these primaries with sRGB's white and curve.
std::string rgb_profile(const cmsCIExyYTRIPLE& primaries) {
  cmsToneCurve* const curve = srgb_curve();
  const std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const std::string bytes = saved(cmsCreateRGBProfile(&kD65, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

/// Greys whose numbers are light to the power of 1 / gamma.
std::string grey_profile(double gamma) {
  cmsToneCurve* const curve = cmsBuildGamma(nullptr, gamma);
  const std::string bytes = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

/// Of a color in Display P3, by the matrix between both (W3C's CSS Color 4).
std::array<int, 3> srgb_of_display_p3(const std::array<int, 3>& color) {
  constexpr double kMatrix[3][3] = {
      {1.2249401, -0.2249404, 0}, {-0.0420569, 1.0420571, 0}, {-0.0196376, -0.0786361, 1.0982735}};
  std::array<int, 3> srgb{};
  for (std::size_t i = 0; i < 3; ++i) {
    double light = 0;
    for (std::size_t k = 0; k < 3; ++k) light += kMatrix[i][k] * linear_from_srgb(color[k] / 255.0);
    srgb[i] = static_cast<int>(std::lround(255 * srgb_from_linear(std::clamp(light, 0.0, 1.0))));
  }
  return srgb;
}

Image in_display_p3(int channels) {
  constexpr std::array<std::array<int, 3>, 4> kColors{{{180, 120, 100}, {60, 140, 90}, {255, 255, 255}, {240, 20, 30}}};
  Image image(2, 2, channels);
  for (int i = 0; i < 4; ++i) {
    for (int c = 0; c < 3; ++c)
      image.at(i % 2, i / 2, c) =
          static_cast<std::uint8_t>(kColors[static_cast<std::size_t>(i)][static_cast<std::size_t>(c)]);
    if (channels == 4) image.at(i % 2, i / 2, 3) = static_cast<std::uint8_t>(60 * i);
  }
  return image;
}

void expect_converted_from_display_p3(const Image& converted, const Image& original) {
  ASSERT_EQ(converted.channels, original.channels);
  for (int i = 0; i < 4; ++i) {
    const int x = i % 2, y = i / 2;
    const auto expected = srgb_of_display_p3({original.at(x, y, 0), original.at(x, y, 1), original.at(x, y, 2)});
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(converted.at(x, y, c), expected[static_cast<std::size_t>(c)], 1) << i << c;
    if (original.channels == 4) {
      EXPECT_EQ(converted.at(x, y, 3), original.at(x, y, 3));
    }
  }
}

TEST(ColorProfile, numbers_of_a_wider_space_become_srgb_and_alpha_stays) {
  for (const int channels : {3, 4}) {
    const Image image = in_display_p3(channels);
    expect_converted_from_display_p3(convert_to_srgb(image, rgb_profile(kDisplayP3)), image);
    std::vector<std::uint16_t> samples;
    for (const std::uint8_t level : image.pixels) samples.push_back(static_cast<std::uint16_t>(257 * level));
    expect_converted_from_display_p3(convert_to_srgb(image, samples, rgb_profile(kDisplayP3)), image);
  }
}

/// A profile of sRGB's primaries whose numbers are light.
std::string linear_rgb_profile() {
  cmsToneCurve* const curve = cmsBuildGamma(nullptr, 1);
  const std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const std::string bytes = saved(cmsCreateRGBProfile(&kD65, &kRec709, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

/// All levels, the same in all colours; alpha counts down.
Image all_greys(int channels) {
  Image image(256, 1, channels);
  for (int x = 0; x < 256; ++x)
    for (int c = 0; c < channels; ++c)
      image.at(x, 0, c) = static_cast<std::uint8_t>(c % 2 == 1 && c + 1 == channels ? 255 - x : x);
  return image;
}

TEST(ColorProfile, greys_become_those_of_srgb_whatever_the_channels_of_picture_and_profile) {
  for (const std::string& profile : {grey_profile(1), linear_rgb_profile()}) {
    for (const int channels : {1, 2, 3, 4}) {
      const Image image = all_greys(channels), converted = convert_to_srgb(image, profile);
      ASSERT_EQ(converted.channels, channels);
      for (int x = 0; x < 256; ++x) {
        const double expected = 255 * srgb_from_linear(x / 255.0);
        for (int c = 0; c < channels; ++c) {
          const bool is_alpha = image.has_alpha() && c + 1 == channels;
          EXPECT_NEAR(converted.at(x, 0, c), is_alpha ? 255 - x : expected, is_alpha ? 0 : 0.6) << channels << ' ' << x;
        }
      }
    }
  }
}

TEST(ColorProfile, sixteen_bits_of_light_tell_what_is_dark) {
  for (const std::string& profile : {grey_profile(1), linear_rgb_profile()}) {
    for (const int channels : {1, 2, 3, 4}) {
      Image image(1000, 1, channels);
      const auto is_alpha = [&](std::size_t i) { return image.has_alpha() && (i + 1) % channels == 0; };
      std::vector<std::uint16_t> samples;
      for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        samples.push_back(static_cast<std::uint16_t>((is_alpha(i) ? 60 : 4) * (i / channels)));  // to 6 % of the light
        image.pixels[i] = static_cast<std::uint8_t>(samples[i] >> 8);
      }
      const Image converted = convert_to_srgb(image, samples, profile);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        const double expected = is_alpha(i) ? image.pixels[i] : 255 * srgb_from_linear(samples[i] / 65535.0);
        EXPECT_NEAR(converted.pixels[i], expected, is_alpha(i) ? 0 : 0.6) << channels << ' ' << i;
      }
      const Image unchanged = convert_to_srgb(image, samples, rgb_profile(kRec709));
      EXPECT_EQ(unchanged.pixels, image.pixels);
    }
  }
}

TEST(ColorProfile, a_picture_in_srgb_is_left_as_it_is) {
  Image image(256, 3, 3);
  for (int x = 0; x < 256; ++x)
    for (int y = 0; y < 3; ++y) image.at(x, y, y) = static_cast<std::uint8_t>(x);
  for (const std::string& profile : {rgb_profile(kRec709), saved(cmsCreate_sRGBProfile())})
    EXPECT_EQ(convert_to_srgb(image, profile).pixels, image.pixels);
}

TEST(ColorProfile, what_does_not_fit_the_picture_or_is_damaged_changes_nothing) {
  const Image image = in_display_p3(3);
  const std::string p3 = rgb_profile(kDisplayP3);
  for (const std::string& profile : {std::string(), std::string("no profile"), p3.substr(0, 200), grey_profile(1)})
    EXPECT_EQ(convert_to_srgb(image, profile).pixels, image.pixels);
}

Image decoded(const std::string& file, ImageReading reading = ImageReading::as_seen) {
  return read_image(std::as_bytes(std::span(file)), "photo", reading);
}

/// A PNG with this profile.
std::string with_profile(const std::string& png, const std::string& profile) {
  std::string packed(compressBound(profile.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(profile.data()),
           profile.size());
  std::string chunk;
  append_chunk(chunk, "iCCP", std::string("name\0\0", 6) + packed.substr(0, size));
  constexpr std::size_t kHeaderEnd = 33;
  return png.substr(0, kHeaderEnd) + chunk + png.substr(kHeaderEnd);
}

TEST(ColorProfile, of_a_png_counts_unless_the_file_is_read_raw) {
  const Image image = in_display_p3(4);
  const std::string plain = encode_png(image), png = with_profile(plain, rgb_profile(kDisplayP3));
  expect_converted_from_display_p3(decoded(png), image);
  expect_converted_from_display_p3(decoded(png, ImageReading::unturned), image);
  EXPECT_EQ(decoded(png, ImageReading::raw).pixels, image.pixels);
  EXPECT_EQ(decoded(plain).pixels, image.pixels);
}

TEST(ColorProfile, of_a_png_of_16_bits_sees_all_of_them) {
  DepthImage16 light(1000, 1);
  for (int x = 0; x < light.width; ++x) light.at(x, 0) = static_cast<std::uint16_t>(4 * x);
  const std::string png = with_profile(encode_png(light), grey_profile(1));
  const Image seen = decoded(png), raw = decoded(png, ImageReading::raw);
  for (int x = 0; x < light.width; ++x) {
    EXPECT_NEAR(seen.at(x, 0), 255 * srgb_from_linear(light.at(x, 0) / 65535.0), 0.6) << x;
    EXPECT_EQ(raw.at(x, 0), light.at(x, 0) >> 8);
  }
}

std::string little_endian_4(std::size_t number) {
  std::string bytes;
  append_little_endian(bytes, static_cast<std::uint32_t>(number));
  return bytes;
}

TEST(ColorProfile, of_a_webp_counts) {
  const Image image = in_display_p3(3);
  std::string profile = rgb_profile(kDisplayP3);
  if (profile.size() % 2 != 0) profile += '\0';
  std::uint8_t* encoded = nullptr;
  const std::size_t size = WebPEncodeLosslessRGB(image.pixels.data(), 2, 2, 6, &encoded);
  const std::string picture(reinterpret_cast<const char*>(encoded) + 12, size - 12);
  WebPFree(encoded);
  constexpr char kHasProfile = 0x20;
  const std::string body = "WEBPVP8X" + little_endian_4(10) + kHasProfile + std::string("\0\0\0\1\0\0\1\0\0", 9) +
                           "ICCP" + little_endian_4(profile.size()) + profile + picture;
  expect_converted_from_display_p3(decoded("RIFF" + little_endian_4(body.size()) + body), image);
}

/// A JPEG's segment with a part of a profile.
std::string segment(int number, int count, const std::string& part) {
  std::string length;
  append_big_endian(length, static_cast<std::uint16_t>(16 + part.size()));
  return "\xFF\xE2" + length + std::string("ICC_PROFILE\0", 12) + static_cast<char>(number) + static_cast<char>(count) +
         part;
}

std::string profile_in(const std::string& file) {
  return color_profile(std::as_bytes(std::span(file)));
}

TEST(ColorProfile, of_a_jpeg_is_joined_from_its_segments_in_whatever_order) {
  const std::string start = "\xFF\xD8", scan = "\xFF\xDA";
  EXPECT_EQ(profile_in(start + segment(1, 1, "whole") + scan), "whole");
  EXPECT_EQ(profile_in(start + segment(2, 2, "second") + segment(1, 2, "first ") + scan), "first second");
  EXPECT_EQ(profile_in(start + segment(1, 2, "first ") + scan), "") << "a part is missing";
  EXPECT_EQ(profile_in(start + scan), "");
}

TEST(ColorProfile, of_a_png_whose_packing_is_damaged_is_none) {
  std::string png(kPngSignature);
  append_chunk(png, "iCCP", std::string("name\0\0not packed", 16));
  EXPECT_EQ(profile_in(png), "");
  png = kPngSignature;
  append_chunk(png, "iCCP", "name");
  EXPECT_EQ(profile_in(png), "");
}

}  // namespace
}  // namespace syncdreamer
