#include "cli/interrupt_deadline.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "cli/interrupts.h"
#include "core/files.h"
#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(InterruptDeadline, lifted_without_interrupt_leaves_results_alone) {
  const TemporaryFolder folder;
  StagedFolder staging(folder / "out");
  PreviewFile preview(folder / "preview.png");
  write_file(staging.path() / "a.txt", "a");
  InterruptDeadline deadline(folder / "out", staging, preview);
  deadline.lift();
  staging.commit();
  EXPECT_EQ(read_file(folder / "out" / "a.txt"), "a");
}

TEST(InterruptDeadline, nothing_that_is_being_written_stays) {
  const TemporaryFolder folder;
  const auto write_until_the_end = [&] {
    catch_interrupts();
    StagedFolder staging(folder / "out");
    PreviewFile preview(folder / "preview.png");
    InterruptDeadline deadline(folder / "out", staging, preview);
    std::raise(SIGINT);
    for (int number = 0;; ++number) write_file(staging.path() / "views" / std::to_string(number % 50), "a view");
  };
  for (int time = 0; time < 5; ++time) {
    EXPECT_EXIT(write_until_the_end(), testing::ExitedWithCode(1), "nothing was written");
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
  }
}

/// An interrupt in the middle of work of which every step takes much longer than a second.
class Interrupt : public testing::Test {
 protected:
  Interrupt() {
    MultiviewDiffusion model(smallest_model_options());
    fill_with_noise(model, 1);
    save_state_dict(folder_ / "model.safetensors", model_state(model));
    write_png(folder_ / "cup.png", Image(8, 8, 4, 200));
  }

  /// \param command  generate or create.
  std::string generation(const std::string& command) const {
    return program_line({command, folder_ / "cup.png", "-o", out_, "--model", folder_ / "model.safetensors",
                         "--samples", "200", "--threads", "1"});
  }

  void expect_quick_end(const std::string& line) {
    const std::string interrupt =
        line + " & id=$!; n=0; while ! ls -d " + out_.string() +
        "/.partial-* > /dev/null 2>&1 && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done; sleep 1; date +%s%N; "
        "kill -INT $id; wait $id; echo code $?; date +%s%N";
    const ProgramResult result = run_shell(interrupt);
    EXPECT_THAT(result.output, HasSubstr("code 1\n"));
    EXPECT_THAT(result.output, HasSubstr("error: interrupted: nothing was written to " + out_.string()));
    std::vector<double> times;
    std::istringstream lines(result.output);
    for (std::string word; std::getline(lines, word);) {
      if (word.size() == 19 && word.find_first_not_of("0123456789") == std::string::npos)
        times.push_back(std::stod(word));
    }
    ASSERT_EQ(times.size(), 2U) << result.output;
    EXPECT_LT((times[1] - times[0]) / 1e9, 1.0);
  }

  TemporaryFolder folder_;
  const std::filesystem::path out_ = folder_ / "out";
};

TEST_F(Interrupt, ends_a_generation_within_a_second_and_leaves_nothing) {
  expect_quick_end(generation("generate"));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(Interrupt, ends_a_reconstruction_within_a_second_and_leaves_nothing) {
  Image square(64, 64, 4, 0);
  for (int y = 20; y < 44; ++y) {
    for (int x = 20; x < 44; ++x) square.at(x, y, 0) = 90, square.at(x, y, 3) = 255;
  }
  for (const char* name : {"000.png", "001.png", "002.png", "003.png"}) write_png(folder_ / "views" / name, square);
  expect_quick_end(program_line({"reconstruct", folder_ / "views", "-o", out_, "--method", "neus", "--threads", "1"}));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(Interrupt, leaves_what_was_in_the_folder_before) {
  make_folder(out_);
  write_file(out_ / "mine.txt", "mine");
  write_file(out_ / "preview.png", "mine, too");
  expect_quick_end(generation("create"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out_), {}), 2);
  EXPECT_EQ(read_file(out_ / "preview.png"), "mine, too");
  EXPECT_EQ(read_file(out_ / "mine.txt"), "mine");
}

}  // namespace
}  // namespace syncdreamer
