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
  EXPECT_FALSE(read_finished_job(place));
  write_file(place / "mesh.glb", "glb");
  EXPECT_FALSE(read_finished_job(place));
  write_file(place / "run.json", R"({"image": "My cup.png", "seconds": 12.5, "meshes": [{}]})");
  const auto job = read_finished_job(place);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id, "0007-cup");
  EXPECT_EQ(job->name, "My cup.png");
  EXPECT_EQ(job->state, JobState::done);
  EXPECT_EQ(job->seconds, 12.5);
  EXPECT_TRUE(job->is_over());
}

TEST(Job, without_a_mesh_has_failed_for_the_reason_that_its_run_names) {
  const TemporaryFolder folder;
  write_file(folder / "run.json", R"({"meshes": [{"error": "nothing is seen"}]})");
  EXPECT_EQ(read_finished_job(folder.path())->state, JobState::failed);
  EXPECT_EQ(read_finished_job(folder.path())->error, "nothing is seen");
  for (const char* strange : {"{}", R"({"meshes": 3, "image": 4, "seconds": "x"})", R"({"meshes": [[]]})"}) {
    write_file(folder / "run.json", strange);
    const auto job = read_finished_job(folder.path());
    ASSERT_TRUE(job) << strange;
    EXPECT_EQ(job->error, "it has no mesh") << strange;
    EXPECT_EQ(job->name, job->id) << strange;
  }
  for (const char* broken : {"", "[]", "{"}) {
    write_file(folder / "run.json", broken);
    EXPECT_FALSE(read_finished_job(folder.path())) << broken;
  }
}

TEST(Job, has_the_files_of_its_folder_that_are_neither_hidden_nor_deeper) {
  const TemporaryFolder folder;
  EXPECT_THAT(result_names(folder / "absent"), IsEmpty());
  for (const char* name : {"views.png", "mesh.glb", ".hidden", "masks/000.png"}) write_file(folder / name, "x");
  EXPECT_THAT(result_names(folder.path()), ElementsAre("mesh.glb", "views.png"));
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
