#include "image/exif_orientation.h"

#include <optional>
#include <string_view>

#include "core/byte_order.h"
#include "core/error.h"
#include "image/metadata_blocks.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kOrientationTag = 0x0112, kLongType = 4;

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
    return text_of(bytes.subspan(place, length));
  }
};

// The TIFF structure in these bytes, if its byte order is known.
std::optional<Block> tiff_in(std::span<const std::byte> bytes) {
  Block tiff{bytes, true};
  tiff.is_big_endian = tiff.text(0, 2) == "MM";
  if (!tiff.is_big_endian && tiff.text(0, 2) != "II") return std::nullopt;
  return tiff;
}

// The TIFF structure inside the Exif block of a file, if there is one.
std::optional<Block> find_tiff(std::span<const std::byte> file) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);  // in JPEG always, in WebP sometimes
  for (const auto& [name, data] : metadata_blocks(file)) {
    if (name != "\xFF\xE1" && name != "eXIf" && name != "EXIF") continue;
    const bool has_prefix = Block{data}.text(0, kPrefix.size()) == kPrefix;
    if (const auto tiff = tiff_in(data.subspan(has_prefix ? kPrefix.size() : 0))) return tiff;
  }
  return std::nullopt;
}

}  // namespace

int exif_orientation(std::span<const std::byte> file) {
  const std::optional<Block> tiff = find_tiff(file);
  if (!tiff) return 1;
  const auto directory = tiff->number(4, 4);
  const auto num_entries = directory ? tiff->number(*directory, 2) : std::nullopt;
  for (std::size_t i = 0; num_entries && i < *num_entries; ++i) {
    const std::size_t entry = *directory + 2 + 12 * i;
    const auto tag = tiff->number(entry, 2);
    if (!tag) return 1;
    if (*tag != kOrientationTag) continue;
    const bool is_long = tiff->number(entry + 2, 2) == kLongType;
    const auto value = tiff->number(entry + 8, is_long ? 4 : 2);
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
