#include "image/metadata_blocks.h"

#include <gmock/gmock.h>

#include <string>

#include "core/byte_order.h"
#include "image/png_chunks.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;

/// Names and data of the blocks of a file, each as "name:data".
std::vector<std::string> blocks_in(const std::string& file) {
  std::vector<std::string> found;
  for (const auto& [name, data] : metadata_blocks(std::as_bytes(std::span(file))))
    found.push_back(std::string(name) + ':' + std::string(text_of(data)));
  return found;
}

TEST(MetadataBlocks, of_a_jpeg_are_its_segments_before_the_scan) {
  const std::string start = "\xFF\xD8", first("\xFF\xE1\0\5abc", 7), fill = "\xFF\xFF", second("\xFF\xE2\0\3d", 5);
  const std::string scan("\xFF\xDA\0\2", 4);
  EXPECT_THAT(blocks_in(start + first + fill + second + scan + first), ElementsAre("\xFF\xE1:abc", "\xFF\xE2:d"));
  EXPECT_THAT(blocks_in(start + first + std::string("\xFF\xE2\0\1", 4)), ElementsAre("\xFF\xE1:abc")) << "no length";
  EXPECT_THAT(blocks_in(start + first.substr(0, 6)), ElementsAre("\xFF\xE1:ab")) << "cut off";
}

TEST(MetadataBlocks, of_a_png_are_its_chunks) {
  std::string png(kPngSignature);
  append_chunk(png, "IHDR", "abc");
  append_chunk(png, "iCCP", "d");
  EXPECT_THAT(blocks_in(png), ElementsAre("IHDR:abc", "iCCP:d"));
}

TEST(MetadataBlocks, of_a_webp_are_its_chunks_of_even_sizes) {
  const std::string file("RIFF\0\0\0\0WEBPICCP\3\0\0\0abc\0EXIF\1\0\0\0d", 33);
  EXPECT_THAT(blocks_in(file), ElementsAre("ICCP:abc", "EXIF:d"));
  EXPECT_THAT(blocks_in(file.substr(0, 21)), ElementsAre("ICCP:a")) << "cut off";
}

}  // namespace
}  // namespace syncdreamer
