#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(GenerateCommand, what_cannot_be_read_is_named_and_nothing_is_written) {
  const TemporaryFolder folder;
  const std::string picture = folder / "cup.png", out = folder / "out";
  const ProgramResult absent = run_program({"generate", picture, "-o", out});
  EXPECT_EQ(absent.exit_code, kFailed);
  EXPECT_THAT(absent.output, HasSubstr(picture));
  write_file(picture, "no picture");
  const ProgramResult broken = run_program({"generate", picture, "-o", out});
  EXPECT_EQ(broken.exit_code, kFailed);
  EXPECT_THAT(broken.output, HasSubstr(picture));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(GenerateCommand, options_out_of_range_fail) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program({"generate", folder / "cup.png", "--samples", "0", "-o", folder / "out"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("samples"));
}

}  // namespace
}  // namespace syncdreamer
