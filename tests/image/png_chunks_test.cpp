#include "image/png_chunks.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/byte_order.h"
#include "image/image.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

std::span<const std::byte> as_file(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::vector<std::string> types_of(std::span<const std::byte> file) {
  std::vector<std::string> types;
  PngChunks chunks(file);
  while (const auto chunk = chunks.next()) types.emplace_back(chunk->type);
  return types;
}

TEST(PngChunks, of_a_picture_are_its_header_data_and_end_and_sound) {
  const std::string picture = encode_png(Image(3, 2, 3, 100));
  const auto file = as_file(picture);
  ASSERT_TRUE(is_png(file));
  EXPECT_EQ(types_of(file), (std::vector<std::string>{"IHDR", "IDAT", "IEND"}));
  PngChunks chunks(file);
  const PngChunk header = *chunks.next();
  EXPECT_EQ(header.length, 13U);
  EXPECT_EQ(big_endian(header.data, 4), 3U);
  EXPECT_EQ(big_endian(header.data.subspan(4), 4), 2U);
  EXPECT_TRUE(is_sound(file, header));
}

TEST(PngChunks, that_are_added_are_read_back) {
  std::string file(kPngSignature);
  append_chunk(file, "tEXt", "a note");
  append_chunk(file, "IEND", {});
  PngChunks chunks(as_file(file));
  const PngChunk note = *chunks.next(), end = *chunks.next();
  EXPECT_EQ(text_of(note.data), "a note");
  EXPECT_TRUE(is_sound(as_file(file), note));
  EXPECT_TRUE(is_sound(as_file(file), end)) << "PNG's own end has the checksum AE 42 60 82";
  EXPECT_EQ(file.substr(file.size() - 4), "\xAE\x42\x60\x82");
  EXPECT_FALSE(chunks.next());
  file[note.place + 8] = 'A';
  EXPECT_FALSE(is_sound(as_file(file), note));
}

TEST(PngChunks, that_end_beyond_the_file_are_cut_and_the_last) {
  std::string file(kPngSignature);
  append_big_endian(file, std::uint32_t{0xFFFFFFFF});
  file += "IDATabc";
  PngChunks chunks(as_file(file));
  const PngChunk data = *chunks.next();
  EXPECT_EQ(data.data.size(), 3U);
  EXPECT_EQ(data.length, 0xFFFFFFFFU);
  EXPECT_FALSE(data.is_whole);
  EXPECT_FALSE(chunks.next());
  EXPECT_FALSE(PngChunks(as_file(file.substr(0, 12))).next()) << "less than a length and a type";
}

}  // namespace
}  // namespace syncdreamer
