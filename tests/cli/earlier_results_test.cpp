#include "cli/earlier_results.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/files.h"
#include "geometry/colmap_model.h"
#include "pipeline/result_files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<GeneratedViews> samples(std::size_t count, std::size_t num_views, bool has_drafts = false) {
  const std::vector<Image> views(num_views, Image(4, 4, 3, 100));
  return {count, GeneratedViews{views, has_drafts ? views : std::vector<Image>(), {}}};
}

/// What a run leaves that generates these samples.
void write_run(const fs::path& folder, const std::vector<GeneratedViews>& samples) {
  const std::vector<fs::path> places = sample_folders(folder, samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) write_generated_views(places[i], samples[i], {});
}

/// Names in a folder.
std::vector<std::string> content(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST(EarlierResults, further_views_and_drafts_go_and_own_files_stay) {
  const TemporaryFolder folder;
  write_run(folder.path(), samples(1, 6, true));
  write_file(folder / "view-010.png", "the user's own");
  remove_further_views(folder.path(), samples(1, 4, true), false);
  EXPECT_FALSE(fs::exists(folder / "view-004.png") || fs::exists(folder / "view-005.png"));
  for (const char* name : {"view-003.png", "view-010.png", "drafts.png", "cameras.json"})
    EXPECT_TRUE(fs::exists(folder / name)) << name;
  remove_further_views(folder.path(), samples(1, 4, false), false);
  EXPECT_FALSE(fs::exists(folder / "drafts.png"));
}

TEST(EarlierResults, one_sample_gives_way_to_several_and_several_to_fewer) {
  const TemporaryFolder folder;
  write_run(folder.path(), samples(1, 4));
  remove_further_views(folder.path(), samples(2, 4), false);
  EXPECT_TRUE(content(folder.path()).empty());
  write_run(folder.path(), samples(4, 4));
  write_file(folder / "sample-003" / "notes.txt", "the user's own");
  remove_further_views(folder.path(), samples(2, 4), false);
  EXPECT_THAT(content(folder.path()), UnorderedElementsAre("sample-000", "sample-001", "sample-003"));
  EXPECT_THAT(content(folder / "sample-003"), ElementsAre("notes.txt"));
}

TEST(EarlierResults, folders_with_views_are_those_of_the_new_samples) {
  const TemporaryFolder folder;
  write_run(folder.path(), samples(2, 4));
  EXPECT_THAT(folders_with_views(folder.path(), samples(3, 4)),
              ElementsAre(folder / "sample-000", folder / "sample-001"));
  EXPECT_TRUE(folders_with_views(folder.path(), samples(1, 4)).empty());
}

}  // namespace
}  // namespace syncdreamer
