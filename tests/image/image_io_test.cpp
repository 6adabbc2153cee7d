#include "image/image_io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/files.h"
#include "image/exif_orientation.h"
#include "image/png_chunks.h"
#include "tests/image/exif_block.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

Image gradient(int width, int height, int channels) {
  Image image(width, height, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 37 + i / 11);
  return image;
}

Image decoded(const std::string& file, ImageReading reading = ImageReading::as_seen,
              std::int64_t max_pixels = kMaxPixels) {
  return read_image(std::as_bytes(std::span(file)), "some.png", reading, max_pixels);
}

std::string picture_refusal(const std::string& file) {
  return refusal_of([&] { decoded(file); });
}

class ImageFile : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "picture.png";
};

TEST_F(ImageFile, png_keeps_every_value_with_any_number_of_channels) {
  for (int channels = 1; channels <= 4; ++channels) {
    const Image image = gradient(17, 9, channels);
    write_png(path_, image);
    const Image back = read_image(path_);
    EXPECT_EQ(back.width, 17);
    EXPECT_EQ(back.height, 9);
    EXPECT_EQ(back.channels, channels);
    EXPECT_EQ(back.pixels, image.pixels);
  }
}

TEST(ImageReading, a_png_of_a_camera_held_upright_comes_back_upright_or_as_it_is_stored) {
  const std::string turned = png_with_orientation(encode_png(gradient(4, 3, 3)), 6);
  EXPECT_EQ(decoded(turned).pixels, make_upright(gradient(4, 3, 3), 6).pixels);
  EXPECT_EQ(decoded(turned).width, 3);
  EXPECT_EQ(decoded(turned, ImageReading::raw).pixels, gradient(4, 3, 3).pixels);
  for (std::size_t length = 33; length < 60; ++length)
    EXPECT_THAT(picture_refusal(turned.substr(0, length)), HasSubstr("some.png: ")) << length;
}

TEST_F(ImageFile, depth_png_keeps_all_sixteen_bits) {
  DepthImage16 depth(61, 43);
  for (std::size_t i = 0; i < depth.pixels.size(); ++i)
    depth.pixels[i] = static_cast<std::uint16_t>(i * 2654435761u >> 7);
  depth.pixels[0] = 65535;
  depth.pixels[1] = 1;
  write_png(path_, depth);
  const DepthImage16 back = read_depth_png(path_);
  EXPECT_EQ(back.width, 61);
  EXPECT_EQ(back.height, 43);
  EXPECT_EQ(back.pixels, depth.pixels);
}

TEST_F(ImageFile, depth_png_read_as_picture_gives_the_high_bytes) {
  DepthImage16 depth(2, 1);
  depth.pixels = {0x1234, 0xFEDC};
  EXPECT_EQ(decoded(encode_png(depth)).pixels, (std::vector<std::uint8_t>{0x12, 0xFE}));
}

TEST_F(ImageFile, eight_bits_are_refused_as_depth) {
  write_png(path_, gradient(4, 4, 3));
  EXPECT_THAT(refusal_of([&] { read_depth_png(path_); }),
              HasSubstr("found 3 channels of 8 bits, expected a grey PNG of 16 bits"));
}

TEST_F(ImageFile, jpeg_is_refused_as_depth) {
  const std::string_view jpeg = "\xFF\xD8\xFF";
  EXPECT_THROW(read_depth_png(std::as_bytes(std::span(jpeg)), "depth.png"), InputError);
}

TEST_F(ImageFile, a_picture_may_be_long_if_its_pixels_are_few) {
  const Image stripe(70'000, 1, 1, 7);
  write_png(path_, stripe);
  EXPECT_EQ(read_image(path_).pixels, stripe.pixels);
}

TEST(EncodePng, of_more_than_two_gigabytes_is_refused) {
  Image image(1, 1, 4);
  image.width = image.height = 30'000;  // with no pixels behind them: they are not looked at
  EXPECT_THAT(refusal_of([&] { encode_png(image); }), HasSubstr("30000 x 30000 pixels is too large for a PNG"));
  EXPECT_THAT(refusal_of([&] { write_png("cup.png", image); }), testing::StartsWith("cup.png: a picture of 30000"));
}

TEST_F(ImageFile, missing_file_and_folder_are_input_errors) {
  EXPECT_THROW(read_image(path_), InputError);
  EXPECT_THROW(read_image(folder_.path()), InputError);
}

TEST_F(ImageFile, files_without_end_and_files_too_large_are_not_read_to_their_end) {
  EXPECT_THROW(read_image(std::filesystem::path("/dev/zero")), InputError);
  write_png(path_, gradient(3, 2, 3));
  std::filesystem::resize_file(path_, std::uintmax_t{3} << 30);  // takes no room on the disk
  EXPECT_THROW(read_image(path_), InputError);
}

TEST_F(ImageFile, a_picture_may_come_through_a_pipe) {
  const Image image = gradient(300, 200, 3);
  std::filesystem::create_directories(path_.parent_path());
  const std::filesystem::path pipe = path_.parent_path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << encode_png(image); });
  EXPECT_EQ(read_image(pipe).pixels, image.pixels);
  writer.join();
}

TEST(HostileImage, empty_and_foreign_files_are_told_apart) {
  EXPECT_THAT(picture_refusal({}), HasSubstr("some.png: the file is empty"));
  EXPECT_THAT(picture_refusal("GIF89a, or so it says"), HasSubstr("some.png: found a GIF, expected"));
  EXPECT_THAT(picture_refusal("....ftypheic....mif1heic"), HasSubstr("some.png: found a HEIC picture"));
  EXPECT_THAT(picture_refusal("....ftypavif...."), HasSubstr("some.png: found an AVIF picture, expected"));
  EXPECT_THAT(picture_refusal("....ftypisom...."), HasSubstr("some.png: found something else, expected"));
  EXPECT_THAT(picture_refusal("RIFF....WEBPVP8 "), HasSubstr("some.png: the picture is damaged or cut off"));
  EXPECT_THAT(picture_refusal("RIFF"), HasSubstr("some.png: found something else, expected a PNG, JPEG or"));
  EXPECT_THAT(picture_refusal("\xFF\xD8"), HasSubstr("some.png: the picture is damaged or cut off"));
}

TEST(HostileImage, every_truncation_of_a_png_is_an_input_error) {
  const std::string whole = encode_png(gradient(13, 7, 4));
  const std::size_t end_chunk = 12;
  for (std::size_t size = 0; size + end_chunk < whole.size(); ++size)
    EXPECT_THAT(picture_refusal(whole.substr(0, size)), HasSubstr("some.png: ")) << size;
}

TEST(HostileImage, absurd_and_zero_sizes_are_refused_before_any_memory_is_taken) {
  const std::string whole = encode_png(gradient(8, 8, 3));
  const auto with_size = [&](std::uint32_t width, std::uint32_t height) {
    std::string size;
    append_big_endian(size, width);
    append_big_endian(size, height);
    return std::string(whole).replace(16, size.size(), size);
  };
  EXPECT_THAT(picture_refusal(with_size(0, 8)), HasSubstr("some.png: the picture has no pixels (0 x 8)"));
  EXPECT_THAT(picture_refusal(with_size(8, 0)), HasSubstr("some.png: the picture has no pixels (8 x 0)"));
  EXPECT_THAT(picture_refusal(with_size(20000, 20000)),
              HasSubstr("the picture has 20000 x 20000 pixels, expected at most 134217728 in all"));
  EXPECT_THAT(picture_refusal(with_size(0xFFFFFFFF, 0x7FFFFFFF)), HasSubstr("expected at most"));
  EXPECT_THAT(picture_refusal(with_size(4000, 4000)), HasSubstr("some.png: the picture is damaged or cut off"));
}

TEST(HostileImage, empty_data_chunk_is_refused) {
  const std::string png = encode_png(gradient(3, 2, 3));
  const std::string empty("\0\0\0\0IDAT\0\0\0\0", 12);
  EXPECT_THAT(picture_refusal(png.substr(0, 33) + empty + png.substr(33)), HasSubstr("empty data"));
  EXPECT_THAT(picture_refusal(png.substr(0, 33) + empty), HasSubstr("empty data"));
}

TEST(HostileImage, png_animations_and_apple_s_own_kind_are_refused) {
  const std::string png = encode_png(gradient(3, 2, 3));
  const std::string animation(
      "\0\0\0\x08"
      "acTL\0\0\0\x02\0\0\0\0\0\0\0\0",
      20);
  EXPECT_THAT(picture_refusal(png.substr(0, 33) + animation + png.substr(33)),
              HasSubstr("some.png: found a PNG animation, expected one picture"));
  std::string of_one_picture = animation;
  of_one_picture[11] = 1;
  const std::string still = png.substr(0, 33) + of_one_picture + png.substr(33);
  EXPECT_EQ(read_image(std::as_bytes(std::span(still)), "some.png").pixels, gradient(3, 2, 3).pixels);
  const std::string apple(
      "\0\0\0\x04"
      "CgBI\x50\0\x20\x02\x2b\xd5\xb3\x7f",
      16);
  EXPECT_THAT(picture_refusal(png.substr(0, 8) + apple + png.substr(8)),
              HasSubstr("some.png: found a PNG as Apple's tools pack it into programs (CgBI)"));
}

TEST(HostileImage, png_whose_data_have_changed_is_refused) {
  const std::string whole = encode_png(gradient(40, 30, 3));
  int num_refused = 0;
  for (std::size_t i = 41; i < whole.size() - 16; ++i) {  // the data, behind signature, header and length
    std::string changed = whole;
    changed[i] ^= 1;
    num_refused += picture_refusal(changed).starts_with("some.png: the picture is damaged") ? 1 : 0;
  }
  EXPECT_EQ(num_refused, static_cast<int>(whole.size()) - 16 - 41);
}

/// A PNG of 4 x 1 pixels that have the colours number 0 to 3 of a palette.
std::string palette_png(const std::string& palette) {
  const std::string header("\0\0\0\4\0\0\0\1\x8\x3\0\0\0", 13);
  const std::string row("\0\0\1\2\3", 5);  // behind its filter
  // zlib's header, one block that is not compressed, and Adler's checksum.
  const std::string data = std::string("\x78\x1\x1\5\0\xFA\xFF", 7) + row + std::string("\0\xF\0\x7", 4);
  std::string file(kPngSignature);
  append_chunk(file, "IHDR", header);
  append_chunk(file, "PLTE", palette);
  append_chunk(file, "IDAT", data);
  append_chunk(file, "IEND", {});
  return file;
}

TEST(HostileImage, colours_that_a_palette_lacks_are_black) {
  const std::string whole("\xA\xB\xC\x14\x15\x16\x1E\x1F\x20\x28\x29\x2A", 12);
  const std::vector<std::uint8_t> colors{10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42};
  EXPECT_EQ(decoded(palette_png(whole)).pixels, colors);
  EXPECT_EQ(decoded(palette_png(whole.substr(0, 6))).pixels,
            (std::vector<std::uint8_t>{10, 11, 12, 20, 21, 22, 0, 0, 0, 0, 0, 0}));
}

TEST(HostileImage, data_that_unpack_to_more_than_the_largest_picture_are_refused) {
  std::string file = encode_png(Image(1024, 1024, 4));
  for (const std::size_t place : {18, 22}) file[place] = '\0', file[place + 1] = '\1';
  EXPECT_EQ(decoded(file).width, 1) << "four megabytes fit";
  EXPECT_THROW(decoded(file, ImageReading::as_seen, 4096), InputError);
}

TEST(HostileImage, flipped_bytes_never_do_more_than_throw) {
  const std::string whole = encode_png(gradient(13, 7, 4));
  for (std::size_t i = 8; i < whole.size(); ++i) {
    for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
      std::string changed = whole;
      changed[i] ^= static_cast<char>(flip);
      picture_refusal(changed);
    }
  }
}

}  // namespace
}  // namespace syncdreamer
