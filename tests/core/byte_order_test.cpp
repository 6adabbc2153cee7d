#include "core/byte_order.h"

#include <gtest/gtest.h>

#include <array>

namespace syncdreamer {
namespace {

TEST(ByteOrder, says_which_byte_counts_most) {
  constexpr std::array kBytes{std::byte{0x01}, std::byte{0x02}, std::byte{0xFF}};
  EXPECT_EQ(little_endian(kBytes, 2), 0x0201U);
  EXPECT_EQ(little_endian(kBytes, 3), 0xFF0201U);
  EXPECT_EQ(big_endian(kBytes, 2), 0x0102U);
  EXPECT_EQ(big_endian(kBytes, 3), 0x0102FFU);
  EXPECT_EQ(big_endian(kBytes, 0), 0U);
}

TEST(ByteOrder, is_that_of_the_letters) {
  constexpr std::array kBytes{std::byte{'c'}, std::byte{'u'}, std::byte{'p'}};
  EXPECT_EQ(text_of(kBytes), "cup");
  EXPECT_EQ(text_of({}), "");
}

TEST(ByteOrder, of_what_is_appended_is_that_asked_for) {
  std::string bytes = "x";
  append_little_endian(bytes, std::uint16_t{0xAB01});
  append_big_endian(bytes, std::uint32_t{0x01020304});
  EXPECT_EQ(bytes, "x\x01\xAB\x01\x02\x03\x04");
}

TEST(ByteOrder, holds_for_all_of_eight_bytes) {
  constexpr std::uint64_t kValue = 0x8102030405060708;
  std::string little, big;
  append_little_endian(little, kValue);
  append_big_endian(big, kValue);
  EXPECT_EQ(little_endian(std::as_bytes(std::span(little)), 8), kValue);
  EXPECT_EQ(big_endian(std::as_bytes(std::span(big)), 8), kValue);
  EXPECT_EQ(little, std::string(big.rbegin(), big.rend()));
}

}  // namespace
}  // namespace syncdreamer
