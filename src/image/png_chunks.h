#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace syncdreamer {

/// How every PNG file begins.
inline constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

bool is_png(std::span<const std::byte> file);

/// A piece of a PNG file: its length, four letters, so many bytes, and a checksum of letters and bytes.
struct PngChunk {
  std::string_view type;            ///< `IHDR`, `PLTE`, `IDAT` ...
  std::size_t length = 0;           ///< of the data, as the chunk says
  std::span<const std::byte> data;  ///< as far as the file goes
  std::size_t place = 0;            ///< where it begins in the file
  std::size_t end = 0;              ///< where the next one begins, which may be beyond the file's end
  bool is_whole = false;            ///< whether the file holds all of it
};

/// Whether the checksum of a chunk that is whole is right.
bool is_sound(std::span<const std::byte> file, const PngChunk& chunk);

/// The chunks of a PNG file in order, one a call; nothing at its end. The file's beginning is not looked at.
class PngChunks {
 public:
  explicit PngChunks(std::span<const std::byte> file) : file_(file), place_(kPngSignature.size()) {}

  std::optional<PngChunk> next();

 private:
  std::span<const std::byte> file_;
  std::size_t place_;
};

/// Adds a chunk with its length and checksum to a PNG file.
void append_chunk(std::string& file, std::string_view type, std::string_view data);

}  // namespace syncdreamer
