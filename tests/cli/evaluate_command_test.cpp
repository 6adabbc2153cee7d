#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/cli/evaluation.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

using EvaluateCommand = Evaluation;

TEST_F(EvaluateCommand, files_that_cannot_be_written_are_named_before_anything_is_read) {
  const std::filesystem::path absent = folder_ / "absent", folder = folder_ / "folder";
  make_folder(folder);
  const std::vector<std::vector<std::string>> commands{
      {"views", "--truth", absent, "--prediction", absent, "--json"},
      {"consistency", "--prediction", absent, "--json"},
      {"consistency", "--prediction", absent, "--sheet"},
      {"mesh", "--truth-mesh", absent, "--prediction", absent, "--json"},
      {"model", "--model", absent, "--data", absent, "-o", folder_ / "out", "--table"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.insert(arguments.begin(), "evaluate");
    arguments.push_back(folder);
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr(folder.string() + ": found a folder, expected a file")) << arguments[1];
  }
}

TEST_F(EvaluateCommand, missing_flags_and_metrics_are_wrong_usage) {
  EXPECT_EQ(run_program({"evaluate"}).exit_code, kWrongUsage);
  const ProgramResult unknown = run_program({"evaluate", "viws", "--truth", "a"});
  EXPECT_EQ(unknown.exit_code, kWrongUsage);
  EXPECT_THAT(unknown.output, HasSubstr("there is no command evaluate viws\nDid you mean views?"));
  const ProgramResult result = run_program({"evaluate", "views", "--truth", folder_ / "truth"});
  EXPECT_EQ(result.exit_code, kWrongUsage);
  EXPECT_THAT(result.output, HasSubstr("--prediction"));
}

}  // namespace
}  // namespace syncdreamer
