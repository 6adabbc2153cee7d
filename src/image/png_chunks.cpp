#include "image/png_chunks.h"

#include <algorithm>
#include <array>

#include "core/byte_order.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kLengthSize = 4, kTypeSize = 4, kSumSize = 4;

constexpr std::array<std::uint32_t, 256> kCrcOfByte = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    table[byte] = byte;
    for (int bit = 0; bit < 8; ++bit) table[byte] = (table[byte] >> 1) ^ (table[byte] & 1u ? 0xEDB88320u : 0u);
  }
  return table;
}();

std::uint32_t crc32(std::span<const std::byte> bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::byte byte : bytes) crc = (crc >> 8) ^ kCrcOfByte[(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFF];
  return ~crc;
}

}  // namespace

bool is_png(std::span<const std::byte> file) {
  return text_of(file).starts_with(kPngSignature);
}

std::optional<PngChunk> PngChunks::next() {
  if (place_ > file_.size() || file_.size() - place_ < kLengthSize + kTypeSize) return std::nullopt;
  const std::size_t length = big_endian(file_.subspan(place_), kLengthSize), begin = place_ + kLengthSize + kTypeSize;
  const PngChunk chunk{.type = text_of(file_.subspan(place_ + kLengthSize, kTypeSize)),
                       .length = length,
                       .data = file_.subspan(begin, std::min(length, file_.size() - begin)),
                       .place = place_,
                       .end = begin + length + kSumSize,
                       .is_whole = begin + length + kSumSize <= file_.size()};
  place_ = chunk.end;
  return chunk;
}

bool is_sound(std::span<const std::byte> file, const PngChunk& chunk) {
  const std::span<const std::byte> summed = file.subspan(chunk.place + kLengthSize, kTypeSize + chunk.length);
  return crc32(summed) == big_endian(file.subspan(chunk.end - kSumSize), kSumSize);
}

void append_chunk(std::string& file, std::string_view type, std::string_view data) {
  append_big_endian(file, static_cast<std::uint32_t>(data.size()));
  const std::size_t summed = file.size();
  file.append(type).append(data);
  append_big_endian(file, crc32(std::as_bytes(std::span(file)).subspan(summed)));
}

}  // namespace syncdreamer
