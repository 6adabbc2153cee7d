#include "core/printable.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Printable, leaves_texts_of_any_language_as_they_are) {
  EXPECT_EQ(printable("a cup, une tasse, чашка"), "a cup, une tasse, чашка");
}

TEST(Printable, takes_as_much_of_a_line_as_it_has_characters) {
  EXPECT_EQ(shown_width("cup"), 3U);
  EXPECT_EQ(shown_width("чашка, Stühle"), 13U);
}

TEST(Printable, tells_where_the_character_of_a_byte_begins) {
  EXPECT_EQ(character_start("aя€", 0), 0U);
  EXPECT_EQ(character_start("aя€", 1), 1U);
  EXPECT_EQ(character_start("aя€", 2), 1U);
  EXPECT_EQ(character_start("aя€", 5), 3U);
  EXPECT_EQ(character_start("aя€", 6), 6U) << "the end";
  EXPECT_EQ(character_start("\x80\x80", 1), 0U) << "no UTF-8";
}

TEST(Printable, replaces_what_a_terminal_would_obey) {
  EXPECT_EQ(printable("a\x1b[2J\nb\x7f\r"), "a?[2J?b??");
  EXPECT_EQ(printable("a\xC2\x9B"
                      "2J \xC2\xA0"),
            "a??2J \xC2\xA0");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a?b");
}

TEST(Printable, cuts_the_middle_out_of_what_is_too_long) {
  EXPECT_EQ(printable("0123456789", 10), "0123456789");
  EXPECT_EQ(printable("01234567890123456789", 8), "012345 ... 89");
  EXPECT_EQ(printable("aяяяяяяяяя", 8), "aяя ... я") << "no character is cut";
  EXPECT_EQ(printable("aяяяяяяяя!", 8), "aяя ... я!") << "nor the first behind the gap";
}

}  // namespace
}  // namespace syncdreamer
