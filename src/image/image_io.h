#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "image/image.h"

namespace syncdreamer {

inline constexpr std::int64_t kMaxPixels = std::int64_t{1} << 27;

/// What becomes of a picture whose camera was held otherwise, as its Exif block says, and whose numbers are other
/// colours than sRGB's, as its ICC profile says.
enum class ImageReading {
  as_seen,   ///< upright and in sRGB: as people see it
  unturned,  ///< in sRGB: as programs see it that name pixels of the file, such as those that find cameras
  raw,       ///< neither turned nor converted: as masks are, and as formats of 3-D models take their textures
};

/// Reads a PNG, JPEG or WebP picture with the channels that the file has (1 to 4; palettes become RGB or RGBA, 16 bits
/// become 8).
///
/// \throws InputError if the file cannot be read, is no such picture, is cut off, or is larger than kMaxPixels.
Image read_image(const std::filesystem::path& path, ImageReading reading = ImageReading::as_seen);

/// The same from memory; `name` stands for the path in error messages.
Image read_image(std::span<const std::byte> bytes, const std::string& name,
                 ImageReading reading = ImageReading::as_seen, std::int64_t max_pixels = kMaxPixels);

/// Reads a grey PNG of 16 bits. \throws InputError as read_image does, and for any other kind of picture.
DepthImage16 read_depth_png(const std::filesystem::path& path);
DepthImage16 read_depth_png(std::span<const std::byte> bytes, const std::string& name,
                            std::int64_t max_pixels = kMaxPixels);

/// Writes a PNG, so that no reader ever sees half a file. \throws OutputError if that fails, or as encode_png does.
void write_png(const std::filesystem::path& path, const Image& image);
void write_png(const std::filesystem::path& path, const DepthImage16& depth);

/// The bytes of a PNG file. \throws OutputError for a picture that is too large for one.
std::string encode_png(const Image& image);
std::string encode_png(const DepthImage16& depth);

}  // namespace syncdreamer
