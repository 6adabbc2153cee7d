#include "cli/waiting_threads.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <sys/auxv.h>

#include <string>

#include "core/version.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

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
  if (settings.find("GOMP_SPINCOUNT") == std::string::npos)
    GTEST_SKIP() << "SKIPPED: this OpenMP has no GOMP_SPINCOUNT";
  EXPECT_THAT(settings, HasSubstr("GOMP_SPINCOUNT = '1000'"));
  EXPECT_EQ(settings.find("ENVIRONMENT BEGIN"), settings.rfind("ENVIRONMENT BEGIN")) << "libraries are set up once";
  EXPECT_THAT(settings, HasSubstr(kVersion)) << "the arguments stay";
}

TEST(WaitingThreads, leave_the_program_in_place_where_the_dynamic_loader_was_told_to_start_it) {
  Dl_info loader{};  // that of this program, which is the other one's, too
  ASSERT_NE(::dladdr(reinterpret_cast<const void*>(::getauxval(AT_BASE)), &loader), 0);
  const ProgramResult result = run_shell(std::string("unset GOMP_SPINCOUNT OMP_WAIT_POLICY; ") + loader.dli_fname +
                                         ' ' + program_line({"--version"}));
  EXPECT_THAT(result.output, HasSubstr(kVersion));
}

TEST(WaitingThreads, leave_the_program_its_name) {
  const TemporaryFolder folder;
  const std::string fifo = folder / "picture";
  // The program waits for its picture; once it has been replaced, its environment says so (that of the shell's own
  // process, which it is at first, may say so as well).
  const ProgramResult result =
      run_shell("unset GOMP_SPINCOUNT OMP_WAIT_POLICY; mkfifo " + fifo + "; " +
                program_line({"generate", fifo, "-o", folder / "out"}) +
                " & n=0; until [ /proc/$!/exe -ef " SYNCDREAMER_PROGRAM
                " ] && grep -qz GOMP_SPINCOUNT=1000 /proc/$!/environ || [ $n -ge 300 ]; do sleep 0.1; "
                "n=$((n+1)); done; cat /proc/$!/comm; kill -9 $!");
  EXPECT_THAT(result.output, HasSubstr("syncdreamer\n"));
}

TEST(WaitingThreads, do_what_the_user_says) {
  EXPECT_THAT(settings_with("GOMP_SPINCOUNT=77"), Not(HasSubstr("GOMP_SPINCOUNT = '1000'")));
  EXPECT_THAT(settings_with("OMP_WAIT_POLICY=active"), Not(HasSubstr("GOMP_SPINCOUNT = '1000'")));
}

}  // namespace
}  // namespace syncdreamer
