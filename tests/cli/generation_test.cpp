#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(Generation, every_sample_has_a_folder_of_its_own_if_there_are_several) {
  const TemporaryFolder folder;
  const std::filesystem::path source = SYNCDREAMER_SOURCE_DIR, out = folder.path() / "out";
  const ProgramResult result = run_program(
      {"generate", source / "examples" / "robot.png", "-o", out, "--steps", "1", "--samples", "2", "--threads", "1"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::string first = read_file(out / "sample-000" / "views.png");
  const std::string second = read_file(out / "sample-001" / "views.png");
  EXPECT_NE(first, second);
  EXPECT_FALSE(std::filesystem::exists(out / "views.png"));
  EXPECT_TRUE(std::filesystem::exists(out / "input.png"));
  const auto run = nlohmann::json::parse(read_file(out / "run.json"));
  EXPECT_EQ(run.at("threads"), 1);
  EXPECT_EQ(run.at("options").at("samples"), 2);
}

}  // namespace
}  // namespace syncdreamer
