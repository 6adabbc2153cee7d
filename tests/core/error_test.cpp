#include "core/error.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Error, sentences_are_for_people) {
  EXPECT_EQ(sentence_of(InputError("cup.png", "no such file")), "cup.png: no such file");
  EXPECT_EQ(sentence_of(std::runtime_error("a tensor is bad\nframe #0: main")), "a tensor is bad");
  EXPECT_EQ(sentence_of(std::bad_alloc()), "the machine's memory does not suffice");
  EXPECT_EQ(sentence_of(std::runtime_error("[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't "
                                           "allocate memory: you tried to allocate 8 bytes.")),
            "the machine's memory does not suffice");
  const std::error_code code = std::make_error_code(std::errc::filename_too_long);
  EXPECT_EQ(sentence_of(std::filesystem::filesystem_error("status", "cup", code)), "cup: File name too long");
}

TEST(Error, sentences_name_files_whatever_they_are_called) {
  EXPECT_EQ(sentence_of(InputError("c\nup.png", "no such file")), "c\nup.png: no such file");
  EXPECT_EQ(sentence_of(OutputError("c\nup", "the disk is full")), "c\nup: the disk is full");
}

TEST(Error, sentences_about_something_name_it_once) {
  EXPECT_EQ(sentence_about("cup", InputError("cup", "has no views")), "cup: has no views");
  EXPECT_EQ(sentence_about("cup", OutputError("out", "the disk is full")), "cup: out: the disk is full");
  EXPECT_EQ(sentence_about("cup", std::bad_alloc()), "cup: the machine's memory does not suffice");
}

TEST(Error, what_cannot_be_done_anywhere_is_of_the_input) {
  EXPECT_TRUE(is_of_input(InputError("cup.png", "no such file")));
  EXPECT_FALSE(is_of_input(OutputError("out", "the disk is full")));
  EXPECT_FALSE(is_of_input(std::bad_alloc()));
}

}  // namespace
}  // namespace syncdreamer
