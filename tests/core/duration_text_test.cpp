#include "core/duration_text.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(DurationText, reads_well) {
  EXPECT_EQ(duration_text(12), "12 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(3900), "1 h 05 min");
}

TEST(DurationText, is_rounded_to_whole_seconds_and_never_negative) {
  EXPECT_EQ(duration_text(12.4), "12 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s") << "not 60 s";
  EXPECT_EQ(duration_text(0.2), "1 s") << "what takes time does not take none";
  EXPECT_EQ(duration_text(-3), "0 s") << "as of a clock that was put back";
}

}  // namespace
}  // namespace syncdreamer
