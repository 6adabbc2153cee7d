#include "core/run_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/result_names.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(RunFile, is_read_if_there_is_one) {
  const TemporaryFolder folder;
  EXPECT_TRUE(read_run(folder.path()).is_null());
  EXPECT_TRUE(read_run(folder / "nowhere").is_null());
  write_file(folder / kRunFile, R"({"command": "create", "seconds": 2})");
  EXPECT_EQ(read_run(folder.path())["seconds"], 2);
}

TEST(RunFile, that_cannot_be_read_is_none) {
  const TemporaryFolder folder;
  for (const char* content : {"", "{", "[1]", "7"}) {
    write_file(folder / kRunFile, content);
    EXPECT_TRUE(read_run(folder.path()).is_null()) << content;
  }
  std::filesystem::remove(folder / kRunFile);
  std::filesystem::create_directory(folder / kRunFile);
  EXPECT_TRUE(read_run(folder.path()).is_null());
}

TEST(RunFile, of_another_command_is_not_to_be_lost) {
  const TemporaryFolder folder;
  const auto refusal = [&] { return refusal_of([&] { check_run_is_of(folder.path(), {"create", "generate"}); }); };
  EXPECT_EQ(refusal(), "no error") << "there is none";
  write_file(folder / kRunFile, R"({"command": "generate"})");
  EXPECT_EQ(refusal(), "no error");
  write_file(folder / kRunFile, R"({"command": "render"})");
  EXPECT_EQ(refusal(), (folder / kRunFile).string() +
                           ": found that of `render`, which would be lost; expected another output folder");
  for (const char* own : {"my notes", R"({"command": 3})"}) {
    write_file(folder / kRunFile, own);
    EXPECT_THAT(refusal(), testing::HasSubstr("found that of something else")) << own;
  }
}

TEST(RunFile, tells_of_which_command_it_is) {
  EXPECT_TRUE(is_of_command({{"command", "create"}}, "create"));
  EXPECT_FALSE(is_of_command({{"command", "create"}}, "reconstruct"));
  EXPECT_FALSE(is_of_command({{"command", 1}}, "create"));
  EXPECT_FALSE(is_of_command({{"seconds", 1}}, "create"));
  EXPECT_FALSE(is_of_command(nullptr, "create"));
}

}  // namespace
}  // namespace syncdreamer
