#include "cli/waiting_threads.h"

#include <gmock/gmock.h>

#include "tests/cli/program.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What OpenMP says it read from the environment, each time the program starts.
std::string settings_with(const std::string& environment) {
  const ProgramResult result = run_shell("env -u GOMP_SPINCOUNT -u OMP_WAIT_POLICY OMP_DISPLAY_ENV=verbose " +
                                         environment + " " + program_line({"--version"}));
  EXPECT_EQ(result.exit_code, kDone);
  return result.output;
}

TEST(WaitingThreads, sleep_soon) {
  const std::string settings = settings_with("");
  if (settings.find("GOMP_SPINCOUNT") == std::string::npos) GTEST_SKIP() << "this OpenMP has no GOMP_SPINCOUNT";
  EXPECT_THAT(settings, HasSubstr("GOMP_SPINCOUNT = '1000'"));
  EXPECT_THAT(settings, HasSubstr(SYNCDREAMER_VERSION)) << "the arguments stay";
}

TEST(WaitingThreads, do_what_the_user_says) {
  EXPECT_THAT(settings_with("GOMP_SPINCOUNT=77"), Not(HasSubstr("GOMP_SPINCOUNT = '1000'")));
  EXPECT_THAT(settings_with("OMP_WAIT_POLICY=active"), Not(HasSubstr("GOMP_SPINCOUNT = '1000'")));
}

}  // namespace
}  // namespace syncdreamer
