#include "dataset/view_folder.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "image/image_io.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ViewSeries two_views() {
  ViewSeries set;
  for (const Viewpoint& viewpoint : viewpoint_ring(2)) {
    set.images.emplace_back(8, 8, 4, static_cast<std::uint8_t>(40 * (set.images.size() + 1)));
    set.depths.emplace_back(8, 8, static_cast<std::uint16_t>(1000 * set.images.size()));
    set.views.push_back({{}, viewpoint, camera_at(viewpoint, 8)});
  }
  return set;
}

TEST(ViewFolder, what_is_written_is_read) {
  const TemporaryFolder folder;
  ViewFolder written(folder.path());
  EXPECT_TRUE(written.objects().empty());
  written.write("cup-1", ViewKind::target, two_views());
  written.add({"cup-1", "cup", true, "cup.obj", "CC0-1.0", "0123456789abcdef"});
  written.write_index();

  const ViewFolder read(folder.path());
  ASSERT_EQ(read.objects().size(), 1u);
  EXPECT_NE(read.find("cup-1"), nullptr);
  EXPECT_EQ(read.objects()[0].family, "cup");
  EXPECT_TRUE(read.objects()[0].held_out);
  EXPECT_EQ(read.objects()[0].licence, "CC0-1.0");
  EXPECT_EQ(read.objects()[0].model, "0123456789abcdef");
  const ViewSeries set = read.read("cup-1", ViewKind::target);
  ASSERT_EQ(set.images.size(), 2u);
  EXPECT_EQ(set.views[1].file_name, "001.png");
  EXPECT_EQ(set.images[1].pixels, two_views().images[1].pixels);
  EXPECT_EQ(read_depth_png(folder / "target/cup-1/001-depth.png").pixels, two_views().depths[1].pixels);
  EXPECT_THROW(read.read("cup-1", ViewKind::input), InputError);
}

TEST(ViewFolder, nothing_stays_of_views_that_were_there_before) {
  const TemporaryFolder folder;
  const ViewFolder written(folder.path());
  written.write("cup-1", ViewKind::target, two_views());
  write_file(folder / "target" / "cup-1" / "cup.obj", "the user's own");
  ViewSeries fewer = two_views();
  fewer.images.pop_back();
  fewer.views.pop_back();
  fewer.depths.clear();
  written.write("cup-1", ViewKind::target, fewer);
  for (const char* name : {"001.png", "000-depth.png", "001-depth.png"})
    EXPECT_FALSE(std::filesystem::exists(folder / "target" / "cup-1" / name)) << name;
  EXPECT_EQ(written.read("cup-1", ViewKind::target).images.size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder / "target" / "cup-1" / "cup.obj"));
}

TEST(ViewFolder, an_object_is_complete_when_both_series_have_their_cameras) {
  const TemporaryFolder folder;
  const ViewFolder set(folder.path());
  set.write("cup-1", ViewKind::target, two_views());
  EXPECT_FALSE(set.is_complete("cup-1"));
  set.write("cup-1", ViewKind::input, two_views());
  EXPECT_TRUE(set.is_complete("cup-1"));
  ViewSeries broken = two_views();
  broken.images[1] = Image();  // which cannot be written
  EXPECT_ANY_THROW(set.write("cup-1", ViewKind::target, broken));
  EXPECT_FALSE(set.is_complete("cup-1")) << "its pictures are new, its cameras would be old";
}

TEST(ViewFolder, an_entry_is_replaced_by_a_later_one) {
  const TemporaryFolder folder;
  ViewFolder set(folder.path());
  set.add({"a", "old", false, {}, {}});
  set.add({"a", "new", false, {}, {}});
  ASSERT_EQ(set.objects().size(), 1u);
  EXPECT_EQ(set.objects()[0].family, "new");
}

TEST(ViewFolder, what_others_wrote_into_the_index_stays) {
  const TemporaryFolder folder;
  write_file(folder / "objects.json",
             R"({"objects": [{"uid": "a", "caption": "a cup", "tags": [1, 2]}, {"uid": "b"}]})");
  ViewFolder set(folder.path());
  set.add({"a", "cup", false, "cup.obj", ""});
  set.write_index();
  const auto objects = nlohmann::json::parse(read_file(folder / "objects.json")).at("objects");
  EXPECT_EQ(objects[0].at("caption"), "a cup");
  EXPECT_EQ(objects[0].at("tags"), nlohmann::json({1, 2}));
  EXPECT_EQ(objects[0].at("family"), "cup");
  EXPECT_FALSE(objects[1].contains("caption"));
}

TEST(ViewFolder, what_others_wrote_beside_the_objects_and_a_known_licence_stay) {
  const TemporaryFolder folder;
  write_file(folder / "objects.json",
             R"({"made_for": "a paper", "objects": [{"uid": "a", "licence": "CC-BY-4.0"}, {"uid": "b"}]})");
  ViewFolder set(folder.path());
  set.add({"a", "cup", false, "cup.obj", ""});
  set.add({"b", "cup", false, "cup.obj", "CC0-1.0"});
  set.write_index();
  const auto index = nlohmann::json::parse(read_file(folder / "objects.json"));
  EXPECT_EQ(index.at("made_for"), "a paper");
  EXPECT_EQ(index.at("objects")[0].at("licence"), "CC-BY-4.0");
  EXPECT_EQ(index.at("objects")[1].at("licence"), "CC0-1.0");
}

TEST(ViewFolder, what_was_known_of_an_object_does_not_go_to_another_one_in_its_place) {
  const TemporaryFolder folder;
  write_file(folder / "objects.json",
             R"({"objects": [{"uid": "a", "family": "jug", "licence": "CC-BY-4.0", "caption": "a jug"}]})");
  ViewFolder set(folder.path());
  set.add({"a", "cup", false, "cup.obj", ""});
  set.write_index();
  const auto object = nlohmann::json::parse(read_file(folder / "objects.json")).at("objects")[0];
  EXPECT_EQ(object.at("licence"), "");
  EXPECT_FALSE(object.contains("caption"));
}

TEST(ViewFolder, variants_of_one_model_are_all_held_out_or_none) {
  const TemporaryFolder folder;
  const auto write_index = [&](const char* set, const char* objects) {
    write_file(folder / set / "objects.json", std::string(R"({"objects": )") + objects + "}");
  };
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  const auto refusal = [&] {
    return refusal_of([&] { open_view_folders({folder / "plain", folder / "variants"}, reporter); });
  };
  write_index("plain", R"([{"uid": "chair", "family": "chair", "model": "01", "held_out": true}])");
  write_index("variants", R"([{"uid": "chair-a1", "family": "chair", "model": "01", "held_out": true},
                              {"uid": "stool", "family": "stool", "model": "01"}, {"uid": "x", "family": "chair"}])");
  EXPECT_EQ(refusal(), "no error") << "the same file under another name is another family's";
  EXPECT_THAT(warnings, ElementsAre("chair is held out, but stool, rendered from the same file, is to be trained on",
                                    HasSubstr("chair-a1 is held out, but stool, ")));
  write_index("variants", R"([{"uid": "chair-a1", "family": "chair", "model": "01", "held_out": false}])");
  EXPECT_EQ(refusal(), (folder / "variants").string() + ": chair-a1 and chair of " + (folder / "plain").string() +
                           " are of one model, expected both or none of them held out");
}

TEST(ViewFolder, a_broken_index_is_refused) {
  const TemporaryFolder folder;
  for (const char* text : {"", "[]", R"({"objects":3})", R"({"objects":[3]})", R"({"objects":[{}]})",
                           R"({"objects":[{"uid":"../../etc"}]})", R"({"objects":[{"uid":".."}]})",
                           R"({"objects":[{"uid":"a","held_out":1}]})", R"({"objects":[{"uid":"a"},{"uid":"a"}]})"}) {
    write_file(folder / "objects.json", text);
    EXPECT_THROW(ViewFolder{folder.path()}, InputError) << text;
  }
}

TEST(ViewFolder, a_picture_of_another_size_than_its_camera_is_refused) {
  const TemporaryFolder folder;
  ViewFolder set(folder.path());
  ViewSeries views = two_views();
  views.images[1] = Image(4, 4, 4);
  set.write("a", ViewKind::input, views);
  EXPECT_THAT(refusal_of([&] { set.read("a", ViewKind::input); }),
              HasSubstr("001.png: found 4 x 4 pixels, expected 8 x 8 as in cameras.json"));
}

TEST(ViewFolder, a_folder_without_objects_is_no_training_set) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal_of([&] { open_view_folders({folder.path()}); }),
              HasSubstr(folder.path().string() + ": found no objects"));
}

TEST(ViewFolder, an_object_held_out_in_one_folder_may_be_in_no_other_one) {
  const TemporaryFolder first, second;
  const auto refusal = [&](bool held_out_here, bool held_out_there) {
    ViewFolder here(first.path()), there(second.path());
    here.add({"a", "cup", held_out_here, {}, {}});
    there.add({"a", "cup", held_out_there, {}, {}});
    here.write_index(), there.write_index();
    return refusal_of([&] { open_view_folders({first.path(), second.path()}); });
  };
  EXPECT_EQ(refusal(false, false), "no error") << "one name for two objects to train on";
  for (const auto& [here, there] : {std::pair{true, false}, {false, true}, {true, true}})
    EXPECT_THAT(refusal(here, there), HasSubstr("a is also in " + first.path().string()));
}

}  // namespace
}  // namespace syncdreamer
