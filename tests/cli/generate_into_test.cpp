#include "cli/generate_into.h"

#include <gtest/gtest.h>
#include <torch/version.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "nn/cpu_kernels.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(GenerateInto, every_sample_has_a_folder_of_its_own_if_there_are_several) {
  const TemporaryFolder folder;
  const std::filesystem::path source = SYNCDREAMER_SOURCE_DIR, out = folder.path() / "out";
  const ProgramResult result = run_program(
      {"generate", source / "examples" / "robot.png", "-o", out, "--steps", "20", "--samples", "2", "--threads", "1"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::string first = read_file(out / "sample-000" / "views.png");
  const std::string second = read_file(out / "sample-001" / "views.png");
  EXPECT_NE(first, second);
  EXPECT_FALSE(std::filesystem::exists(out / "views.png"));
  EXPECT_TRUE(std::filesystem::exists(out / "input.png"));
  const auto run = nlohmann::json::parse(read_file(out / "run.json"));
  EXPECT_EQ(run.at("threads"), 1);
  EXPECT_EQ(run.at("kernels"), cpu_kernels().instruction_set);
  EXPECT_EQ(run.at("libtorch"), TORCH_VERSION);
  const auto& options = run.at("options");
  EXPECT_EQ(options.at("samples"), 2);
  EXPECT_EQ(options.at("views"), 16) << "what stood for the model's own number";
  EXPECT_EQ(options.at("guidance"), 1);
  EXPECT_EQ(options.at("temperature"), 0.5);
  EXPECT_EQ(options.at("sampling").at("last_timestep"), 930);
  EXPECT_EQ(run.at("denoising_steps"), 1) << "the first of 20 steps to end at 930 or below";
}

}  // namespace
}  // namespace syncdreamer
