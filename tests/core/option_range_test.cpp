#include "core/option_range.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace syncdreamer {
namespace {

using ::testing::StrEq;
using ::testing::ThrowsMessage;

TEST(OptionRange, bounds_are_in_it) {
  EXPECT_NO_THROW(require_range("--steps", 1, 1, 1000));
  EXPECT_NO_THROW(require_range("--eta", 1.0, 0, 1));
}

TEST(OptionRange, what_is_outside_is_told_with_what_is_expected) {
  EXPECT_THAT([] { require_range("--steps", 1001, 1, 1000); },
              ThrowsMessage<InputError>(StrEq("--steps: found 1001, expected 1 to 1000")));
  EXPECT_THAT([] { require_range("--eta", 1.5, 0, 1, ", or -1"); },
              ThrowsMessage<InputError>(StrEq("--eta: found 1.5, expected 0 to 1, or -1")));
  EXPECT_THAT([] { require_option(false, "--rays", -2, "1 or more"); },
              ThrowsMessage<InputError>(StrEq("--rays: found -2, expected 1 or more")));
}

TEST(OptionRange, large_numbers_are_told_in_full) {
  EXPECT_THAT([] { require_range("--faces", std::numeric_limits<std::int64_t>::max(), 100, 10'000'000); },
              ThrowsMessage<InputError>(StrEq("--faces: found 9223372036854775807, expected 100 to 10000000")));
}

TEST(OptionRange, no_number_is_outside) {
  EXPECT_THAT([] { require_range("--eta", std::nan(""), 0, 1); },
              ThrowsMessage<InputError>(StrEq("--eta: found nan, expected 0 to 1")));
}

}  // namespace
}  // namespace syncdreamer
