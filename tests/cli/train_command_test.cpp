#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(TrainCommand, prints_the_complete_configuration) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"stage": "geometry", "num_steps": 7})");
  const ProgramResult result = run_program({"train", folder / "config.json", "--print-config"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json config = nlohmann::json::parse(result.output);
  EXPECT_EQ(config["num_steps"], 7);
  EXPECT_TRUE(config.contains("learning_rate"));
}

TEST(TrainCommand, every_configuration_of_the_tree_is_valid) {
  int num_configurations = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SYNCDREAMER_SOURCE_DIR "/configs")) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "model.json") continue;
    const ProgramResult result = run_program({"train", entry.path(), "--print-config"});
    EXPECT_EQ(result.exit_code, kDone) << entry.path() << ": " << result.output;
    ++num_configurations;
  }
  EXPECT_GT(num_configurations, 0);
}

TEST(TrainCommand, an_unknown_key_fails_and_is_named) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"num_stepps": 7})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("num_stepps"));
}

}  // namespace
}  // namespace syncdreamer
