#include "checkpoint/mapped_file.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
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

}  // namespace
}  // namespace syncdreamer
