#include "cli/console.h"

#include <gmock/gmock.h>

#include <csignal>

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(Console, durations_read_well) {
  EXPECT_EQ(duration_text(12), "12 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(3900), "1 h 05 min");
}

TEST(Console, progress_and_warnings_are_plain_lines_without_a_terminal) {
  testing::internal::CaptureStderr();
  const Reporter reporter = console_reporter();
  reporter.progress("sampling", 5, 10);
  reporter.warn("an odd elevation");
  const std::string output = testing::internal::GetCapturedStderr();
  EXPECT_THAT(output, HasSubstr("sampling: 5 of 10\n"));
  EXPECT_THAT(output, HasSubstr("warning: an odd elevation\n"));
}

TEST(Console, an_interrupt_is_noticed) {
  catch_interrupts();
  EXPECT_FALSE(interrupted());
  std::raise(SIGINT);
  EXPECT_TRUE(interrupted());
}

}  // namespace
}  // namespace syncdreamer
