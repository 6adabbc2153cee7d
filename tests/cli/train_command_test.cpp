#include <gmock/gmock.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "core/options.h"
#include "tests/cli/program.h"
#include "tests/dataset/square_objects.h"
#include "tests/support/free_port.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(TrainCommand, prints_the_complete_configuration) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"stage": "autoencoder", "num_steps": 7})");
  const ProgramResult result = run_program({"train", folder / "config.json", "--print-config"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const auto config = nlohmann::json::parse(result.output, nullptr, true, true);
  EXPECT_EQ(config["num_steps"], 7);
  EXPECT_TRUE(config.contains("learning_rate"));
  EXPECT_THAT(result.output, HasSubstr("  // what is trained"));
  write_file(folder / "printed.json", result.output);
  const ProgramResult again = run_program({"train", folder / "printed.json", "--print-config"});
  EXPECT_EQ(again.output, result.output);
}

TEST(TrainCommand, every_configuration_of_the_tree_is_valid) {
  int num_configurations = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SYNCDREAMER_SOURCE_DIR "/configs")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.starts_with("model")) continue;  // networks, which the others name
    const ProgramResult result = run_program({"train", entry.path(), "--print-config"});
    EXPECT_EQ(result.exit_code, kDone) << entry.path() << ": " << result.output;
    ++num_configurations;
  }
  EXPECT_GT(num_configurations, 0);
}

TEST(TrainCommand, an_unknown_key_fails_and_is_named) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"stage": "geometry", "num_stepps": 7})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("num_stepps"));
}

TEST(TrainCommand, a_key_given_twice_is_refused) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"stage": "geometry", "num_steps": 7, "seed": 1, "num_steps": 8})");
  const ProgramResult result = run_program({"train", folder / "config.json", "--print-config"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("config.json: num_steps: found twice"));
}

TEST(TrainCommand, a_configuration_without_a_stage_is_refused) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"num_steps": 7})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("config.json: stage: not found"));
}

TEST(TrainCommand, a_configuration_without_data_is_refused) {
  const TemporaryFolder folder;
  write_file(folder / "config.json", R"({"stage": "autoencoder"})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("config.json: data: found no folder"));
}

TEST(TrainCommand, a_training_that_cannot_begin_leaves_no_folder) {
  const TemporaryFolder folder;
  const std::filesystem::path output = folder / "runs" / "first";
  write_file(folder / "config.json",
             nlohmann::json{{"stage", "autoencoder"}, {"data", {folder / "set"}}, {"output", output}}.dump());
  std::filesystem::create_directory(folder / "set");
  write_file(folder / "set" / "objects.json", R"({"objects": [{"uid": "without-pictures"}]})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("set: found no object held out")) << "no picture is read before";
  EXPECT_FALSE(std::filesystem::exists(folder / "runs"));
}

TEST(TrainCommand, a_mistake_in_the_shared_model_file_is_named_as_that_file_s) {
  const TemporaryFolder folder;
  write_file(folder / "shared.json", R"({"image_sise": 64})");
  write_file(folder / "config.json", R"({"stage": "geometry", "model": "shared.json"})");
  const ProgramResult result = run_program({"train", folder / "config.json"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("shared.json: unknown key 'image_sise'"));
  write_file(folder / "shared.json", R"({"image_size": 255})");
  EXPECT_THAT(run_program({"train", folder / "config.json"}).output,
              HasSubstr("shared.json: model options: image_size: found 255, expected a multiple of 8"));
}

/// Two processes of one training, as torchrun starts them.
class TrainCommandTogether : public testing::Test {
 protected:
  void write_config(std::int64_t num_steps) {
    TrainOptions options = tiny_train_options("geometry");
    options.data = {(folder_ / "data").string()};
    options.output = (folder_ / "out").string();
    options.num_steps = num_steps;
    options.threads = 1;
    options.log_steps = 1;
    options.validate_steps = 1'000'000;
    options.checkpoint_minutes = 0;
    write_file(folder_ / "config.json", options_to_json(options).dump());
  }

  std::string line(int rank, int port) const {
    return "RANK=" + std::to_string(rank) + " WORLD_SIZE=2 MASTER_ADDR=127.0.0.1 MASTER_PORT=" + std::to_string(port) +
           " " + program_line({"train", folder_ / "config.json"});
  }

  TemporaryFolder folder_;
};

TEST_F(TrainCommandTogether, one_that_is_stopped_fails_and_a_second_one_in_its_folder_is_refused) {
  write_squares(folder_ / "data", 5);
  write_config(1'000'000);
  const std::string train = program_line({"train", folder_ / "config.json"});
  const std::string log = (folder_ / "out" / "log.csv").string();
  const ProgramResult result = run_shell(train + " & first=$!; n=0; while [ ! -s " + log +
                                         " ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done; " + train +
                                         "; echo second $?; kill -TERM $first; wait $first; echo first $?");
  EXPECT_THAT(result.output, HasSubstr("another program is writing into this folder"));
  EXPECT_THAT(result.output, HasSubstr("second 1"));
  EXPECT_THAT(result.output, HasSubstr("stopped before the last step; the same command goes on"));
  EXPECT_THAT(result.output, HasSubstr("first 1"));
}

TEST_F(TrainCommandTogether, a_killed_process_ends_the_other_within_a_minute_and_both_continue) {
  write_squares(folder_ / "data", 5);
  write_config(1'000'000);
  const int port = free_port();
  const std::string log = (folder_ / "out" / "log.csv").string();
  const std::string wait_for_steps =
      "n=0; while [ ! -s " + log + " ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done";
  const auto start = std::chrono::steady_clock::now();
  const ProgramResult killed = run_shell(line(0, port) + " & first=$!; " + line(1, port) + " & second=$!; " +
                                         wait_for_steps + "; sleep 1; kill -9 $second; wait $first; echo exit $?");
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  EXPECT_THAT(killed.output, HasSubstr("error: process 0 of 2 lost the others"));
  EXPECT_THAT(killed.output, HasSubstr("exit 1"));
  EXPECT_LT(seconds.count(), 60 + 60 + 1);  // the first minute is for the start

  const std::string lines = read_file(log);
  const std::int64_t last_step = std::stoll(lines.substr(lines.rfind('\n', lines.size() - 2) + 1));
  EXPECT_GT(last_step, 0);
  write_config(last_step + 3);
  const int other_port = free_port();
  const ProgramResult resumed =
      run_shell(line(0, other_port) + " & first=$!; " + line(1, other_port) + "; wait $first; echo exit $?");
  const std::string count = std::to_string(last_step + 3);
  EXPECT_THAT(resumed.output, HasSubstr(count + " of " + count + " steps done"));
  EXPECT_THAT(resumed.output, HasSubstr("exit 0"));
}

}  // namespace
}  // namespace syncdreamer
