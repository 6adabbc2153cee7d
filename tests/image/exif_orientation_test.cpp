#include "image/exif_orientation.h"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "tests/image/exif_block.h"

namespace syncdreamer {
namespace {

int orientation_in(const std::string& file) {
  return exif_orientation(std::as_bytes(std::span(file)));
}

TEST(ExifOrientation, is_read_in_both_byte_orders_and_absent_in_plain_files) {
  const std::string plain = "\xFF\xD8\xFF\xDA";
  EXPECT_EQ(orientation_in(plain), 1);
  EXPECT_EQ(orientation_in(with_orientation(plain, 6, true)), 6);
  EXPECT_EQ(orientation_in(with_orientation(plain, 8, false)), 8);
  EXPECT_EQ(orientation_in(with_orientation(plain, 6, true).insert(2, "\xFF\xFF")), 6) << "bytes that fill";
  EXPECT_EQ(orientation_in(with_orientation(plain, 77, false)), 1);
  EXPECT_EQ(orientation_in(with_orientation(plain, 6, true).substr(0, 20)), 1);
}

TEST(ExifOrientation, may_stand_behind_other_entries) {
  std::string tiff = tiff_with(6, false);
  tiff[8] = 2;                                                           // entries
  tiff.insert(10, std::string("\x0F\x01\x02\0\x01\0\0\0\0\0\0\0", 12));  // the maker's name, empty
  EXPECT_EQ(orientation_in(with_exif("\xFF\xD8\xFF\xDA", tiff)), 6);
}

TEST(ExifOrientation, may_be_written_in_four_bytes) {
  std::string tiff(
      "MM\0\x2A\0\0\0\x08\0\1"
      "\x01\x12\0\4\0\0\0\1\0\0\0\6",
      22);
  EXPECT_EQ(orientation_in(with_exif("\xFF\xD8\xFF\xDA", tiff)), 6);
}

TEST(ExifOrientation, is_not_looked_for_in_the_picture_s_data) {
  const std::string scan("\xFF\xDA\0\2", 4), block = with_orientation("\xFF\xD8", 6, true).substr(2);
  EXPECT_EQ(orientation_in("\xFF\xD8" + block + scan), 6);
  EXPECT_EQ(orientation_in("\xFF\xD8" + scan + block), 1);
}

TEST(ExifOrientation, stands_in_webp_files_behind_chunks_that_are_filled_up_to_even_sizes) {
  const auto chunk = [](const std::string& name, const std::string& data) {
    const std::string length{static_cast<char>(data.size()), 0, 0, 0};
    return name + length + data + std::string(data.size() % 2, '\0');
  };
  const std::string chunks = "WEBP" + chunk("ICCP", "odd") + chunk("EXIF", tiff_with(6, false));
  EXPECT_EQ(orientation_in(chunk("RIFF", chunks)), 6);
}

TEST(ExifOrientation, every_orientation_is_turned_upright) {
  Image upright(3, 2, 1);
  upright.pixels = {1, 2, 3, 4, 5, 6};
  const auto stored = [](int width, int height, std::vector<std::uint8_t> pixels) {
    Image image(width, height, 1);
    image.pixels = std::move(pixels);
    return image;
  };
  const std::vector<Image> cases = {stored(3, 2, {1, 2, 3, 4, 5, 6}), stored(3, 2, {3, 2, 1, 6, 5, 4}),
                                    stored(3, 2, {6, 5, 4, 3, 2, 1}), stored(3, 2, {4, 5, 6, 1, 2, 3}),
                                    stored(2, 3, {1, 4, 2, 5, 3, 6}), stored(2, 3, {3, 6, 2, 5, 1, 4}),
                                    stored(2, 3, {6, 3, 5, 2, 4, 1}), stored(2, 3, {4, 1, 5, 2, 6, 3})};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image turned = make_upright(cases[static_cast<std::size_t>(orientation - 1)], orientation);
    EXPECT_EQ(turned.width, 3) << orientation;
    EXPECT_EQ(turned.pixels, upright.pixels) << orientation;
  }
}

}  // namespace
}  // namespace syncdreamer
