#include "core/folder_lock.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(FolderLock, is_had_by_one_at_a_time_and_leaves_nothing) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    EXPECT_TRUE(lock.is_held());
    EXPECT_EQ(refusal_of([&] { FolderLock{folder.path()}; }),
              folder.path().string() + ": another program is writing into this folder, expected one at a time");
  }
  EXPECT_EQ(refusal_of([&] { FolderLock{folder.path()}; }), "no error");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FolderLock, of_a_folder_that_is_not_there_is_none) {
  const TemporaryFolder folder;
  EXPECT_FALSE(FolderLock(folder / "absent").is_held());
}

}  // namespace
}  // namespace syncdreamer
