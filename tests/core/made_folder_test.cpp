#include "core/made_folder.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

namespace fs = std::filesystem;

TEST(MadeFolder, goes_again_with_its_new_parents_if_nothing_came_into_it) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "old");
  {
    const MadeFolder made(folder / "old" / "new" / "out" / "");
    EXPECT_TRUE(fs::is_directory(folder / "old" / "new" / "out"));
  }
  EXPECT_FALSE(fs::exists(folder / "old" / "new"));
  EXPECT_TRUE(fs::exists(folder / "old"));
}

TEST(MadeFolder, stays_with_what_came_into_it_and_where_it_was_there) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "empty");
  {
    const MadeFolder filled(folder / "new" / "filled"), beside(folder / "new" / "beside"), there(folder / "empty");
    write_file(folder / "new" / "filled" / "a.txt", "a");
  }
  EXPECT_TRUE(fs::exists(folder / "new" / "filled" / "a.txt"));
  EXPECT_FALSE(fs::exists(folder / "new" / "beside"));
  EXPECT_TRUE(fs::exists(folder / "empty"));
}

TEST(MadeFolder, behind_a_link_is_where_the_system_looks) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "far" / "inner");
  fs::create_directory_symlink(folder / "far" / "inner", folder / "link");
  write_file(folder / "out", "what is beside the link is not meant");
  {
    const MadeFolder made(folder / "link" / ".." / "out");
    EXPECT_TRUE(fs::is_directory(folder / "far" / "out"));
  }
  EXPECT_FALSE(fs::exists(folder / "far" / "out"));
}

TEST(MadeFolder, what_cannot_be_made_is_refused) {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  EXPECT_THROW(MadeFolder(folder / "file" / "out"), InputError);
  EXPECT_THROW(MadeFolder(""), InputError);
}

}  // namespace
}  // namespace syncdreamer
