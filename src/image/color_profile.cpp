#include "image/color_profile.h"

#ifndef SYNCDREAMER_LCMS

namespace syncdreamer {

std::string color_profile(std::span<const std::byte>) {
  return {};
}

Image convert_to_srgb(Image image, const std::string&) {
  return image;
}

}  // namespace syncdreamer

#else

#include <lcms2.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "core/byte_order.h"
#include "image/metadata_blocks.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kLargestProfile = std::size_t{1} << 24;  // what fits into a JPEG's segments
constexpr std::string_view kJpegSegment = "\xFF\xE2", kPngChunk = "iCCP", kWebpChunk = "ICCP";

using Profile = std::unique_ptr<void, decltype([](cmsHPROFILE profile) { cmsCloseProfile(profile); })>;
using Transform = std::unique_ptr<void, decltype([](cmsHTRANSFORM transform) { cmsDeleteTransform(transform); })>;

/// A PNG's chunk: a name, how the rest is compressed, and the compressed profile.
std::string unpack(std::string_view chunk) {
  const std::size_t name_end = chunk.find('\0');
  if (name_end == std::string_view::npos || name_end + 2 > chunk.size()) return {};
  const std::string_view packed = chunk.substr(name_end + 2);
  std::string profile(std::min(kLargestProfile, packed.size() * 1032), '\0');  // as far as zlib can compress
  uLongf size = profile.size();
  const int result = uncompress(reinterpret_cast<Bytef*>(profile.data()), &size,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  profile.resize(result == Z_OK ? size : 0);
  return profile;
}

/// A JPEG's segments: each a mark, which part it is (from 1), of how many, and the part.
std::string joined_parts(const std::vector<MetadataBlock>& blocks) {
  constexpr std::string_view kMark("ICC_PROFILE\0", 12);
  std::vector<std::string_view> segments;
  for (const MetadataBlock& block : blocks)
    if (block.name == kJpegSegment && text_of(block.data).starts_with(kMark) && block.data.size() > kMark.size() + 2)
      segments.push_back(text_of(block.data).substr(kMark.size()));
  std::ranges::stable_sort(segments, {},
                           [](std::string_view segment) { return static_cast<unsigned char>(segment[0]); });
  std::string profile;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto number = static_cast<unsigned char>(segments[i][0]), count = static_cast<unsigned char>(segments[i][1]);
    if (number != i + 1 || count != segments.size()) return {};
    profile += segments[i].substr(2);
  }
  return profile;
}

/// sRGB's colours, or its greys.
Profile srgb_profile(bool is_grey) {
  if (!is_grey) return Profile(cmsCreate_sRGBProfile());
  std::array<double, 5> curve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};  // IEC 61966-2-1
  cmsToneCurve* const tone = cmsBuildParametricToneCurve(nullptr, 4, curve.data());
  Profile profile(cmsCreateGrayProfile(cmsD50_xyY(), tone));
  cmsFreeToneCurve(tone);
  return profile;
}

/// Whether colours spread over all that there are stay what they are, but for rounding.
bool changes_nothing(const Transform& transform, int channels) {
  Image colors(16 * 16, 16, channels);  // of RGB, all combinations of 16 values
  for (int y = 0; y < colors.height; ++y) {
    for (int x = 0; x < colors.width; ++x) {
      const std::array<int, 3> color{x % 16, x / 16, y};
      for (int c = 0; c < channels; ++c)
        colors.at(x, y, c) = static_cast<std::uint8_t>(17 * color[static_cast<std::size_t>(c % 3)]);
    }
  }
  Image changed = colors;
  cmsDoTransform(transform.get(), colors.pixels.data(), changed.pixels.data(),
                 static_cast<cmsUInt32Number>(colors.width) * colors.height);
  return std::ranges::equal(colors.pixels, changed.pixels, [](int a, int b) { return std::abs(a - b) <= 1; });
}

}  // namespace

std::string color_profile(std::span<const std::byte> file) {
  const std::vector<MetadataBlock> blocks = metadata_blocks(file);
  for (const MetadataBlock& block : blocks) {
    if (block.name == kPngChunk) return unpack(text_of(block.data));
    if (block.name == kWebpChunk) return std::string(text_of(block.data));
  }
  return joined_parts(blocks);
}

Image convert_to_srgb(Image image, const std::string& profile) {
  if (profile.empty() || profile.size() > kLargestProfile) return image;
  const Profile source(cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  const bool is_grey = image.channels <= 2, has_alpha = image.channels % 2 == 0;
  if (!source || cmsGetColorSpace(source.get()) != (is_grey ? cmsSigGrayData : cmsSigRgbData)) return image;
  const Profile target = srgb_profile(is_grey);
  const cmsUInt32Number format =
      is_grey ? (has_alpha ? TYPE_GRAYA_8 : TYPE_GRAY_8) : (has_alpha ? TYPE_RGBA_8 : TYPE_RGB_8);
  const Transform transform(cmsCreateTransform(source.get(), format, target.get(), format, INTENT_PERCEPTUAL,
                                               has_alpha ? cmsFLAGS_COPY_ALPHA : 0));
  if (!transform || changes_nothing(transform, image.channels)) return image;
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* const row = &image.at(0, y, 0);
    cmsDoTransform(transform.get(), row, row, static_cast<cmsUInt32Number>(image.width));
  }
  return image;
}

}  // namespace syncdreamer

#endif
