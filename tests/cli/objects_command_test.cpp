#include <gmock/gmock.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ObjectsCommand, writes_a_training_set_that_the_evaluation_reads) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder / "set";
  const ProgramResult result = run_program(
      {"objects", "--kind", "mug", "--count", "1", "--views", "2", "--size", "16", "--samples", "1", "-o", out});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json index = nlohmann::json::parse(read_file(out / "objects.json"))["objects"];
  ASSERT_EQ(index.size(), 1U);
  EXPECT_EQ(nlohmann::json::parse(read_file(out / "run.json"))["command"], "objects");
  const std::filesystem::path views = out / "target" / index[0]["uid"].get<std::string>();
  for (const char* name : {"000.png", "001.png", "cameras.json"}) EXPECT_TRUE(std::filesystem::exists(views / name));

  const ProgramResult evaluation = run_program({"evaluate", "views", "--truth", views, "--prediction", views});
  EXPECT_EQ(evaluation.exit_code, kDone);
  EXPECT_THAT(evaluation.output, HasSubstr("1.0000"));  // the SSIM of equal pictures
}

TEST(ObjectsCommand, objects_of_another_size_beside_earlier_ones_are_warned_of) {
  const TemporaryFolder folder;
  const auto make = [&](const char* first, const char* size) {
    return run_program({"objects", "--kind", "mug", "--first", first, "--count", "1", "--views", "1", "--size", size,
                        "--samples", "1", "-o", folder / "set"})
        .output;
  };
  EXPECT_THAT(make("0", "16"), AllOf(Not(HasSubstr("found")), HasSubstr("none of its objects is held out")));
  EXPECT_THAT(make("1", "24"), HasSubstr("found 1 views and 1 inputs of 16 pixels"));
}

TEST(ObjectsCommand, held_out_objects_alone_are_those_that_the_whole_series_has) {
  const TemporaryFolder folder;
  const auto make = [&](const char* out, const std::vector<std::string>& more) {
    std::vector<std::string> call{"objects", "--first", "20",        "--count", "2",  "--views",   "1",
                                  "--size",  "16",      "--samples", "1",       "-o", folder / out};
    call.insert(call.end(), more.begin(), more.end());
    const ProgramResult result = run_program(call);
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    return nlohmann::json::parse(read_file(folder / out / "objects.json"))["objects"];
  };
  nlohmann::json all = make("all", {}), held_out = make("held-out", {"--held-out"});
  for (auto entry = all.begin(); entry != all.end();) entry = (*entry)["held_out"] ? entry + 1 : all.erase(entry);
  EXPECT_EQ(held_out, all);
}

TEST(ObjectsCommand, when_interrupted_ends_the_object_and_goes_on_from_there_with_keep) {
  const TemporaryFolder folder;
  const std::string command = program_line(
      {"objects", "--count", "100000", "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  const std::string interrupted_command = command + " & id=$!; n=0; while ! ls " + (folder / "set").string() +
                                          "/target/* > /dev/null 2>&1 && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); "
                                          "done; kill -INT $id; wait $id; echo code $?";
  const ProgramResult stopped = run_shell(interrupted_command);
  EXPECT_THAT(stopped.output, HasSubstr("of 100000 are done; the same command goes on with --keep"));
  EXPECT_THAT(stopped.output, HasSubstr("code 1\n"));
  const auto index = [&] { return nlohmann::json::parse(read_file(folder / "set" / "objects.json"))["objects"]; };
  const std::size_t num_done = index().size();
  ASSERT_GT(num_done, 0U);
  const std::filesystem::directory_iterator targets(folder / "set" / "target");
  EXPECT_EQ(std::distance(targets, {}), static_cast<std::ptrdiff_t>(num_done));
  const ProgramResult goes_on = run_program({"objects", "--count", std::to_string(num_done + 1), "--views", "1",
                                             "--size", "16", "--samples", "1", "--keep", "-o", folder / "set"});
  EXPECT_EQ(goes_on.exit_code, kDone) << goes_on.output;
  EXPECT_EQ(index().size(), num_done + 1);
  const ProgramResult again = run_shell("rm -r " + (folder / "set" / "target").string() + "; " + interrupted_command);
  EXPECT_THAT(again.output, HasSubstr("the same command goes on with --keep, which also keeps what was there before"));
}

TEST(ObjectsCommand, an_unknown_kind_fails_and_the_known_ones_are_named) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program({"objects", "--kind", "unicorn", "-o", folder / "set"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("teapot"));
}

}  // namespace
}  // namespace syncdreamer
