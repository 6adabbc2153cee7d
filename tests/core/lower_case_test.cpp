#include "core/lower_case.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(LowerCase, changes_letters_alone) {
  EXPECT_EQ(lower_case("Cup 2.PNG"), "cup 2.png");
  EXPECT_EQ(lower_case("\xC3\x84"), "\xC3\x84") << "bytes of other letters stay";
}

}  // namespace
}  // namespace syncdreamer
