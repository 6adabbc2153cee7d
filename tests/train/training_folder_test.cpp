#include "train/training_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(TrainingFolder, is_made_by_who_writes_alone_and_kept_from_others_of_them) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "runs/first";
  const TrainingFolder of_reader(path, false);
  EXPECT_FALSE(std::filesystem::exists(path));
  const TrainingFolder of_writer(path, true);
  EXPECT_TRUE(std::filesystem::is_directory(path));
  EXPECT_THAT(refusal_of([&] { TrainingFolder(path, true); }), testing::HasSubstr(path.string()));
  const TrainingFolder of_another_reader(path, false);
}

TEST(TrainingFolder, loses_what_a_killed_training_left_and_nothing_else) {
  const TemporaryFolder folder;
  const std::vector<std::string> kept{"checkpoint.safetensors", "model.safetensors", "notes.txt"};
  for (const std::string& name : kept) write_file(folder / name, "kept");
  const std::filesystem::path abandoned = folder / ".checkpoint.safetensors.partial-1";
  write_file(abandoned, "half a checkpoint");
  const TrainingFolder of_reader(folder.path(), false);
  EXPECT_TRUE(std::filesystem::exists(abandoned)) << "it may be written right now";
  const TrainingFolder of_writer(folder.path(), true);
  EXPECT_FALSE(std::filesystem::exists(abandoned));
  for (const std::string& name : kept) EXPECT_EQ(read_file(folder / name), "kept");
}

TEST(TrainingFolder, lacks_a_model_that_is_absent_or_older_than_the_checkpoint) {
  const TemporaryFolder temporary;
  const TrainingFolder folder(temporary.path(), true);
  EXPECT_FALSE(folder.has_checkpoint());
  write_file(folder.checkpoint(), "weights");
  EXPECT_TRUE(folder.has_checkpoint());
  EXPECT_TRUE(folder.lacks_model());
  write_file(folder.model(), "weights");
  EXPECT_FALSE(folder.lacks_model());
  std::filesystem::last_write_time(folder.model(),
                                   std::filesystem::last_write_time(folder.checkpoint()) - std::chrono::seconds(1));
  EXPECT_TRUE(folder.lacks_model());
}

TEST(TrainingFolder, results_without_a_checkpoint_are_warned_of) {
  const TemporaryFolder temporary;
  const TrainingFolder folder(temporary.path(), true);
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  write_file(folder.log(), "step,loss\n");
  folder.warn_of_replaced(reporter);
  EXPECT_THAT(warnings, testing::ElementsAre(testing::StartsWith(folder.log().string() + ": is there")));
  write_file(folder.checkpoint(), "weights");
  folder.warn_of_replaced(reporter);
  EXPECT_EQ(warnings.size(), 1U) << "it goes on from there";
}

TEST(TrainingFolder, sheets_of_later_steps_go_and_no_other_pictures) {
  const TemporaryFolder temporary;
  const TrainingFolder folder(temporary.path(), true);
  for (const std::int64_t step : {8, 9, 12345678}) folder.write_sheet(step, Image(2, 2, 3));
  for (const char* name : {"a.png", "step-.png", "step-best.png", "step-9999999-mine.png", "step-9999999.txt"})
    write_file(temporary / "samples" / name, "mine");
  folder.remove_sheets_after(8);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(temporary / "samples"))
    left.push_back(entry.path().filename().string());
  EXPECT_THAT(left, testing::UnorderedElementsAre("step-0000008.png", "a.png", "step-.png", "step-best.png",
                                                  "step-9999999-mine.png", "step-9999999.txt"));
  folder.remove_sheets_after(10'000'000);
  EXPECT_TRUE(std::filesystem::exists(temporary / "samples" / "step-0000008.png")) << "of an earlier step";
}

}  // namespace
}  // namespace syncdreamer
