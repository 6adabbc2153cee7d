#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "core/files.h"
#include "tests/cli/evaluation.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

using EvaluateCommand = Evaluation;

/// Why `evaluate` refuses arguments, told without another process.
std::string refusal_of_evaluation(std::vector<std::string> arguments) {
  CLI::App app;
  add_evaluate_command(app);
  arguments.insert(arguments.begin(), "evaluate");
  std::ranges::reverse(arguments);  // as the parser takes them
  return refusal_of([&] { app.parse(arguments); });
}

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

TEST_F(EvaluateCommand, what_is_judged_is_not_replaced_by_the_figures) {
  const std::filesystem::path file = folder_ / "file", absent = folder_ / "absent", views = folder_ / "views";
  write_file(file, "to be judged");
  const std::vector<std::vector<std::string>> commands{
      {"consistency", "--prediction", file, "--sheet"},
      {"mesh", "--truth-mesh", absent, "--prediction", file, "--json"},
      {"model", "--model", file, "--data", absent, "-o", folder_ / "out", "--table"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.push_back(folder_ / "." / "file");
    EXPECT_THAT(refusal_of_evaluation(arguments), HasSubstr("file: would be replaced by what is made of it"));
  }
  EXPECT_EQ(read_file(file), "to be judged");
  for (const char* name : {"000.png", "photo.png", "cameras.json"}) write_file(views / name, "of the views");
  EXPECT_THAT(refusal_of_evaluation({"consistency", "--prediction", views, "--sheet", views / "000.png"}),
              HasSubstr("000.png: has the name of a view"));
  EXPECT_THAT(refusal_of_evaluation({"views", "--truth", views, "--prediction", views, "--json", views / "000.png"}),
              HasSubstr("000.png: has the name of a picture"));
  for (const std::filesystem::path& prediction : {views, views / "cameras.json"}) {
    EXPECT_THAT(refusal_of_evaluation({"consistency", "--prediction", prediction, "--sheet", views / "photo.png"}),
                HasSubstr("photo.png: is there already, and may be one of the views"));
  }
  EXPECT_THAT(refusal_of_evaluation({"consistency", "--prediction", views, "--json", views / "cameras.json"}),
              HasSubstr("cameras.json: has the name of a file of cameras"));
}

TEST_F(EvaluateCommand, results_and_their_record_are_not_replaced_by_the_figures) {
  const std::filesystem::path absent = folder_ / "absent", run = folder_ / "out" / "run.json";
  write_file(run, R"({"command": "create", "files": ["views.png"]})");
  const std::vector<std::vector<std::string>> commands{
      {"views", "--truth", absent, "--prediction", absent, "--json", run},
      {"consistency", "--prediction", absent, "--json", run},
      {"consistency", "--prediction", absent, "--sheet", folder_ / "out" / "views.png"},
      {"mesh", "--truth-mesh", absent, "--prediction", absent, "--json", run},
      {"model", "--model", absent, "--data", absent, "-o", absent, "--table", run}};
  for (const std::vector<std::string>& arguments : commands) {
    EXPECT_THAT(refusal_of_evaluation(arguments), HasSubstr(arguments.back() + ": is a result that ")) << arguments[0];
  }
}

TEST_F(EvaluateCommand, a_table_beside_its_own_results_may_be_made_again) {
  const std::filesystem::path absent = folder_ / "absent", out = folder_ / "out", table = out / "table.md";
  write_file(out / "run.json", R"({"command": "evaluate model", "files": ["table.md"]})");
  write_file(table, "of the run before");
  EXPECT_THAT(refusal_of_evaluation({"model", "--model", absent, "--data", absent, "-o", out, "--table", table}),
              HasSubstr(absent.string() + ": "))
      << "the table is not what is wrong";
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
