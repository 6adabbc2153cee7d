#include "image/color_profile.h"

#ifndef SYNCDREAMER_LCMS

namespace syncdreamer {

std::string color_profile(std::span<const std::byte>) {
  return {};
}

Image convert_to_srgb(Image image, const std::string&) {
  return image;
}

Image convert_to_srgb(Image image, std::span<const std::uint16_t>, const std::string&) {
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
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/byte_order.h"
#include "core/error.h"
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

/// Little CMS's name for pixels of one (grey) or three numbers, each with `num_extra` numbers behind it that stay.
template <class Sample>
constexpr cmsUInt32Number pixel_format(cmsUInt32Number num_colors, cmsUInt32Number num_extra = 0) {
  return COLORSPACE_SH(num_colors == 1 ? PT_GRAY : PT_RGB) | CHANNELS_SH(num_colors) | EXTRA_SH(num_extra) |
         BYTES_SH(sizeof(Sample));
}

/// The number of this type that means a level of 8 bits.
template <class Sample>
constexpr Sample sample_of(int level) {
  return static_cast<Sample>(sizeof(Sample) == 1 ? level : 257 * level);
}

Transform transform_to_srgb(const Profile& source, cmsUInt32Number from, cmsUInt32Number to, cmsUInt32Number flags) {
  const Profile target(cmsCreate_sRGBProfile());
  return Transform(cmsCreateTransform(source.get(), from, target.get(), to, INTENT_PERCEPTUAL, flags));
}

/// Whether colours spread over all that there are stay what they are, but for rounding.
template <class Sample>
bool changes_nothing(const Profile& source) {
  const Transform transform = transform_to_srgb(source, pixel_format<Sample>(3), pixel_format<std::uint8_t>(3), 0);
  if (!transform) return true;
  std::vector<std::uint8_t> levels;  // all combinations of 16 values
  for (int i = 0; i < 16 * 16 * 16; ++i)
    for (const int value : {i % 16, i / 16 % 16, i / 256}) levels.push_back(static_cast<std::uint8_t>(17 * value));
  std::vector<Sample> samples(levels.size());
  std::ranges::transform(levels, samples.begin(), sample_of<Sample>);
  std::vector<std::uint8_t> changed(levels.size());
  cmsDoTransform(transform.get(), samples.data(), changed.data(), static_cast<cmsUInt32Number>(levels.size() / 3));
  return std::ranges::equal(levels, changed, [](int a, int b) { return std::abs(a - b) <= 1; });
}

/// `image` is what `samples` become; of 8 bits they may be its own.
template <class Sample>
void convert_colors(const Profile& source, const Sample* samples, Image& image) {
  if (changes_nothing<Sample>(source)) return;
  const cmsUInt32Number num_extra = image.has_alpha() ? 1 : 0;  // which stays in the image
  const Transform transform =
      transform_to_srgb(source, pixel_format<Sample>(3, num_extra), pixel_format<std::uint8_t>(3, num_extra), 0);
  if (!transform) return;
  for (int y = 0; y < image.height; ++y) {
    cmsDoTransform(transform.get(), samples + image.index(0, y), &image.at(0, y),
                   static_cast<cmsUInt32Number>(image.width));
  }
}

/// What each grey from dark to bright becomes; empty if that cannot be told.
template <class Sample>
std::vector<std::uint8_t> greys_in_srgb(const Profile& source) {
  const cmsUInt32Number num_colors = cmsGetColorSpace(source.get()) == cmsSigGrayData ? 1 : 3;
  const Transform transform = transform_to_srgb(source, pixel_format<Sample>(num_colors), pixel_format<std::uint8_t>(3),
                                                cmsFLAGS_NOOPTIMIZE);  // whose tables are coarse in the dark
  if (!transform) return {};
  std::vector<std::uint8_t> greys;
  for (int value = 0; value <= std::numeric_limits<Sample>::max(); ++value) {
    std::array<Sample, 3> grey;
    grey.fill(static_cast<Sample>(value));
    std::array<std::uint8_t, 3> converted{};
    cmsDoTransform(transform.get(), grey.data(), converted.data(), 1);
    greys.push_back(converted[1]);
  }
  return greys;
}

bool has_only_greys(const Image& image) {
  for (std::size_t i = 0; image.channels >= 3 && i < image.pixels.size(); i += image.channels)
    if (image.pixels[i] != image.pixels[i + 1] || image.pixels[i] != image.pixels[i + 2]) return false;
  return true;
}

/// convert_colors for a picture of greys, whatever its channels.
template <class Sample>
void convert_greys(const Profile& source, const Sample* samples, Image& image) {
  const std::vector<std::uint8_t> greys = greys_in_srgb<Sample>(source);
  bool changes = false;
  for (int level = 0; level < 256 && !greys.empty(); ++level)
    changes = changes || std::abs(greys[sample_of<Sample>(level)] - level) > 1;
  if (!changes) return;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const bool is_alpha = image.has_alpha() && i % image.channels + 1 == static_cast<std::size_t>(image.channels);
    if (!is_alpha) image.pixels[i] = greys[samples[i]];
  }
}

template <class Sample>
void convert(const std::string& profile, const Sample* samples, Image& image) {
  if (profile.empty() || profile.size() > kLargestProfile) return;
  const Profile source(cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  if (!source) return;
  const cmsColorSpaceSignature colors = cmsGetColorSpace(source.get());
  if (colors == cmsSigRgbData && image.channels >= 3) {
    convert_colors(source, samples, image);
  } else if (colors == cmsSigRgbData || (colors == cmsSigGrayData && has_only_greys(image))) {
    convert_greys(source, samples, image);
  }
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
  convert(profile, std::as_const(image).pixels.data(), image);
  return image;
}

Image convert_to_srgb(Image image, std::span<const std::uint16_t> samples, const std::string& profile) {
  check(samples.size() == image.pixels.size(), "convert_to_srgb: the picture and its samples are not of one size");
  convert(profile, samples.data(), image);
  return image;
}

}  // namespace syncdreamer

#endif
