#include "image/view_files.h"

#include <gmock/gmock.h>

#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(ViewFiles, are_found_by_number_under_either_name_and_in_any_format) {
  const TemporaryFolder folder;
  for (const char* name : {"001.WEBP", "view-000.png", "010.jpeg", "002-depth.png", "02.png", "0003.png", "004.txt",
                           "views.png", "view-.png"})
    write_file(folder / name, "");
  EXPECT_THAT(find_views(folder.path()), ElementsAre(Pair(0, folder / "view-000.png"), Pair(1, folder / "001.WEBP"),
                                                     Pair(10, folder / "010.jpeg")));
}

TEST(ViewFiles, that_are_there_twice_are_refused) {
  const TemporaryFolder folder;
  write_file(folder / "000.png", "");
  write_file(folder / "view-000.jpg", "");
  EXPECT_THAT(refusal_of([&] { find_views(folder.path()); }), HasSubstr("has view 0 twice: 000.png and view-000.jpg"));
  EXPECT_THAT(refusal_of([&] { find_views(folder / "nothing"); }), HasSubstr("nothing: cannot be read"));
}

TEST(ViewFiles, may_stand_in_one_row) {
  const TemporaryFolder folder;
  EXPECT_FALSE(find_view_row(folder.path()));
  write_file(folder / "0.png", "");
  EXPECT_EQ(find_view_row(folder.path()), folder / "0.png");
  write_file(folder / "views.png", "");
  EXPECT_EQ(find_view_row(folder.path()), folder / "views.png") << "this program's own";
}

}  // namespace
}  // namespace syncdreamer
