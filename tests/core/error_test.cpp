#include "core/error.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Error, sentences_are_for_people) {
  EXPECT_EQ(sentence_of(InputError("cup.png", "no such file")), "cup.png: no such file");
  EXPECT_EQ(sentence_of(std::runtime_error("a tensor is bad\nframe #0: main")), "a tensor is bad");
  EXPECT_EQ(sentence_of(std::bad_alloc()), "the machine's memory does not suffice");
  const std::error_code code = std::make_error_code(std::errc::filename_too_long);
  EXPECT_EQ(sentence_of(std::filesystem::filesystem_error("status", "cup", code)), "cup: File name too long");
}

}  // namespace
}  // namespace syncdreamer
