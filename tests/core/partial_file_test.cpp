#include "core/partial_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/current_folder.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(PartialFile, appears_when_it_is_finished) {
  const TemporaryFolder folder;
  PartialFile file(folder / "deep" / "a.txt");
  file.write("one ", 4);
  file.write("two", 3);
  EXPECT_FALSE(std::filesystem::exists(folder / "deep" / "a.txt"));
  file.finish();
  EXPECT_EQ(read_file(folder / "deep" / "a.txt"), "one two");
}

TEST(PartialFile, that_is_brought_to_the_disk_is_written_on) {
  const TemporaryFolder folder;
  PartialFile file(folder / "a.txt");
  file.write("to", 2);
  file.sync();
  EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
  file.write("gether", 6);
  file.sync();
  file.finish();
  EXPECT_EQ(read_file(folder / "a.txt"), "together");
}

TEST(PartialFile, that_is_not_finished_leaves_what_was_there) {
  const TemporaryFolder folder;
  write_file(folder / "a.txt", "old");
  { PartialFile(folder / "a.txt").write("new", 3); }
  EXPECT_EQ(read_file(folder / "a.txt"), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(PartialFile, what_killed_programs_left_of_a_file_can_be_removed) {
  const TemporaryFolder folder;
  for (const char* name : {"a.txt", ".a.txt.partial-1", ".a.txt.partial-22", ".b.txt.partial-1"}) {
    write_file(folder / name, "old");
  }
  PartialFile::remove_abandoned(folder / "a.txt");
  EXPECT_TRUE(std::filesystem::exists(folder / "a.txt"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".a.txt.partial-1"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".a.txt.partial-22"));
  EXPECT_TRUE(std::filesystem::exists(folder / ".b.txt.partial-1"));
  write_file(folder / "b.txt", "old");
  std::filesystem::create_symlink("b.txt", folder / "link.txt");
  PartialFile::remove_abandoned(folder / "link.txt");
  EXPECT_FALSE(std::filesystem::exists(folder / ".b.txt.partial-1")) << "it lies beside what the link points to";
}

TEST(PartialFile, what_killed_programs_left_in_the_folder_where_one_works_can_be_removed) {
  const TemporaryFolder folder;
  write_file(folder / ".a.txt.partial-1", "old");
  const CurrentFolder current(folder.path());
  PartialFile::remove_abandoned("a.txt");
  EXPECT_FALSE(std::filesystem::exists(folder / ".a.txt.partial-1"));
}

TEST(PartialFile, behind_a_link_is_written_where_the_link_points) {
  const TemporaryFolder folder;
  write_file(folder / "real.txt", "old");
  std::filesystem::create_symlink("real.txt", folder / "link.txt");
  PartialFile file(folder / "link.txt");
  file.write("new", 3);
  file.finish();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.txt"));
  EXPECT_EQ(read_file(folder / "real.txt"), "new");
}

TEST(PartialFile, behind_links_to_a_file_that_is_not_there_is_written_where_they_point) {
  const TemporaryFolder folder;
  make_folder(folder / "there");
  std::filesystem::create_symlink("there/real.txt", folder / "second.txt");
  std::filesystem::create_symlink("second.txt", folder / "link.txt");
  write_file(folder / "link.txt", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.txt"));
  EXPECT_EQ(read_file(folder / "there" / "real.txt"), "new");
  std::filesystem::create_symlink("round.txt", folder / "round.txt");
  EXPECT_THROW(write_file(folder / "round.txt", "new"), InputError);
}

TEST(PartialFile, may_have_a_name_as_long_as_names_can_be) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_file(folder / name, "new");
  EXPECT_EQ(read_file(folder / name), "new");
}

TEST(PartialFile, pipe_stays_one_and_is_written_to) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { std::getline(std::ifstream(pipe), received); });
  {
    PartialFile file(pipe);
    file.write("figures", 7);
    file.finish();
  }
  reader.join();
  EXPECT_EQ(received, "figures");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST(PartialFile, pipe_that_is_not_finished_stays_one) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { std::getline(std::ifstream(pipe), received); });
  { PartialFile(pipe).write("fig", 3); }
  reader.join();
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

// As /dev/stdout is one where the output goes into a pipe: a link to something without a path.
TEST(PartialFile, of_a_pipe_without_a_name_is_written_to) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  PartialFile file("/proc/self/fd/" + std::to_string(ends[1]));
  file.write("figures", 7);
  file.finish();
  std::array<char, 8> received{};
  EXPECT_EQ(::read(ends[0], received.data(), received.size()), 7);
  EXPECT_STREQ(received.data(), "figures");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(PartialFile, by_the_name_of_an_open_file_goes_on_at_its_end) {
  const TemporaryFolder folder;
  write_file(folder / "log", "one\n");
  const int log = ::open((folder / "log").c_str(), O_WRONLY | O_CLOEXEC);  // at its beginning
  for (const char* place : {"/proc/self/fd/", "/dev/fd/"}) {
    PartialFile file(place + std::to_string(log));
    file.write("two\n", 4);
    file.finish();
  }
  EXPECT_EQ(::write(log, "three\n", 6), 6);
  ::close(log);
  EXPECT_EQ(read_file(folder / "log"), "one\ntwo\ntwo\nthree\n");
}

TEST(PartialFile, keeps_the_permissions_of_what_it_replaces) {
  const TemporaryFolder folder;
  write_file(folder / "private", "one");
  const auto only_mine = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  std::filesystem::permissions(folder / "private", only_mine);
  write_file(folder / "private", "two");
  EXPECT_EQ(std::filesystem::status(folder / "private").permissions(), only_mine);
}

TEST(PartialFile, in_the_place_of_a_folder_is_refused) {
  const TemporaryFolder folder;
  EXPECT_THROW(PartialFile(folder.path()), InputError);
}

}  // namespace
}  // namespace syncdreamer
