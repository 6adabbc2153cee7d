#include "core/percent_text.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(PercentText, is_rounded_to_whole_percent) {
  EXPECT_EQ(percent_text(0.374), "37 %");
  EXPECT_EQ(percent_text(0.996), "100 %");
  EXPECT_EQ(percent_text(0), "0 %");
}

}  // namespace
}  // namespace syncdreamer
