#include "cli/picture_batch.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "cli/interrupts.h"
#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(PictureBatch, results_of_one_picture_go_into_the_folder_and_those_of_several_into_folders_of_their_names) {
  std::vector<std::pair<std::string, std::string>> places;
  const auto note = [&](const path& picture, const path& folder) { places.emplace_back(picture, folder); };
  for_each_picture({{"in/cup.png"}, "out"}, note);
  EXPECT_THAT(places, ElementsAre(Pair("in/cup.png", "out")));
  places.clear();
  for_each_picture({{"in/cup.png", "jug.2.jpg"}, "out"}, note);
  EXPECT_THAT(places, ElementsAre(Pair("in/cup.png", "out/cup"), Pair("jug.2.jpg", "out/jug.2")));
  places.clear();
  for_each_picture({{"cup.png", "...png", "..png"}, "out"}, note);
  EXPECT_THAT(places,
              ElementsAre(Pair("cup.png", "out/cup"), Pair("...png", "out/...png"), Pair("..png", "out/..png")));
  places.clear();
  for_each_picture({{"cup.png", "cup.jpg", "jug.png"}, "out"}, note);
  EXPECT_THAT(places,
              ElementsAre(Pair("cup.png", "out/cup-png"), Pair("cup.jpg", "out/cup-jpg"), Pair("jug.png", "out/jug")));
}

TEST(PictureBatch, a_folder_stands_for_the_pictures_in_it_each_with_a_folder_of_its_own) {
  const TemporaryFolder folder;
  const path in = folder / "in";
  std::vector<std::pair<std::string, std::string>> places;
  const auto note = [&](const path& picture, const path& output) { places.emplace_back(picture, output); };
  write_file(in / "notes.txt", "no picture");
  make_folder(in / "more.png");
  ASSERT_EQ(mkfifo((in / "pipe.png").c_str(), 0600), 0);
  EXPECT_THAT(refusal_of([&] { for_each_picture({{in}, "out"}, note); }), HasSubstr("found no picture in the folder"));
  write_file(in / "cup.JPG", "");
  for_each_picture({{in}, "out"}, note);
  EXPECT_THAT(places, ElementsAre(Pair(in / "cup.JPG", "out/cup"))) << "however many there are";
  places.clear();
  write_file(in / "bowl.png", "");
  write_file(in / ".hidden.png", "");
  write_file(in / "views.png", "");
  write_file(in / "run.json", R"({"command": "create", "files": ["views.png"]})");
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"jug.webp", in, in / "more.png", in / "cup.JPG"}, "out"}, note);
            }),
            "found no picture in: " + (in / "more.png").string());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("more.png: found no picture in the folder"));
  EXPECT_THAT(places, ElementsAre(Pair("jug.webp", "out/jug"), Pair(in / "bowl.png", "out/bowl"),
                                  Pair(in / "cup.JPG", "out/cup")));
  for_each_picture({{in / "cup.JPG", in / "more.png"}, in / "more.png"}, note);
  EXPECT_EQ(places.size(), 4U) << "the folder of the results may be empty";
  const auto fail_of_jug = [](const path& picture, const path&) {
    if (picture == "jug.webp") throw InputError(picture, "nothing is seen");
  };
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"jug.webp", in / "more.png", in / "cup.JPG"}, "out"}, fail_of_jug);
            }),
            "1 of 2 pictures failed: jug.webp; found no picture in: " + (in / "more.png").string());
  testing::internal::GetCapturedStderr();
}

TEST(PictureBatch, links_of_a_folder_that_lead_nowhere_do_not_stop_it) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "b.png"}) std::filesystem::create_symlink(name, folder / name);
  write_file(folder / "c.png", "");
  std::vector<std::string> names;
  for_each_picture({{folder.path()}, "out"},
                   [&](const path& picture, const path&) { names.push_back(picture.filename()); });
  EXPECT_THAT(names, ElementsAre("a.png", "b.png", "c.png"));
}

TEST(PictureBatch, empty_names_are_refused_as_what_they_are_names_of) {
  const auto work = [](const path&, const path&) {};
  EXPECT_THAT(refusal_of([&] { for_each_picture({{"a.png"}, ""}, work); }), HasSubstr("--out: found a folder without"));
  EXPECT_THAT(refusal_of([&] { for_each_picture({{""}, "out"}, work); }), HasSubstr("IMAGE: found a file without"));
}

TEST(PictureBatch, pictures_of_one_name_are_refused_before_any_is_worked_on) {
  bool has_worked = false;
  const auto work = [&](const path&, const path&) { has_worked = true; };
  EXPECT_THAT(refusal_of([&] {
                for_each_picture({{"a/cup.png", "b/cup.png"}, "out"}, work);
              }),
              HasSubstr("b/cup.png: its results would lie in one folder with those of a/cup.png"));
  EXPECT_FALSE(has_worked);
}

TEST(PictureBatch, a_picture_that_fails_is_told_and_the_others_are_worked_on) {
  std::vector<std::string> done;
  const auto work = [&](const path& picture, const path&) {
    if (picture == "b.png") throw InputError(picture, "nothing is seen");
    if (picture == "huge.png") throw std::bad_alloc();
    done.push_back(picture);
  };
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"a.png", "b.png", "huge.png", "c.png"}, "out"}, work);
            }),
            "2 of 4 pictures failed: b.png, huge.png");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("warning: failed: b.png: nothing is seen"), HasSubstr("memory does not suffice")));
  EXPECT_THAT(done, ElementsAre("a.png", "c.png"));
  EXPECT_EQ(refusal_of([&] { for_each_picture({{"b.png"}, "out"}, work); }), "b.png: nothing is seen");
}

TEST(PictureBatch, a_file_in_the_place_of_one_folder_does_not_end_it) {
  const TemporaryFolder folder;
  write_file(folder / "a", "a file");
  int count = 0;
  const auto work = [&](const path&, const path& output) {
    make_folder(output);
    ++count;
  };
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"a.png", "b.png", "c.png"}, folder.path()}, work);
            }),
            "1 of 3 pictures failed: a.png");
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(count, 2);
}

TEST(PictureBatch, ends_where_nothing_can_be_written) {
  int count = 0;
  const auto work = [&](const std::filesystem::path&, const std::filesystem::path& folder) {
    ++count;
    throw OutputError(folder, "cannot be written");
  };
  EXPECT_THROW(for_each_picture({{"a.png", "b.png"}, "out"}, work), OutputError);
  EXPECT_EQ(count, 1);
}

TEST(PictureBatch, only_a_picture_that_a_run_may_remove_is_refused) {
  const TemporaryFolder folder;
  const path out = folder / "out";
  write_file(out / "run.json", R"({"command": "create", "files": ["view-003.png", "sample-001/a.png"]})");
  int count = 0;
  const auto work = [&](const auto&, const auto&) { ++count; };
  for (const char* name : {"view-003.png", "sample-001/a.png"})
    EXPECT_THROW(for_each_picture({{out / name}, out}, work), InputError) << name;
  EXPECT_EQ(count, 0);
  for (const char* name : {"view-004.png", "input.png", "sample-001/b.png", "a/view-003.png"})
    for_each_picture({{out / name}, out}, work);
  EXPECT_EQ(count, 4);
}

TEST(PictureBatch, of_several_what_fails_for_all_fails_before_the_first) {
  std::vector<std::string> begun;
  const auto work = [&](const path& picture, const path&) { begun.push_back(picture); };
  const auto prepare = [] { throw InputError("model.safetensors: cannot be read"); };
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"a.png", "b.png"}, "out"}, work, prepare);
            }),
            "model.safetensors: cannot be read");
  EXPECT_THAT(begun, ElementsAre());
  for_each_picture({{"a.png"}, "out"}, work, prepare);
  EXPECT_THAT(begun, ElementsAre("a.png")) << "of one the work itself prepares";
}

TEST(PictureBatch, an_interrupt_ends_all_of_it) {
  std::vector<std::string> begun;
  const auto work = [&](const path& picture, const path&) {
    begun.push_back(picture);
    std::raise(SIGUSR1);
    if (picture == "b.png") throw InputError("interrupted");
  };
  EXPECT_EQ(refusal_of([&] {
              for_each_picture({{"a.png", "c.png"}, "out"}, work);
            }),
            "interrupted after 1 of 2 pictures");
  EXPECT_THAT(begun, ElementsAre("a.png"));
  EXPECT_EQ(refusal_of([&] { for_each_picture({{"b.png", "c.png"}, "out"}, work); }), "interrupted");
  EXPECT_THAT(begun, ElementsAre("a.png", "b.png"));
  catch_interrupts();  // so that no other test sees it
}

TEST(PictureBatch, an_interrupt_before_the_first_picture_ends_the_program) {
  const auto prepare = [] { std::raise(SIGINT); };
  const auto end_while_preparing = [&] {
    std::signal(SIGINT, SIG_DFL);
    for_each_picture(
        {{"a.png", "b.png"}, "out"}, [](const path&, const path&) {}, prepare);
  };
  EXPECT_EXIT(end_while_preparing(), testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace syncdreamer
