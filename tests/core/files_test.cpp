#include "core/files.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Files : public testing::Test {
 protected:
  const TemporaryFolder folder_;
};

TEST_F(Files, written_text_is_read_back_and_nothing_else_remains) {
  write_file(folder_ / "deep" / "a.txt", "one");
  write_file(folder_ / "deep" / "a.txt", "two");
  EXPECT_EQ(read_file(folder_ / "deep" / "a.txt"), "two");
  EXPECT_THAT(entries_of(folder_ / "deep"), testing::ElementsAre(folder_ / "deep" / "a.txt"));
}

TEST_F(Files, a_missing_file_is_an_error_that_names_it) {
  EXPECT_THAT(refusal_of([&] { read_file(folder_ / "none"); }), HasSubstr((folder_ / "none").string()));
  EXPECT_THAT(refusal_of([] { read_file("/"); }), StartsWith("/: "));
}

TEST_F(Files, a_file_in_the_place_of_a_folder_is_an_error) {
  write_file(folder_ / "a", "text");
  EXPECT_THROW(make_folder(folder_ / "a"), InputError);
  EXPECT_THROW(write_file(folder_ / "a" / "b", "text"), InputError);
}

TEST_F(Files, where_a_file_cannot_be_written_is_known_before) {
  write_file(folder_ / "a", "text");
  check_writable({});
  check_writable(folder_ / "a");
  check_writable(folder_ / "new" / "b");
  check_writable("/dev/null");
  EXPECT_EQ(read_file(folder_ / "a"), "text");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new"));
  EXPECT_THAT(refusal_of([&] { check_writable(folder_.path()); }), testing::HasSubstr("found a folder"));
  EXPECT_THAT(refusal_of([&] { check_writable(folder_ / "none" / ""); }), testing::HasSubstr("names no file"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "none"));
  EXPECT_THAT(refusal_of([&] { check_writable(folder_ / "a" / "b"); }),
              testing::HasSubstr("a: found a file, expected a folder"));
  std::filesystem::create_symlink("nowhere", folder_ / "link");
  EXPECT_THAT(refusal_of([&] { make_folder(folder_ / "link"); }),
              testing::HasSubstr("link: found a link to what is not there, expected a folder"));
}

TEST_F(Files, real_paths_are_absolute_and_have_no_links) {
  write_file(folder_ / "in" / "a", "text");
  std::filesystem::create_symlink("in", folder_ / "link");
  std::filesystem::create_symlink("circle", folder_ / "circle");
  const std::filesystem::path real = std::filesystem::canonical(folder_.path());
  EXPECT_EQ(real_path(folder_ / "link" / "a"), real / "in" / "a");
  EXPECT_EQ(real_path(folder_ / "link" / "new" / ".." / "b"), real / "in" / "b");
  EXPECT_EQ(real_path("absent/b"), std::filesystem::canonical(".") / "absent" / "b");
  EXPECT_EQ(real_path(folder_ / "circle" / "a"), folder_ / "circle" / "a") << "which leads nowhere";
  EXPECT_EQ(real_path(""), "");
}

TEST_F(Files, in_a_folder_are_told_however_they_are_named) {
  write_file(folder_ / "in" / "deep" / "a", "text");
  std::filesystem::create_symlink("in", folder_ / "link");
  for (const char* name : {"in", "in/deep", "in/deep/a", "in/absent", "link/deep", "out/../in/deep/", "in/../in"})
    EXPECT_TRUE(lies_in(folder_ / "in", folder_ / name)) << name;
  for (const char* name : {"", "inside", "in/..", "in/../out", "link/.."})
    EXPECT_FALSE(lies_in(folder_ / "in", folder_ / name)) << name;
}

TEST_F(Files, what_does_not_begin_well_is_not_read_to_its_end) {
  const auto refuse_zeros = [](std::string_view beginning) {
    if (beginning.starts_with('\0')) throw InputError("zeros");
  };
  EXPECT_EQ(refusal_of([&] { read_file("/dev/zero", std::string::npos, refuse_zeros); }), "zeros");
  write_file(folder_ / "a.txt", "ones");
  EXPECT_EQ(read_file(folder_ / "a.txt", 4, refuse_zeros), "ones");
}

TEST_F(Files, are_listed_with_those_in_deeper_folders) {
  write_file(folder_ / "b", "");
  write_file(folder_ / "a" / "deep" / "c", "");
  std::vector<std::filesystem::path> files = files_under(folder_.path());
  std::sort(files.begin(), files.end());
  EXPECT_THAT(files, testing::ElementsAre(folder_ / "a" / "deep" / "c", folder_ / "b"));
  EXPECT_THAT(entries_of(folder_.path()), testing::ElementsAre(folder_ / "a", folder_ / "b"));
}

TEST_F(Files, of_linked_folders_are_listed_once_where_links_are_followed) {
  write_file(folder_ / "elsewhere/c.txt", "c");
  write_file(folder_ / "set/a.txt", "a");
  for (const char* link : {"set/link", "set/other"})
    std::filesystem::create_directory_symlink(folder_ / "elsewhere", folder_ / link);
  std::filesystem::create_directory_symlink(folder_ / "set", folder_ / "elsewhere/back");
  EXPECT_EQ(files_under(folder_ / "set").size(), 1U);
  std::multiset<std::string> names;
  for (const std::filesystem::path& file : files_under(folder_ / "set", FolderLinks::followed))
    names.insert(file.filename());
  EXPECT_EQ(names, (std::multiset<std::string>{"a.txt", "c.txt"}));
  write_file(folder_ / "set/real/d.txt", "d");
  std::filesystem::create_directory_symlink(folder_ / "set/real", folder_ / "set/before");
  for (const FolderLinks links : {FolderLinks::passed_over, FolderLinks::followed})
    EXPECT_THAT(files_under(folder_ / "set", links), testing::Contains(folder_ / "set/real/d.txt"));
}

TEST_F(Files, of_what_is_no_folder_cannot_be_listed) {
  const auto is_refused = HasSubstr("none: cannot be read as a folder (");
  EXPECT_THAT(refusal_of([&] { files_under(folder_ / "none"); }), is_refused);
  EXPECT_THAT(refusal_of([&] { entries_of(folder_ / "none"); }), is_refused);
}

TEST_F(Files, what_cannot_be_listed_may_be_left_out) {
  EXPECT_THAT(readable_entries_of(folder_ / "none"), testing::IsEmpty());
  write_file(folder_ / "b", "");
  write_file(folder_ / "a", "");
  EXPECT_THAT(readable_entries_of(folder_.path()), testing::ElementsAre(folder_ / "a", folder_ / "b"));
}

TEST_F(Files, larger_ones_than_asked_for_are_refused) {
  write_file(folder_ / "ten", "0123456789");
  EXPECT_EQ(read_file(folder_ / "ten", 10), "0123456789");
  EXPECT_THROW(read_file(folder_ / "ten", 9), InputError);
  EXPECT_THAT(refusal_of([] { read_file("/dev/zero", 100'000); }), HasSubstr("is larger than 100000 bytes"));
}

}  // namespace
}  // namespace syncdreamer
