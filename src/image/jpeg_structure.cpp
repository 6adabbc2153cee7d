#include "image/jpeg_structure.h"

#include <optional>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kMaxCodes = 256;
constexpr std::size_t kDefineHuffman = 0xFFC4, kStartOfScan = 0xFFDA, kEndOfImage = 0xFFD9, kFill = 0xFFFF;

std::optional<std::size_t> two_bytes(std::span<const std::byte> bytes, std::size_t place) {
  if (bytes.size() < 2 || place > bytes.size() - 2) return std::nullopt;
  return std::to_integer<std::size_t>(bytes[place]) << 8 | std::to_integer<std::size_t>(bytes[place + 1]);
}

// Whether every Huffman table of the segment at `place` (of its length field) fits the decoder's.
bool huffman_tables_fit(std::span<const std::byte> bytes, std::size_t place) {
  const std::optional<std::size_t> length = two_bytes(bytes, place);
  if (!length) return true;
  const std::size_t end = place + *length;
  for (std::size_t table = place + 2; table < end;) {
    std::size_t num_codes = 0;
    for (std::size_t i = table + 1; i <= table + 16 && i < bytes.size(); ++i) {
      num_codes += std::to_integer<std::size_t>(bytes[i]);
    }
    if (num_codes > kMaxCodes) return false;
    table += 17 + num_codes;
  }
  return true;
}

}  // namespace

void check_jpeg_structure(std::span<const std::byte> bytes, const std::string& name) {
  const auto check_tables = [&](std::size_t place) {
    if (!huffman_tables_fit(bytes, place)) throw InputError(name + ": the picture is damaged (a Huffman table)");
  };
  std::size_t place = 2;
  while (true) {  // the segments before the first scan
    const std::optional<std::size_t> marker = two_bytes(bytes, place);
    if (marker == kFill) {
      ++place;
      continue;
    }
    const std::optional<std::size_t> length = two_bytes(bytes, place + 2);
    if (!marker || !length) throw InputError(name + ": the picture is cut off");
    if (*marker < 0xFF00 || *length < 2) throw InputError(name + ": the picture is damaged (its headers)");
    if (*marker == kStartOfScan) break;
    if (*marker == kDefineHuffman) check_tables(place + 2);
    place += 2 + *length;
  }
  for (bool ended = false; !ended; ++place) {  // the scans; what looks like a marker there is one
    const std::optional<std::size_t> marker = two_bytes(bytes, place);
    if (!marker) throw InputError(name + ": the picture is cut off");
    if (*marker == kDefineHuffman) check_tables(place + 2);
    ended = *marker == kEndOfImage;
  }
}

}  // namespace syncdreamer
