#include "image/metadata_blocks.h"

#include <algorithm>

#include "core/byte_order.h"
#include "image/png_chunks.h"
#include "image/webp_decoder.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kStartOfScan = 0xFFDA;

/// At most so many bytes behind a place that the file has.
std::span<const std::byte> part(std::span<const std::byte> file, std::size_t place, std::size_t size) {
  return file.subspan(place, std::min(size, file.size() - place));
}

/// Segments: a marker, a length that counts itself, and so many bytes.
std::vector<MetadataBlock> segments_of_jpeg(std::span<const std::byte> jpeg) {
  std::vector<MetadataBlock> blocks;
  std::size_t place = 2;
  while (place + 4 <= jpeg.size()) {
    const std::size_t marker = big_endian(jpeg.subspan(place), 2);
    if (marker == 0xFFFF) {  // any number of bytes FF may stand before a marker
      ++place;
      continue;
    }
    const std::size_t length = big_endian(jpeg.subspan(place + 2), 2);
    if (marker < 0xFF00 || marker == kStartOfScan || length < 2) break;
    blocks.push_back({text_of(jpeg.subspan(place, 2)), part(jpeg, place + 4, length - 2)});
    place += 2 + length;
  }
  return blocks;
}

std::vector<MetadataBlock> chunks_of_png(std::span<const std::byte> png) {
  std::vector<MetadataBlock> blocks;
  PngChunks chunks(png);
  while (const auto chunk = chunks.next()) blocks.push_back({chunk->type, chunk->data});
  return blocks;
}

/// Chunks of even sizes, each behind its name and its length, low byte first.
std::vector<MetadataBlock> chunks_of_webp(std::span<const std::byte> webp) {
  std::vector<MetadataBlock> blocks;
  for (std::size_t place = 12; place + 8 <= webp.size();) {
    const std::size_t length = little_endian(webp.subspan(place + 4), 4);
    blocks.push_back({text_of(webp.subspan(place, 4)), part(webp, place + 8, length)});
    place += 8 + length + length % 2;
  }
  return blocks;
}

}  // namespace

std::vector<MetadataBlock> metadata_blocks(std::span<const std::byte> file) {
  return is_png(file) ? chunks_of_png(file) : is_webp(file) ? chunks_of_webp(file) : segments_of_jpeg(file);
}

}  // namespace syncdreamer
