#include "image/exif_orientation.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/byte_order.h"
#include "core/error.h"
#include "image/png_chunks.h"
#include "image/webp_decoder.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kOrientationTag = 0x0112;

// A part of the file with the byte order of its numbers; numbers beyond its end are nothing.
struct Block {
  std::span<const std::byte> bytes;
  bool is_big_endian = true;

  std::optional<std::size_t> number(std::size_t place, std::size_t num_bytes) const {
    if (place > bytes.size() || bytes.size() - place < num_bytes) return std::nullopt;
    const auto digits = bytes.subspan(place, num_bytes);
    return is_big_endian ? big_endian(digits, num_bytes) : little_endian(digits, num_bytes);
  }

  std::string_view text(std::size_t place, std::size_t length) const {
    if (place > bytes.size() || bytes.size() - place < length) return {};
    return {reinterpret_cast<const char*>(bytes.data()) + place, length};
  }
};

// The TIFF structure in these bytes, if its byte order is known.
std::optional<Block> tiff_in(std::span<const std::byte> bytes) {
  Block tiff{bytes, true};
  tiff.is_big_endian = tiff.text(0, 2) == "MM";
  if (!tiff.is_big_endian && tiff.text(0, 2) != "II") return std::nullopt;
  return tiff;
}

// The TIFF structure inside the Exif block of a JPEG file, if there is one.
std::optional<Block> find_in_jpeg(const Block& jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  std::size_t place = 2;
  while (const auto marker = jpeg.number(place, 2)) {
    if (*marker == 0xFFFF) {  // any number of bytes FF may stand before a marker
      ++place;
      continue;
    }
    const auto length = jpeg.number(place + 2, 2);
    if (*marker < 0xFF00 || *marker == 0xFFDA || !length || *length < 2) return std::nullopt;
    if (*marker == 0xFFE1 && jpeg.text(place + 4, kExif.size()) == kExif && *length >= 2 + kExif.size()) {
      const std::size_t begin = place + 4 + kExif.size(), size = *length - 2 - kExif.size();
      return tiff_in(jpeg.bytes.subspan(begin, std::min(size, jpeg.bytes.size() - begin)));
    }
    place += 2 + *length;
  }
  return std::nullopt;
}

// The same of a PNG file.
std::optional<Block> find_in_png(std::span<const std::byte> png) {
  PngChunks chunks(png);
  while (const auto chunk = chunks.next()) {
    if (chunk->type == "eXIf") return tiff_in(chunk->data);
  }
  return std::nullopt;
}

// The same of a WebP file: chunks of even sizes, each behind its name and its length, low byte first.
std::optional<Block> find_in_webp(std::span<const std::byte> bytes) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  const Block webp{bytes, false};
  std::size_t place = 12;
  while (const auto length = webp.number(place + 4, 4)) {
    if (webp.text(place, 4) == "EXIF") {
      const std::size_t begin = place + 8 + (webp.text(place + 8, kExif.size()) == kExif ? kExif.size() : 0);
      return tiff_in(bytes.subspan(begin, std::min(*length, bytes.size() - begin)));
    }
    place += 8 + *length + *length % 2;
  }
  return std::nullopt;
}

}  // namespace

int exif_orientation(std::span<const std::byte> file) {
  const std::optional<Block> tiff = is_png(file)    ? find_in_png(file)
                                    : is_webp(file) ? find_in_webp(file)
                                                    : find_in_jpeg({file, true});
  if (!tiff) return 1;
  const auto directory = tiff->number(4, 4);
  const auto num_entries = directory ? tiff->number(*directory, 2) : std::nullopt;
  for (std::size_t i = 0; num_entries && i < *num_entries; ++i) {
    const std::size_t entry = *directory + 2 + 12 * i;
    const auto tag = tiff->number(entry, 2);
    if (!tag) return 1;
    if (*tag != kOrientationTag) continue;
    const auto value = tiff->number(entry + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

Image make_upright(Image image, int orientation) {
  check(orientation >= 1 && orientation <= 8, "make_upright: the orientation is not 1 to 8");
  if (orientation == 1) return image;
  const bool swaps_sides = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image upright(swaps_sides ? image.height : image.width, swaps_sides ? image.width : image.height, image.channels);
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x) {
      const int u = swaps_sides ? y : x, v = swaps_sides ? x : y;
      const int from_x = from_right ? image.width - 1 - u : u;
      const int from_y = from_bottom ? image.height - 1 - v : v;
      for (int c = 0; c < image.channels; ++c) upright.at(x, y, c) = image.at(from_x, from_y, c);
    }
  }
  return upright;
}

}  // namespace syncdreamer
