#include "cli/results_folder.h"

#include <gmock/gmock.h>

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
  ResultsFolder results(folder / "out", {});
  write_file(results.path() / "view.png", "a view");
  EXPECT_FALSE(std::filesystem::exists(folder / "out" / "view.png"));
  results.hand_over({{"command", "test"}});
  EXPECT_EQ(read_file(folder / "out" / "view.png"), "a view");
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "out" / "run.json")),
            (nlohmann::json{{"command", "test"}, {"files", {"view.png"}}}));
}

TEST(ResultsFolder, what_is_in_the_way_of_planned_results_is_told_before_anything_is_made) {
  const TemporaryFolder folder;
  write_file(folder / "out" / "view.png", "mine");
  EXPECT_THAT(refusal_of([&] { ResultsFolder(folder / "out", {"view.png"}); }), testing::HasSubstr("is in the way"));
  EXPECT_EQ(files_under(folder / "out").size(), 1U);
  const ResultsFolder results(folder / "out", {"other.png"});
  EXPECT_NO_THROW(results.check_has_room({"other.png"}));
  EXPECT_THAT(refusal_of([&] { results.check_has_room({"view.png"}); }), testing::HasSubstr("is in the way"));
}

TEST(ResultsFolder, nothing_stays_of_work_that_was_given_up) {
  const TemporaryFolder folder;
  const auto work = [&] {
    ResultsFolder results(folder / "out", {});
    write_file(results.path() / "view.png", "a view");
    results.preview().show(Image(8, 8, 3));
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / "preview.png"));
    results.give_up();
  };
  EXPECT_EQ(refusal_of(work), "interrupted: nothing was written to " + (folder / "out").string());
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace syncdreamer
