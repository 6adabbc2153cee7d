#include "core/listed_results.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// What a run does that makes these files.
void run_into(const path& folder, const std::vector<path>& files,
              const std::function<bool(const path& file)>& stays = {}) {
  StagedFolder staged(folder);
  for (const path& file : files) write_file(staged.path() / file, "new");
  ListedResults(folder).replace_by(staged, {{"command", "test"}}, stays);
}

/// The files in a folder.
std::vector<std::string> content(const path& folder) {
  std::vector<std::string> names;
  for (const path& file : files_under(folder)) names.push_back(file.lexically_relative(folder).string());
  return names;
}

std::vector<std::string> listed(const path& folder) {
  return nlohmann::json::parse(read_file(folder / "run.json")).at("files");
}

TEST(ListedResults, are_listed_and_give_way_to_those_of_the_next_run) {
  const TemporaryFolder folder;
  write_file(folder / "view-010.png", "the user's own");
  run_into(folder.path(), {"view-000.png", "view-001.png", "masks/000.png", "sample-000/view-000.png"});
  EXPECT_THAT(listed(folder.path()),
              ElementsAre("masks/000.png", "sample-000/view-000.png", "view-000.png", "view-001.png"));
  write_file(folder / "sample-000" / "notes.txt", "the user's own");
  run_into(folder.path(), {"view-000.png"});
  EXPECT_THAT(content(folder.path()),
              UnorderedElementsAre("view-000.png", "view-010.png", "sample-000/notes.txt", "run.json"));
  EXPECT_FALSE(std::filesystem::exists(folder / "masks"));
  EXPECT_THAT(listed(folder.path()), ElementsAre("view-000.png"));
}

TEST(ListedResults, that_stay_are_listed_on) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"view-000.png", "mesh.glb", "mesh.ply"});
  run_into(folder.path(), {"mesh.glb"}, [](const path& file) { return file == "view-000.png"; });
  EXPECT_THAT(listed(folder.path()), ElementsAre("mesh.glb", "view-000.png"));
  EXPECT_THAT(content(folder.path()), UnorderedElementsAre("view-000.png", "mesh.glb", "run.json"));
  const auto has_view = [&] {
    return ListedResults(folder.path()).has_any([](const path& file) { return file == "view-000.png"; });
  };
  EXPECT_TRUE(has_view());
  std::filesystem::remove(folder / "view-000.png");
  EXPECT_FALSE(has_view());
}

TEST(ListedResults, what_is_none_is_not_replaced) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"view-000.png"});
  write_file(folder / "cameras.json", "the user's own");
  for (const bool at_once : {true, false}) {
    const std::string refusal = refusal_of([&] {
      if (at_once) ListedResults(folder.path()).check_may_replace({"view-000.png", "view-001.png", "cameras.json"});
      run_into(folder.path(), {"view-000.png", "cameras.json"});
    });
    EXPECT_THAT(refusal, HasSubstr((folder / "cameras.json").string() + ": is in the way of a result"));
  }
  EXPECT_EQ(read_file(folder / "cameras.json"), "the user's own");
  EXPECT_THAT(listed(folder.path()), ElementsAre("view-000.png"));
}

TEST(ListedResults, a_run_json_of_another_program_is_none) {
  const TemporaryFolder folder;
  for (const char* other : {"{}", "not JSON", R"({"files": ["view-000.png"]})"}) {
    write_file(folder / "run.json", other);
    EXPECT_FALSE(ListedResults(folder.path()).contains("view-000.png"));
    EXPECT_THAT(refusal_of([&] { run_into(folder.path(), {"view-000.png"}); }), HasSubstr("run.json: is in the way"));
    EXPECT_EQ(read_file(folder / "run.json"), other);
  }
}

TEST(ListedResults, of_an_earlier_version_that_lists_none_are_told_of) {
  const TemporaryFolder folder;
  write_file(folder / "run.json", R"({"command": "create"})");
  write_file(folder / "view-000.png", "a result, perhaps");
  EXPECT_THAT(refusal_of([&] { run_into(folder.path(), {"view-000.png"}); }),
              HasSubstr("or of an earlier version, lists no results"));
}

TEST(ListedResults, that_somebody_removed_are_not_listed_on) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"view-000.png", "view-001.png"});
  std::filesystem::remove(folder / "view-001.png");
  run_into(folder.path(), {"mesh.glb"}, [](const path&) { return true; });
  EXPECT_THAT(listed(folder.path()), ElementsAre("mesh.glb", "view-000.png"));
}

TEST(ListedResults, behind_a_link_that_leads_out_of_the_folder_are_none) {
  const TemporaryFolder folder;
  write_file(folder / "elsewhere" / "000.png", "the user's own");
  make_folder(folder / "out");
  std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "out" / "masks");
  write_file(folder / "out" / "run.json", R"({"command": "create", "files": ["masks/000.png"]})");
  run_into(folder / "out", {"b.png"});
  EXPECT_THAT(refusal_of([&] { run_into(folder / "out", {"masks/000.png"}); }), HasSubstr("masks/000.png: is in"));
  EXPECT_EQ(read_file(folder / "elsewhere" / "000.png"), "the user's own");
}

TEST(ListedResults, of_one_of_several_samples_are_listed_around_it) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"sample-000/mesh.glb", "sample-000/view-000.png", "sample-001/view-000.png"});
  run_into(folder / "sample-000", {"mesh.glb", "maps/000.png"}, [](const path& file) { return file != "mesh.glb"; });
  EXPECT_THAT(listed(folder / "sample-000"), ElementsAre("maps/000.png", "mesh.glb", "view-000.png"));
  run_into(folder.path(), {"view-000.png"});
  EXPECT_THAT(content(folder.path()), UnorderedElementsAre("view-000.png", "run.json")) << "the maps are gone, too";
}

TEST(ListedResults, of_something_else_in_a_folder_for_results_stay) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"masks/000.png", "view-000.png"});
  run_into(folder / "masks", {"view-000.png"});
  EXPECT_TRUE(std::filesystem::exists(folder / "masks" / "000.png")) << "it is no sample's folder";
  run_into(folder.path(), {"mesh.glb"});
  EXPECT_THAT(content(folder.path()),
              UnorderedElementsAre("masks/run.json", "masks/view-000.png", "mesh.glb", "run.json"));
}

TEST(ListedResults, and_their_record_are_no_output_files) {
  const TemporaryFolder folder;
  run_into(folder.path(), {"view-000.png", "views/model/cup/000.png"});
  write_file(folder / "figures.json", "figures");
  std::filesystem::create_symlink("run.json", folder / "link.json");
  for (const char* name : {"view-000.png", "run.json", "views/model/../model/cup/000.png", "link.json"}) {
    EXPECT_THAT(refusal_of([&] { check_output_file(folder / name); }),
                HasSubstr((folder / name).string() + ": is a result that "));
  }
  for (const path& other : {folder / "figures.json", folder / "new" / "run.json", path("run.json"), path()})
    EXPECT_NO_THROW(check_output_file(other)) << other;
  EXPECT_FALSE(std::filesystem::exists(folder / "new")) << "nothing is left behind";
  EXPECT_THAT(refusal_of([&] { check_output_file(folder.path()); }), HasSubstr("found a folder, expected a file"));
}

TEST(ListedResults, what_a_file_is_made_of_is_not_replaced_by_it) {
  const TemporaryFolder folder;
  write_file(folder / "a", "text");
  write_file(folder / "b", "text");
  std::filesystem::create_symlink("a", folder / "link");
  check_output_file(folder / "b", {folder / "a", ""});
  check_output_file(folder / "new", {folder / "a", folder / "none"});
  check_output_file("", {"", folder / "a"});
  EXPECT_THAT(refusal_of([&] {
                check_output_file(folder / "link", {"", folder / "a"});
              }),
              HasSubstr("link: would be replaced by what is made of it"));
}

TEST(ListedResults, names_that_lead_out_of_the_folder_are_none) {
  const TemporaryFolder folder;
  write_file(folder / "mine.txt", "the user's own");
  const nlohmann::json run{
      {"command", "create"},
      {"files", {"../mine.txt", (folder / "mine.txt").string(), "a/../../mine.txt", 7, "", "a/", "sub/a.png"}}};
  write_file(folder / "out" / "run.json", run.dump());
  write_file(folder / "out" / "sub" / "a.png", "a result");
  run_into(folder / "out", {"b.png"});
  EXPECT_THAT(content(folder.path()), UnorderedElementsAre("mine.txt", "out/b.png", "out/run.json"));
}

}  // namespace
}  // namespace syncdreamer
