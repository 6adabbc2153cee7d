#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

#include "core/files.h"
#include "core/options.h"
#include "tests/cli/program.h"
#include "tests/dataset/square_objects.h"
#include "tests/support/free_port.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"

/// Trainings by the real launchers, where they are installed.
namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class Launchers : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (run_shell("command -v " + GetParam()).exit_code != 0) GTEST_SKIP() << "SKIPPED: no " << GetParam();
    if (GetParam() == "srun" && std::getenv("SLURM_JOB_ID") == nullptr) {
      GTEST_SKIP() << "SKIPPED: not in an allocation (salloc -n 2)";
    }
    if (GetParam() == "torchrun") {
      static const ProgramResult trial = run_shell(launcher_line() + "true");
      // Debian 13's asks for libuv, without which its libtorch was built. Whatever else it lacks is a failure.
      const bool lacks_libuv = trial.output.find("without libuv support") != std::string::npos;
      if (lacks_libuv) GTEST_SKIP() << "SKIPPED: torchrun does not start without libuv";
      ASSERT_EQ(trial.exit_code, kDone) << trial.output;
    }
    write_squares(folder_ / "data", 5);
  }

  /// How two processes are started.
  std::string launcher_line() const {
    const std::string port = std::to_string(free_port());
    // Without redirections torchrun 1.13 does not start under Python 3.11.
    if (GetParam() == "torchrun") {
      return "torchrun --no_python --nproc_per_node 2 --master_port " + port + " --redirects 1 --tee 1 ";
    }
    const std::string where = "MASTER_ADDR=127.0.0.1 MASTER_PORT=" + port + " ";
    if (GetParam() == "srun") return where + "srun -n 2 --overlap ";
    return where + "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun -n 2 --oversubscribe ";
  }

  /// Writes a configuration. \return the line that trains by it in one process.
  std::string training_line(const std::string& name, std::int64_t num_steps, int accumulate_steps) {
    TrainOptions options = tiny_train_options("geometry");
    options.data = {(folder_ / "data").string()};
    options.output = (folder_ / name).string();
    options.num_steps = num_steps;
    options.accumulate_steps = accumulate_steps;
    options.threads = 1;
    options.log_steps = 1;
    options.learning_rate.cosine = false;
    const std::string config = folder_ / (name + ".json");
    write_file(config, options_to_json(options).dump());
    return program_line({"train", config});
  }

  std::string model(const std::string& name) { return read_file(folder_ / name / "model.safetensors"); }

  TemporaryFolder folder_;
};

TEST_P(Launchers, two_processes_give_the_model_of_one_with_twice_the_batches) {
  const ProgramResult alone = run_shell(training_line("alone", 4, 2));
  ASSERT_EQ(alone.exit_code, kDone) << alone.output;
  const ProgramResult together = run_shell(launcher_line() + training_line("together", 4, 1));
  ASSERT_EQ(together.exit_code, kDone) << together.output;
  EXPECT_THAT(together.output, HasSubstr("2 processes"));
  EXPECT_TRUE(model("alone") == model("together"));
}

TEST_P(Launchers, a_stopped_training_saves_and_continues) {
  // Of SIGTERM Open MPI makes SIGKILL after a second, and srun at once.
  const std::string signal = GetParam() == "torchrun" ? "TERM" : "USR1";
  const std::string log = folder_ / "parts" / "log.csv";
  const ProgramResult stopped =
      run_shell(launcher_line() + training_line("parts", 1'000'000, 1) + " & launcher=$!; n=0; while [ ! -s " + log +
                " ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done; "
                "kill -" +
                signal + " $launcher; wait $launcher");
  EXPECT_THAT(stopped.output, HasSubstr(" of 1000000 steps done"));
  const std::string lines = read_file(log);
  const std::int64_t num_steps = std::stoll(lines.substr(lines.rfind('\n', lines.size() - 2) + 1)) + 2;

  const ProgramResult resumed = run_shell(launcher_line() + training_line("parts", num_steps, 1));
  ASSERT_EQ(resumed.exit_code, kDone) << resumed.output;
  EXPECT_THAT(resumed.output, HasSubstr("step " + std::to_string(num_steps - 1) + " of "));
  EXPECT_THAT(resumed.output, Not(HasSubstr("step " + std::to_string(num_steps - 2) + " of ")));
  const ProgramResult alone = run_shell(training_line("alone", num_steps, 2));
  ASSERT_EQ(alone.exit_code, kDone) << alone.output;
  EXPECT_TRUE(model("alone") == model("parts"));
}

INSTANTIATE_TEST_SUITE_P(Training, Launchers, testing::Values("mpirun", "torchrun", "srun"),
                         [](const auto& launcher) { return launcher.param; });

}  // namespace
}  // namespace syncdreamer
