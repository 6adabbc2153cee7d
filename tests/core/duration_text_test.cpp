#include "core/duration_text.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(DurationText, reads_well) {
  EXPECT_EQ(duration_text(12), "12 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(3900), "1 h 05 min");
}

}  // namespace
}  // namespace syncdreamer
