#include "core/staged_folder.h"

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/folder_lock.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(StagedFolder, files_appear_on_commit) {
  const TemporaryFolder folder;
  const std::filesystem::path target = folder / "a/b";
  {
    StagedFolder staged(target);
    make_folder(staged.path() / "deep");
    write_file(staged.path() / "deep/new.txt", "new");
    EXPECT_FALSE(std::filesystem::exists(target / "deep"));
    staged.commit();
  }
  EXPECT_EQ(read_file(target / "deep/new.txt"), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(target), {}), 1) << "the staging folder stayed";
}

TEST(StagedFolder, without_commit_nothing_remains) {
  const TemporaryFolder folder;
  {
    StagedFolder staged(folder / "a/b");
    write_file(staged.path() / "new.txt", "new");
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

TEST(StagedFolder, without_commit_what_was_there_remains) {
  const TemporaryFolder folder;
  write_file(folder / "a/old.txt", "old");
  {
    StagedFolder staged(folder / "a");
    write_file(staged.path() / "old.txt", "new");
  }
  EXPECT_EQ(read_file(folder / "a/old.txt"), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "a"), {}), 1);
}

TEST(StagedFolder, without_commit_what_others_wrote_meanwhile_remains) {
  const TemporaryFolder folder;
  {
    StagedFolder staged(folder / "a/b");
    write_file(folder / "a/c/theirs.txt", "theirs");
    write_file(staged.path() / "new.txt", "new");
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "a/b"));
  EXPECT_EQ(read_file(folder / "a/c/theirs.txt"), "theirs");
}

TEST(StagedFolder, what_a_killed_program_left_is_not_taken_for_results) {
  const TemporaryFolder folder;
  const std::filesystem::path left = StagedFolder(folder.path()).path();
  write_file(left / "old.txt", "old");
  StagedFolder staged(folder.path());
  ASSERT_EQ(staged.path(), left);
  write_file(staged.path() / "new.txt", "new");
  staged.commit();
  EXPECT_FALSE(std::filesystem::exists(folder / "old.txt"));
}

TEST(StagedFolder, what_another_program_of_the_same_process_number_writes_stays) {
  const TemporaryFolder folder;
  const std::filesystem::path theirs = folder / (".partial-" + std::to_string(::getpid()));
  write_file(theirs / "view.png", "theirs");
  const FolderLock lock(theirs);
  StagedFolder staged(folder.path());
  write_file(staged.path() / "view.png", "ours");
  staged.commit();
  EXPECT_EQ(read_file(theirs / "view.png"), "theirs");
  EXPECT_EQ(read_file(folder / "view.png"), "ours");
}

TEST(StagedFolder, what_killed_programs_left_is_removed) {
  const TemporaryFolder folder;
  const std::string alive = ".partial-" + std::to_string(::getppid());
  write_file(folder / ".partial-2000000000" / "old.txt", "old");
  write_file(folder / alive / "theirs.txt", "theirs");
  const StagedFolder staged(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / ".partial-2000000000"));
  EXPECT_TRUE(std::filesystem::exists(folder / alive));
}

TEST(StagedFolder, what_a_program_of_another_machine_holds_is_left_alone) {
  const TemporaryFolder folder;
  const std::filesystem::path theirs = folder / ".partial-2000000000";
  write_file(theirs / "new.txt", "new");
  const FolderLock lock(theirs);
  const StagedFolder staged(folder.path());
  EXPECT_TRUE(std::filesystem::exists(theirs / "new.txt"));
}

TEST(StagedFolder, commit_replaces_files_of_the_same_name_and_keeps_others) {
  const TemporaryFolder folder;
  write_file(folder / "kept.txt", "kept");
  write_file(folder / "old.txt", "old");
  StagedFolder staged(folder.path());
  write_file(staged.path() / "old.txt", "new");
  staged.commit();
  EXPECT_EQ(read_file(folder / "old.txt"), "new");
  EXPECT_EQ(read_file(folder / "kept.txt"), "kept");
}

TEST(StagedFolder, discarding_leaves_what_was_there_before) {
  const TemporaryFolder folder;
  StagedFolder fresh(folder / "new" / "deep"), known(folder.path());
  write_file(fresh.path() / "a.txt", "a");
  write_file(known.path() / "b.txt", "b");
  fresh.discard();
  known.discard();
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StagedFolder, without_a_name_is_refused) {
  EXPECT_THROW(StagedFolder(""), InputError);
}

TEST(StagedFolder, writes_nothing_where_a_folder_stands_in_place_of_a_file) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "b.txt");
  StagedFolder staged(folder.path());
  write_file(staged.path() / "a.txt", "a");
  write_file(staged.path() / "b.txt", "b");
  EXPECT_THROW(staged.commit(), InputError);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
}

TEST(StagedFolder, writes_nothing_where_a_file_stands_in_place_of_a_folder) {
  const TemporaryFolder folder;
  write_file(folder / "masks", "theirs");
  StagedFolder staged(folder.path());
  write_file(staged.path() / "a.txt", "a");
  write_file(staged.path() / "masks" / "0.png", "0");
  EXPECT_EQ(refusal_of([&] { staged.commit(); }),
            (folder / "masks").string() + ": found a file, expected a folder for results; nothing was written");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
}

TEST(StagedFolder, writes_nothing_where_a_folder_is_on_another_disk) {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink("/proc", folder / "masks");
  StagedFolder staged(folder.path());
  write_file(staged.path() / "a.txt", "a");
  write_file(staged.path() / "masks" / "0.png", "0");
  EXPECT_EQ(refusal_of([&] { staged.commit(); }),
            (folder / "masks").string() + ": is on another disk than the folder around it; nothing was written");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
}

TEST(StagedFolder, writes_nothing_where_a_folder_may_not_be_written_to) {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  const auto commit = [&] {  // in a process of its own, as somebody who must obey permissions
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) std::abort();
    StagedFolder staged(folder.path());
    write_file(staged.path() / "a.txt", "new");
    write_file(staged.path() / "masks" / "000.png", "new");
    make_folder(folder / "masks");
    std::filesystem::permissions(folder / "masks", std::filesystem::perms::owner_read);
    std::fprintf(stderr, "%s\n", refusal_of([&] { staged.commit(); }).c_str());
    std::exit(0);
  };
  EXPECT_EXIT(commit(), testing::ExitedWithCode(0), "masks: cannot be written to; nothing was written");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
}

/// The names that appear in a folder while something is done, in order.
template <class Action>
std::vector<std::string> names_that_appear(const std::filesystem::path& folder, const Action& action) {
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ::inotify_add_watch(watch, folder.c_str(), IN_CREATE | IN_MOVED_TO);
  action();
  alignas(inotify_event) std::array<char, 4096> events{};
  const ssize_t size = ::read(watch, events.data(), events.size());
  ::close(watch);
  std::vector<std::string> names;
  for (ssize_t at = 0; at < size;) {
    const auto* const event = reinterpret_cast<const inotify_event*>(events.data() + at);
    names.emplace_back(event->name);
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  return names;
}

// Folders list their files in an order of their own, which may follow the names or the order of writing: several of
// both.
TEST(StagedFolder, the_file_that_says_that_a_run_is_complete_comes_last) {
  for (const auto& names : {std::array{"run.json", "0/a.png"}, std::array{"masks/a.png", "run.json"},
                            std::array{"run.json", "views/a.png"}, std::array{"z/a.png", "run.json"}}) {
    const TemporaryFolder folder;
    StagedFolder staged(folder.path());
    for (const char* name : names) write_file(staged.path() / name, "new");
    const std::vector<std::string> appeared = names_that_appear(folder.path(), [&] { staged.commit(); });
    ASSERT_EQ(appeared.size(), 2U);
    EXPECT_EQ(appeared[1], "run.json") << names[0] << ' ' << names[1];
  }
}

}  // namespace
}  // namespace syncdreamer
