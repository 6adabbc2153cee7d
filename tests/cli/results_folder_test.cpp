#include "cli/results_folder.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files.h"
#include "image/image.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(ResultsFolder, results_appear_together_with_what_was_run) {
  const TemporaryFolder folder;
  ResultsFolder results(folder / "out");
  write_file(results.path() / "view.png", "a view");
  EXPECT_FALSE(std::filesystem::exists(folder / "out" / "view.png"));
  results.hand_over({{"command", "test"}});
  EXPECT_EQ(read_file(folder / "out" / "view.png"), "a view");
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "out" / "run.json")), (nlohmann::json{{"command", "test"}}));
}

TEST(ResultsFolder, nothing_stays_of_work_that_was_given_up) {
  const TemporaryFolder folder;
  const auto work = [&] {
    ResultsFolder results(folder / "out");
    write_file(results.path() / "view.png", "a view");
    results.preview().show({{Image(8, 8, 3)}});
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / "preview.png"));
    results.give_up();
  };
  EXPECT_EQ(refusal_of(work), "interrupted: nothing was written to " + (folder / "out").string());
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace syncdreamer
