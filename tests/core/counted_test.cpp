#include "core/counted.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Counted, one_is_singular_and_all_other_numbers_are_plural) {
  EXPECT_EQ(counted(0, "view"), "0 views");
  EXPECT_EQ(counted(1, "view"), "1 view");
  EXPECT_EQ(counted(16, "view"), "16 views");
}

}  // namespace
}  // namespace syncdreamer
