#include "image/image_io.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/files.h"
#include "image/color_profile.h"
#include "image/exif_orientation.h"
#include "image/jpeg_decoder.h"
#include "image/png_chunks.h"
#include "image/webp_decoder.h"

namespace {

// The largest block that the decoder gets: whatever the size of the picture, a few kilobytes can claim to unpack to
// gigabytes.
thread_local std::size_t max_block_size = 0;

/// Lets the decoder have blocks of a size while it lives.
class BlockLimit {
 public:
  explicit BlockLimit(std::size_t size) { max_block_size = size; }
  ~BlockLimit() { max_block_size = 0; }
  BlockLimit(const BlockLimit&) = delete;
  BlockLimit& operator=(const BlockLimit&) = delete;
};

void* bounded_malloc(std::size_t size) {
  return size <= max_block_size ? std::malloc(size) : nullptr;
}

void* bounded_realloc(void* memory, std::size_t size) {
  return size <= max_block_size ? std::realloc(memory, size) : nullptr;
}

}  // namespace

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS (1 << 24)  // the number of pixels is what is limited
#define STBI_MALLOC(size) bounded_malloc(size)
#define STBI_REALLOC(memory, size) bounded_realloc(memory, size)
#define STBI_FREE(memory) std::free(memory)
#include <stb/stb_image.h>
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace syncdreamer {
namespace {

constexpr int kCompressionEffort = 8;
constexpr std::string_view kDataChunk = "IDAT", kPaletteChunk = "PLTE", kAnimationChunk = "acTL", kAppleChunk = "CgBI";
constexpr std::size_t kWholePalette = std::size_t{3} * 256;  // bytes
constexpr std::size_t kDecoderTables = 1 << 20;
constexpr std::size_t kLargestFile = std::size_t{9} << 27;  // of the most pixels, 16-bit RGBA that does not compress

struct StbFree {
  void operator()(void* memory) const { std::free(memory); }
};

struct Header {
  int width = 0;
  int height = 0;
  int channels = 0;
  bool is_16_bit = false;
};

const stbi_uc* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const stbi_uc*>(bytes.data());
}

std::string decoder_reason() {
  const char* reason = stbi_failure_reason();
  return reason != nullptr ? reason : "unknown reason";
}

bool is_jpeg(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0xFF} && bytes[1] == std::byte{0xD8};
}

// Looks at what comes before a picture's data, and where these begin.
void check_beginning(std::span<const std::byte> png, const std::string& name) {
  PngChunks chunks(png);
  while (const auto chunk = chunks.next()) {
    if (chunk->type == kAnimationChunk && chunk->data.size() >= 4 && big_endian(chunk->data, 4) > 1)
      throw InputError(name + ": found a PNG animation, expected one picture");
    if (chunk->type == kAppleChunk)
      throw InputError(name + ": found a PNG as Apple's tools pack it into programs (CgBI), expected an ordinary one");
    if (chunk->type != kDataChunk) continue;
    // The decoder would copy the data of such a chunk to a block that it has not taken yet.
    if (chunk->length == 0) throw InputError(name + ": the picture is damaged (empty data)");
    return;
  }
}

// The decoder reads on where bytes of the data have changed, and shows something else.
void check_data_sums(std::span<const std::byte> png, const std::string& name) {
  PngChunks chunks(png);
  while (const auto chunk = chunks.next()) {
    if (!chunk->is_whole) return;  // which the decoder has found not to matter
    if (chunk->type == kDataChunk && !is_sound(png, *chunk))
      throw InputError(name + ": the picture is damaged (a checksum of its data)");
  }
}

/// What the beginning of a file that is none of them says it is.
const char* other_format(std::span<const std::byte> bytes) {
  const std::string_view text = text_of(bytes).substr(0, 16);
  if (text.starts_with("GIF8")) return "a GIF";
  if (text.starts_with("BM")) return "a BMP picture";
  if (text.starts_with("II*") || text.starts_with("MM")) return "a TIFF picture";
  if (text.size() >= 12 && text.substr(4, 4) == "ftyp") {
    const std::string_view brand = text.substr(8, 4);
    if (brand == "avif" || brand == "avis") return "an AVIF picture";
    if (brand.starts_with("hei") || brand == "mif1") return "a HEIC picture, as phones take them";
  }
  return "something else";
}

void check_is_picture(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.empty()) throw InputError(name + ": the file is empty, expected a PNG, JPEG or WebP picture");
  if (!is_png(bytes) && !is_jpeg(bytes) && !is_webp(bytes))
    throw InputError(name + ": found " + other_format(bytes) + ", expected a PNG, JPEG or WebP picture");
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw InputError(name + ": the file is larger than 2 GiB");
  }
}

/// Rows of 16-bit RGBA behind their filter bytes, and the decoder's own tables.
std::size_t largest_block(std::int64_t max_pixels) {
  return 9 * static_cast<std::size_t>(max_pixels) + kDecoderTables;
}

Header read_png_header(std::span<const std::byte> png, const std::string& name, std::int64_t max_pixels) {
  check_beginning(png, name);
  if (png.size() >= 24)
    check_picture_size(big_endian(png.subspan(16), 4), big_endian(png.subspan(20), 4), max_pixels, name);
  const int length = static_cast<int>(png.size());
  Header header;
  if (stbi_info_from_memory(raw(png), length, &header.width, &header.height, &header.channels) == 0) {
    throw InputError(name + ": the header of the picture cannot be read (" + decoder_reason() + ")");
  }
  check_picture_size(header.width, header.height, max_pixels, name);
  header.is_16_bit = stbi_is_16_bit_from_memory(raw(png), length) != 0;
  return header;
}

// What its first bytes do not show to be a picture is not read to its end, which may be far or nowhere.
std::string read_picture_file(const std::filesystem::path& path) {
  return read_file(path, kLargestFile, [&](std::string_view beginning) {
    check_is_picture(std::as_bytes(std::span(beginning)), path.string());
  });
}

/// The file with a palette of 256 colours, further ones black: the decoder would take colours that a short palette does
/// not have from memory that nobody has written. Empty if there is nothing to mend.
std::string with_whole_palette(std::span<const std::byte> png) {
  const std::string_view text = text_of(png);
  PngChunks chunks(png);
  while (const auto chunk = chunks.next()) {
    if (chunk->type == kDataChunk || !chunk->is_whole) return {};
    if (chunk->type != kPaletteChunk || chunk->length % 3 != 0 || chunk->length >= kWholePalette) continue;
    std::string mended(text.substr(0, chunk->place)), palette(text.substr(chunk->place + 8, chunk->length));
    palette.resize(kWholePalette, '\0');
    append_chunk(mended, kPaletteChunk, palette);
    return mended.append(text.substr(chunk->end));
  }
  return {};
}

/// \param profile  an ICC profile whose colours are to become sRGB's, or nothing.
Image decode_png(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels,
                 const std::string& profile) {
  const BlockLimit limit(largest_block(max_pixels));
  const Header header = read_png_header(bytes, name, max_pixels);
  const std::string mended = with_whole_palette(bytes);
  const std::span<const std::byte> png = mended.empty() ? bytes : std::as_bytes(std::span(mended));
  const int length = static_cast<int>(png.size());
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<void, StbFree> decoded(
      header.is_16_bit ? static_cast<void*>(stbi_load_16_from_memory(raw(png), length, &width, &height, &channels, 0))
                       : stbi_load_from_memory(raw(png), length, &width, &height, &channels, 0));
  if (decoded == nullptr) throw InputError(name + ": the picture is damaged or cut off");
  check_data_sums(bytes, name);
  Image image(width, height, channels);
  if (!header.is_16_bit) {
    std::copy_n(static_cast<const stbi_uc*>(decoded.get()), image.pixels.size(), image.pixels.begin());
    return convert_to_srgb(std::move(image), profile);
  }
  const std::span samples(static_cast<const std::uint16_t*>(decoded.get()), image.pixels.size());
  std::ranges::transform(samples, image.pixels.begin(), [](std::uint16_t sample) { return sample >> 8; });
  return convert_to_srgb(std::move(image), samples, profile);
}

// The rows as PNG stores 16 bits: each behind its filter (2: minus the row above), high byte first.
std::vector<std::uint8_t> filtered_rows(const DepthImage16& depth) {
  std::vector<std::uint8_t> rows;
  rows.reserve(static_cast<std::size_t>(depth.height) * (depth.width * 2 + 1));
  for (int y = 0; y < depth.height; ++y) {
    rows.push_back(2);
    for (int x = 0; x < depth.width; ++x) {
      const int here = depth.at(x, y);
      const int above = y > 0 ? depth.at(x, y - 1) : 0;
      rows.push_back(static_cast<std::uint8_t>((here >> 8) - (above >> 8)));
      rows.push_back(static_cast<std::uint8_t>((here & 0xFF) - (above & 0xFF)));
    }
  }
  return rows;
}

/// \throws OutputError for what stb_image_write would count with too few bits.
void check_can_be_encoded(int width, int height, int bytes_per_pixel) {
  const double bytes = (static_cast<double>(width) * bytes_per_pixel + 1) * height;
  if (bytes > std::numeric_limits<int>::max())
    throw OutputError("a picture of " + dimensions_text(width, height) +
                      " pixels is too large for a PNG, expected at most 2 GiB of pixels");
}

}  // namespace

Image read_image(std::span<const std::byte> bytes, const std::string& name, ImageReading reading,
                 std::int64_t max_pixels) {
  check_is_picture(bytes, name);
  const std::string profile = reading == ImageReading::raw ? std::string() : color_profile(bytes);
  Image image = is_jpeg(bytes)   ? convert_to_srgb(decode_jpeg(bytes, name, max_pixels), profile)
                : is_webp(bytes) ? convert_to_srgb(decode_webp(bytes, name, max_pixels), profile)
                                 : decode_png(bytes, name, max_pixels, profile);
  return reading == ImageReading::as_seen ? make_upright(std::move(image), exif_orientation(bytes)) : image;
}

Image read_image(const std::filesystem::path& path, ImageReading reading) {
  const std::string file = read_picture_file(path);
  return read_image(std::as_bytes(std::span(file)), path.string(), reading);
}

DepthImage16 read_depth_png(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels) {
  check_is_picture(bytes, name);
  if (!is_png(bytes))
    throw InputError(name + ": found a " + (is_jpeg(bytes) ? "JPEG" : "WebP") +
                     " picture, expected a grey PNG of 16 bits");
  const BlockLimit limit(largest_block(max_pixels));
  const Header header = read_png_header(bytes, name, max_pixels);
  if (!header.is_16_bit || header.channels != 1) {
    throw InputError(name + ": found " + std::to_string(header.channels) + " channels of " +
                     (header.is_16_bit ? "16" : "8") + " bits, expected a grey PNG of 16 bits");
  }
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_us, StbFree> decoded(
      stbi_load_16_from_memory(raw(bytes), static_cast<int>(bytes.size()), &width, &height, &channels, 1));
  if (decoded == nullptr) throw InputError(name + ": the picture is damaged or cut off");
  check_data_sums(bytes, name);
  DepthImage16 depth(width, height);
  std::copy_n(decoded.get(), depth.pixels.size(), depth.pixels.begin());
  return depth;
}

DepthImage16 read_depth_png(const std::filesystem::path& path) {
  const std::string file = read_picture_file(path);
  return read_depth_png(std::as_bytes(std::span(file)), path.string());
}

std::string encode_png(const Image& image) {
  check_can_be_encoded(image.width, image.height, image.channels);
  check_image(image);
  check(!image.empty(), "encode_png: the picture has no pixels");
  int length = 0;
  const std::unique_ptr<unsigned char, StbFree> encoded(stbi_write_png_to_mem(
      image.pixels.data(), image.width * image.channels, image.width, image.height, image.channels, &length));
  if (!encoded) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(encoded.get()), static_cast<std::size_t>(length)};
}

std::string encode_png(const DepthImage16& depth) {
  check_can_be_encoded(depth.width, depth.height, 2);
  check(!depth.pixels.empty(), "encode_png: the picture has no pixels");
  check(depth.pixels.size() == static_cast<std::size_t>(depth.width) * depth.height,
        "encode_png: the number of values does not fit the size");
  std::vector<std::uint8_t> rows = filtered_rows(depth);
  int length = 0;
  const std::unique_ptr<unsigned char, StbFree> compressed(
      stbi_zlib_compress(rows.data(), static_cast<int>(rows.size()), &length, kCompressionEffort));
  if (!compressed) throw std::bad_alloc();

  std::string header;
  append_big_endian(header, static_cast<std::uint32_t>(depth.width));
  append_big_endian(header, static_cast<std::uint32_t>(depth.height));
  header += std::string("\x10\0\0\0\0", 5);  // 16 bits, grey, deflate, adaptive filters, not interlaced
  std::string out(kPngSignature);
  append_chunk(out, "IHDR", header);
  append_chunk(out, kDataChunk, {reinterpret_cast<const char*>(compressed.get()), static_cast<std::size_t>(length)});
  append_chunk(out, "IEND", {});
  return out;
}

namespace {

/// A picture for a file, which the message names if it is too large.
template <class Picture>
std::string encoded_for(const std::filesystem::path& path, const Picture& picture) {
  try {
    return encode_png(picture);
  } catch (const OutputError& error) {
    throw OutputError(path, error.what());
  }
}

}  // namespace

void write_png(const std::filesystem::path& path, const Image& image) {
  write_file(path, encoded_for(path, image));
}

void write_png(const std::filesystem::path& path, const DepthImage16& depth) {
  write_file(path, encoded_for(path, depth));
}

}  // namespace syncdreamer
