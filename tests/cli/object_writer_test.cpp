#include "cli/object_writer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/files.h"
#include "geometry/mesh_io.h"
#include "image/image_io.h"
#include "tests/render/solids.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ObjectWriterOptions small_options(const std::filesystem::path& out) {
  ObjectWriterOptions options{.out = out, .keep = false, .views = {.num_views = 2}, .render = {}};
  options.render.size = 16;
  options.render.samples = options.render.light.num_rays = options.render.threads = 1;
  return options;
}

SceneObject ball() {
  return colored(sphere_mesh(0.5, 12), {1, 0.5, 0});
}

void write_ball(const ObjectWriterOptions& options) {
  ObjectWriter writer(options);
  writer.write({"ball", "", false, "", ""}, ball());
  writer.finish("render", nlohmann::json::object());
}

TEST(ObjectWriter, writes_both_series_the_index_and_how_they_were_made) {
  const TemporaryFolder folder;
  ObjectWriterOptions options = small_options(folder.path());
  options.render.depth = true;
  ObjectWriter writer(options);
  writer.write({"ball-1", "ball", true, "ball.obj", "CC0-1.0"}, ball());
  writer.finish("render", {{"augment", 3}});

  const ViewFolder set(folder.path());
  ASSERT_EQ(set.objects().size(), 1U);
  EXPECT_TRUE(set.objects()[0].held_out);
  EXPECT_EQ(set.objects()[0].licence, "CC0-1.0");
  const ViewSeries target = set.read("ball-1", ViewKind::target), input = set.read("ball-1", ViewKind::input);
  ASSERT_EQ(target.images.size(), 2U);
  EXPECT_EQ(read_depth_png(folder / "target/ball-1/001-depth.png").width, 16);
  EXPECT_EQ(target.images[0].width, 16);
  EXPECT_EQ(target.images[0].at(8, 8, 3), 255);
  EXPECT_GT(target.images[0].at(8, 8, 0), target.images[0].at(8, 8, 2));
  EXPECT_NEAR(target.views[1].viewpoint.elevation, radians(30), 1e-6);
  EXPECT_NEAR(input.views[1].viewpoint.azimuth, target.views[1].viewpoint.azimuth, 1e-6);

  const nlohmann::json run = nlohmann::json::parse(read_file(folder / "run.json"));
  EXPECT_EQ(run["command"], "render");
  EXPECT_EQ(run["objects_written"], 1);
  EXPECT_EQ(run["options"]["augment"], 3);
  EXPECT_EQ(run["options"]["views"], 2);
  EXPECT_EQ(run["options"]["render"]["size"], 16);
}

TEST(ObjectWriter, an_object_s_input_views_depend_on_its_name_and_not_on_what_came_before) {
  const TemporaryFolder folder;
  ObjectWriter first(small_options(folder / "a")), second(small_options(folder / "b"));
  for (const char* uid : {"one", "two"}) first.write({uid, "", false, "", ""}, ball());
  for (const char* uid : {"two", "one"}) second.write({uid, "", false, "", ""}, ball());
  first.finish("objects", nlohmann::json::object());
  second.finish("objects", nlohmann::json::object());
  const auto elevation = [&](const char* set, const char* uid) {
    return ViewFolder(folder / set).read_cameras(uid, ViewKind::input).at(1).viewpoint.elevation;
  };
  EXPECT_EQ(elevation("a", "one"), elevation("b", "one"));
  EXPECT_EQ(elevation("a", "two"), elevation("b", "two"));
  EXPECT_NE(elevation("a", "one"), elevation("a", "two"));
}

TEST(ObjectWriter, keeps_what_the_index_names_only_when_asked_to) {
  const TemporaryFolder folder;
  ObjectWriterOptions options = small_options(folder.path());
  write_ball(options);
  EXPECT_FALSE(ObjectWriter(options).keeps("ball"));
  options.keep = true;
  EXPECT_TRUE(ObjectWriter(options).keeps("ball"));
  EXPECT_FALSE(ObjectWriter(options).keeps("cube"));
  options.render.depth = true;
  EXPECT_FALSE(ObjectWriter(options).keeps("ball")) << "it has no depth maps";
  write_ball(options);
  EXPECT_TRUE(ObjectWriter(options).keeps("ball"));
  EXPECT_EQ(read_depth_png(folder / "target/ball/001-depth.png").width, 16);
}

TEST(ObjectWriter, an_object_stays_held_out_but_not_another_one_in_its_place) {
  const TemporaryFolder folder;
  const auto is_held_out = [&](const ObjectEntry& entry) {
    ObjectWriter writer(small_options(folder.path()));
    writer.write(entry, ball());
    writer.finish("render", nlohmann::json::object());
    return ViewFolder(folder.path()).objects().front().held_out;
  };
  EXPECT_TRUE(is_held_out({"scene", "chair", true, "scene.obj", ""}));
  EXPECT_TRUE(is_held_out({"scene", "chair", false, "scene.obj", ""})) << "objects.json says so";
  EXPECT_FALSE(is_held_out({"scene", "sofa", false, "scene.obj", ""}));
}

TEST(ObjectWriter, does_not_keep_views_of_another_size_beside_new_ones) {
  const TemporaryFolder folder;
  ObjectWriterOptions options = small_options(folder.path());
  write_ball(options);
  options.keep = true;
  options.render.size = 32;
  EXPECT_THAT(refusal_of([&] { ObjectWriter{options}; }),
              AllOf(HasSubstr("found 2 views and 2 inputs of 16 pixels of 'ball'"),
                    HasSubstr("expected 2 views and 2 inputs of 32 pixels")));
  options.render.size = 16;
  options.views.num_input_views = 1;
  EXPECT_THAT(refusal_of([&] { ObjectWriter{options}; }), HasSubstr("expected 2 views and 1 inputs"));
  options.keep = false;
  EXPECT_EQ(refusal_of([&] { ObjectWriter{options}; }), "no error");
}

TEST(ObjectWriter, what_is_written_is_in_the_index_though_something_else_fails) {
  const TemporaryFolder folder;
  { ObjectWriter(small_options(folder.path())).write({"ball", "", false, "", ""}, ball()); }
  EXPECT_NE(ViewFolder(folder.path()).find("ball"), nullptr);
}

TEST(ObjectWriter, ends_well_beside_an_object_whose_cameras_cannot_be_read) {
  const TemporaryFolder folder;
  write_ball(small_options(folder.path()));
  write_file(folder / "target" / "ball" / "cameras.json", "no JSON");
  std::filesystem::remove(folder / "run.json");
  ObjectWriter writer(small_options(folder.path()));
  writer.write({"other", "", false, "", ""}, ball());
  testing::internal::CaptureStderr();
  writer.finish("render", nlohmann::json::object());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("cameras.json"));
  EXPECT_TRUE(std::filesystem::exists(folder / "run.json"));
}

TEST(ObjectWriter, how_other_results_were_made_is_not_written_over) {
  const TemporaryFolder folder;
  for (const char* text : {R"({"command": "create", "seed": 3})", "a user's own"}) {
    write_file(folder / "run.json", text);
    EXPECT_THAT(refusal_of([&] { ObjectWriter{small_options(folder.path())}; }), HasSubstr("run.json: found that of "));
    EXPECT_EQ(read_file(folder / "run.json"), text);
  }
  std::filesystem::remove(folder / "run.json");
  write_ball(small_options(folder.path()));
  write_ball(small_options(folder.path()));
}

TEST(ObjectWriter, two_at_once_do_not_write_into_one_folder) {
  const TemporaryFolder folder;
  const ObjectWriterOptions options = small_options(folder / "set");
  {
    const ObjectWriter first(options);
    EXPECT_THAT(refusal_of([&] { ObjectWriter{options}; }), HasSubstr("another program is writing into this folder"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "set")) << "nothing was written";
  write_ball(options);
  write_ball(options);
}

TEST(ObjectWriter, renders_again_what_was_not_written_to_its_end) {
  const TemporaryFolder folder;
  ObjectWriterOptions options = small_options(folder.path());
  write_ball(options);
  options.keep = true;
  EXPECT_TRUE(ObjectWriter(options).keeps("ball"));
  std::filesystem::remove(folder / "input" / "ball" / "cameras.json");
  EXPECT_FALSE(ObjectWriter(options).keeps("ball"));
}

TEST(ObjectWriter, what_pictures_do_not_show_of_glass_and_textures_is_not_in_the_surface) {
  const TemporaryFolder folder;
  SceneObject object = ball();
  object.mesh.materials.resize(3);  // the ball's, glass and a clear texture
  object.mesh.materials[1].opacity = 0.2;
  object.textures.resize(3);
  object.textures[2] = std::make_shared<const Texture>(Image(1, 1, 4, 0));
  object.mesh.uvs.resize(object.mesh.vertices.size());
  object.patterns.resize(3);
  constexpr std::size_t kNumClear = 10;
  std::fill_n(object.mesh.triangle_materials.begin(), kNumClear / 2, 1U);
  std::fill_n(object.mesh.triangle_materials.begin() + kNumClear / 2, kNumClear / 2, 2U);
  ObjectWriter writer(small_options(folder.path()));
  writer.write({"ball", "ball", true, "", ""}, object);
  const Mesh surface = read_mesh(ViewFolder(folder.path()).mesh_path("ball"), UpAxis::z);
  EXPECT_EQ(surface.triangles.size(), ball().mesh.triangles.size() - kNumClear);
}

TEST(ObjectWriter, the_surface_of_a_held_out_object_is_written_even_where_its_pictures_are_kept) {
  const TemporaryFolder folder;
  ObjectWriterOptions options = small_options(folder.path());
  options.keep = true;
  ObjectWriter writer(options);
  writer.write({"known", "ball", false, "", ""}, ball());
  writer.write({"new", "ball", true, "", ""}, ball());
  const ViewFolder set(folder.path());
  EXPECT_FALSE(std::filesystem::exists(set.mesh_path("known")));
  EXPECT_TRUE(writer.keeps("new"));
  const Mesh surface = read_mesh(set.mesh_path("new"), UpAxis::z);
  EXPECT_EQ(surface.triangles.size(), ball().mesh.triangles.size());
  EXPECT_NEAR(bounding_box(surface).max.z, 0.5, 1e-6);

  std::filesystem::remove(set.mesh_path("new"));
  EXPECT_FALSE(writer.keeps("new"));
  const auto picture = folder.path() / "target" / "new" / "000.png";
  std::filesystem::remove(picture);
  writer.write({"new", "ball", true, "", ""}, ball());
  EXPECT_TRUE(std::filesystem::exists(set.mesh_path("new")));
  EXPECT_FALSE(std::filesystem::exists(picture)) << "it was rendered again";
}

TEST(ObjectWriter, an_object_that_no_view_shows_is_refused_and_not_in_the_index) {
  const TemporaryFolder folder;
  ObjectWriter writer(small_options(folder.path()));
  SceneObject far_away = ball();
  for (Vec3& vertex : far_away.mesh.vertices) vertex += {0, 0, 50};
  EXPECT_THAT(refusal_of([&] {
                writer.write({"far", "", false, "far.obj", ""}, far_away);
              }),
              AllOf(HasSubstr("'far' (far.obj)"), HasSubstr("nothing of it can be seen in target view 0")));
  writer.finish("render", nlohmann::json::object());
  EXPECT_EQ(ViewFolder(folder.path()).find("far"), nullptr);
}

TEST(ObjectWriter, options_out_of_range_are_refused_by_the_name_of_their_flag) {
  const TemporaryFolder folder;
  const std::vector<std::pair<const char*, std::function<void(ObjectWriterOptions&)>>> changes{
      {"--views", [](ObjectWriterOptions& options) { options.views.num_views = 0; }},
      {"--input-elevations",
       [](ObjectWriterOptions& options) {
         options.views.input_elevations_deg = {20, 10};
       }},
      {"--input-elevations",
       [](ObjectWriterOptions& options) {
         options.views.input_elevations_deg = {-90, 10};
       }},
      {"--input-distances",
       [](ObjectWriterOptions& options) {
         options.views.input_distances = {0.9, 2};
       }},
      {"--input-distances",
       [](ObjectWriterOptions& options) {
         options.views.input_distances = {3, 2};
       }},
      {"--depth",
       [](ObjectWriterOptions& options) {
         options.views.input_distances = {1.5, 2};
         options.render.depth = true;
       }},
      {"--input-views", [](ObjectWriterOptions& options) { options.views.num_input_views = 3; }},
      {"--size", [](ObjectWriterOptions& options) { options.render.size = 7; }},
      {"--samples", [](ObjectWriterOptions& options) { options.render.samples = 0; }},
      {"--light-rays", [](ObjectWriterOptions& options) { options.render.light.num_rays = 5000; }},
      {"--bounces", [](ObjectWriterOptions& options) { options.render.light.num_bounces = 65; }},
      {"--environment", [](ObjectWriterOptions& options) { options.render.light.environment = -1; }},
      {"--threads", [](ObjectWriterOptions& options) { options.render.threads = -1; }},
  };
  for (const auto& [flag, change] : changes) {
    ObjectWriterOptions options = small_options(folder.path());
    change(options);
    EXPECT_THAT(refusal_of([&] { ObjectWriter writer(options); }), AllOf(HasSubstr(flag), HasSubstr("expected")));
  }
}

}  // namespace
}  // namespace syncdreamer
