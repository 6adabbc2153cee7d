#include "cli/console.h"

#include <gmock/gmock.h>

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(Console, progress_and_warnings_are_plain_lines_without_a_terminal) {
  testing::internal::CaptureStderr();
  const Reporter reporter = console_reporter();
  reporter.progress("sampling", 5, 10);
  reporter.note("will take about 3 s");
  reporter.warn("an odd elevation");
  const std::string output = testing::internal::GetCapturedStderr();
  EXPECT_THAT(output, HasSubstr("sampling: 5 of 10\n"));
  EXPECT_THAT(output, HasSubstr("\nwill take about 3 s\n"));
  EXPECT_THAT(output, HasSubstr("warning: an odd elevation\n"));
}

TEST(Console, a_bar_has_its_place_on_a_line_of_80_columns) {
  EXPECT_EQ(progress_text("sampling", 5, 10, "3 s left"),
            "sampling                 [############            ] 5/10 3 s left" + std::string(14, ' '));
  for (const std::int64_t done : {0, 1, 999, 1000})
    EXPECT_EQ(progress_text("turntable and many files", done, 1000, "59 minutes left").size(), 79U) << done;
}

TEST(Console, a_stage_that_comes_again_is_told_again) {
  testing::internal::CaptureStderr();
  const Reporter reporter = console_reporter();
  for (int time = 0; time < 2; ++time) reporter.progress("fit", 10, 10);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "fit: 10 of 10\nfit: 10 of 10\n");
}

TEST(Console, warnings_carry_no_control_characters_of_files) {
  testing::internal::CaptureStderr();
  console_reporter().warn("texture \x1b[2J.png");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: texture ?[2J.png\n");
}

}  // namespace
}  // namespace syncdreamer
