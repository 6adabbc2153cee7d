#include "server/job.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Job, is_read_from_the_folder_that_it_has_left) {
  const TemporaryFolder folder;
  const auto place = folder / "0007-cup";
  const JobStatus over{.id = "0007-cup",
                       .name = "My cup.png",
                       .state = JobState::failed,
                       .seconds = 12.5,
                       .notes = {"a note"},
                       .warnings = {"a warning", "another"},
                       .error = "nothing is seen"};
  keep_finished_job(place, over);
  EXPECT_FALSE(std::filesystem::exists(place)) << "it has left none";
  EXPECT_FALSE(read_finished_job(place));
  write_file(place / "mesh.glb", "glb");
  EXPECT_FALSE(read_finished_job(place));
  keep_finished_job(place, over);
  const auto job = read_finished_job(place);
  ASSERT_TRUE(job);
  EXPECT_EQ(job_to_json(*job, {}), job_to_json(over, {}));
}

TEST(Job, is_kept_whatever_bytes_its_name_has) {
  const TemporaryFolder folder;
  keep_finished_job(folder.path(), {.id = "0001-caf", .name = "caf\xE9.png", .state = JobState::done});
  ASSERT_TRUE(read_finished_job(folder.path()));
  EXPECT_EQ(read_finished_job(folder.path())->name.substr(0, 3), "caf");
}

TEST(Job, of_which_something_else_is_kept_is_none) {
  const TemporaryFolder folder;
  for (const char* strange : {"", "[]", "{", "{}", R"({"name": 4, "state": "done", "seconds": "x"})",
                              R"({"name": "cup", "state": "running", "seconds": 1, "notes": [], "warnings": []})"}) {
    write_file(folder / ".job", strange);
    EXPECT_FALSE(read_finished_job(folder.path())) << strange;
  }
}

TEST(Job, has_the_files_of_its_folder_that_are_neither_hidden_nor_deeper) {
  const TemporaryFolder folder;
  EXPECT_THAT(files_of_job(folder / "absent"), IsEmpty());
  for (const char* name : {"views.png", "mesh.glb", ".hidden", "masks/000.png"}) write_file(folder / name, "x");
  EXPECT_THAT(files_of_job(folder.path()), ElementsAre("mesh.glb", "views.png"));
}

TEST(Job, is_told_with_its_stage_only_while_it_is_in_one) {
  JobStatus status{.id = "0001-cup", .name = "cup.png", .state = JobState::running};
  status.stage = "sampling";
  status.num_done = 3;
  status.num_total = 10;
  const auto running = job_to_json(status, {});
  EXPECT_EQ(running.at("state"), "running");
  EXPECT_EQ(running.at("stage"), "sampling");
  EXPECT_EQ(running.at("done"), 3);
  EXPECT_EQ(running.at("total"), 10);
  EXPECT_FALSE(running.contains("stopping"));
  status.is_stopping = true;
  EXPECT_EQ(job_to_json(status, {}).at("stopping"), true);
  status.is_stopping = false;
  status.state = JobState::failed;
  status.stage = "";
  status.error = "nothing is seen";
  status.warnings = {"an odd elevation"};
  const auto over = job_to_json(status, {"run.json"});
  EXPECT_FALSE(over.contains("stage"));
  EXPECT_EQ(over.at("error"), "nothing is seen");
  EXPECT_EQ(over.at("warnings").at(0), "an odd elevation");
  EXPECT_EQ(over.at("files").at(0), "run.json");
}

}  // namespace
}  // namespace syncdreamer
