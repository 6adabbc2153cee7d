#include "checkpoint/mapped_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <numeric>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/resident_memory.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(MappedFile, shows_the_bytes_of_the_file) {
  const TemporaryFolder folder;
  write_file(folder / "a", "abc");
  const auto file = MappedFile::open(folder / "a");
  ASSERT_EQ(file->size(), 3);
  EXPECT_EQ(file->bytes()[2], std::byte{'c'});
  EXPECT_EQ(file->path(), folder / "a");
}

TEST(MappedFile, writing_changes_memory_only) {
  const TemporaryFolder folder;
  write_file(folder / "a", "abc");
  const auto file = MappedFile::open(folder / "a");
  const_cast<std::byte&>(file->bytes()[0]) = std::byte{'x'};
  EXPECT_EQ(file->bytes()[0], std::byte{'x'});
  EXPECT_EQ(read_file(folder / "a"), "abc");
}

TEST(MappedFile, released_pages_leave_memory_and_come_back) {
  constexpr std::size_t kSize = 16 << 20;
  const TemporaryFolder folder;
  write_file(folder / "a", std::string(kSize, 'x'));
  const auto file = MappedFile::open(folder / "a");
  const auto sum = [&] {
    return std::accumulate(file->bytes().begin(), file->bytes().end(), std::size_t{0},
                           [](std::size_t total, std::byte byte) { return total + static_cast<std::size_t>(byte); });
  };
  const std::size_t before = resident_file_bytes(), expected = kSize * 'x';
  EXPECT_EQ(sum(), expected);
  EXPECT_GE(resident_file_bytes(), before + kSize / 2);
  file->release(file->bytes().subspan(1, kSize - 1));
  EXPECT_LT(resident_file_bytes(), before + kSize / 8);
  EXPECT_EQ(sum(), expected);
  file->release(file->bytes().subspan(100, 200));  // no whole page
}

TEST(MappedFile, bytes_of_memory_are_not_released) {
  const std::vector<std::byte> bytes(1 << 16, std::byte{7});
  MappedFile::of_memory("name", bytes)->release(bytes);
  EXPECT_EQ(bytes, std::vector<std::byte>(bytes.size(), std::byte{7}));
}

TEST(MappedFile, empty_file_is_empty) {
  const TemporaryFolder folder;
  write_file(folder / "a", "");
  EXPECT_EQ(MappedFile::open(folder / "a")->size(), 0);
}

TEST(MappedFile, absent_files_and_folders_are_refused) {
  const TemporaryFolder folder;
  EXPECT_THROW(MappedFile::open(folder / "absent"), InputError);
  EXPECT_THROW(MappedFile::open(folder.path()), InputError);
  EXPECT_THROW(MappedFile::open("/dev/zero"), InputError);
}

TEST(MappedFile, pipes_are_refused_without_waiting_for_a_writer) {
  const TemporaryFolder folder;
  const std::string path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  ::alarm(60);  // ends this program where the test would wait for ever
  EXPECT_THROW(MappedFile::open(path), InputError);
  ::alarm(0);
}

}  // namespace
}  // namespace syncdreamer
