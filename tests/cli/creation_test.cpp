#include "cli/creation.h"

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/interrupts.h"
#include "core/error.h"
#include "core/files.h"
#include "image/image_io.h"
#include "pipeline/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kPictures = std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "examples";

NamedPicture read_robot() {
  return {"robot.png", read_image(kPictures / "robot.png")};
}

class Creation : public testing::Test {
 protected:
  void SetUp() override { catch_interrupts(); }  // and forget those of other tests
};

CreationSettings quick_settings() {
  CreationSettings settings;
  settings.generation.request.options.sampling.num_steps = 1;
  settings.generation.request.options.sampling.spacing = TimestepSpacing::trailing;
  settings.generation.request.options.num_views = 8;
  settings.reconstruction.method = ReconstructionMethod::hull;
  settings.reconstruction.texture_size = 128;
  settings.reconstruction.turntable.num_frames = 2;
  settings.reconstruction.turntable.size = 32;
  return settings;
}

TEST_F(Creation, objects_follow_each_other_with_one_loaded_model) {
  const TemporaryFolder folder;
  const std::filesystem::path model = folder / "model.safetensors";
  std::filesystem::copy_file(default_model_path(), model);
  ModelSource models({.model = model, .threads = 1});
  std::vector<std::string> notes;
  const Reporter reporter{.on_note = [&](std::string_view sentence) { notes.emplace_back(sentence); }};
  for (const char* name : {"robot", "teapot"}) {
    const std::string picture = std::string(name) + ".png";
    const auto read_picture = [&] { return NamedPicture{picture, read_image(kPictures / picture)}; };
    const double seconds = create_object(read_picture, folder / name, quick_settings(), models, reporter);
    const auto run = nlohmann::json::parse(read_file(folder / name / "run.json"));
    EXPECT_EQ(run.at("image"), picture);
    EXPECT_EQ(run.at("seconds"), seconds);
    EXPECT_TRUE(std::filesystem::exists(folder / name / "mesh.glb"));
    std::filesystem::remove(model);  // which has been loaded
  }
  EXPECT_THAT(notes, Contains(HasSubstr("needs about")));
  EXPECT_THAT(notes, Contains(HasSubstr("camera seems to stand at")));
}

TEST_F(Creation, a_mesh_without_the_picture_s_silhouette_is_warned_of) {
  const TemporaryFolder folder;
  ModelSource models({.threads = 1});
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  const auto create = [&](double elevation) {
    CreationSettings settings = quick_settings();
    settings.generation.request.options.elevation_deg = elevation;
    create_object(read_robot, folder / "out", settings, models, reporter);
  };
  create(20);
  EXPECT_THAT(warnings, Not(Contains(HasSubstr("silhouettes of the mesh and of the picture"))));
  create(75);
  EXPECT_THAT(warnings, Contains(HasSubstr("silhouettes of the mesh and of the picture share only")));
}

TEST_F(Creation, a_mesh_that_fails_while_it_is_written_leaves_the_views_alone) {
  const TemporaryFolder folder;
  ModelSource models({.threads = 1});
  const Reporter fails_at_the_video{.on_progress = [](std::string_view stage, std::int64_t done, std::int64_t) {
    if (stage == "turntable and files" && done == 1) throw std::bad_alloc();
  }};
  try {
    create_object(read_robot, folder / "out", quick_settings(), models, fails_at_the_video);
    ADD_FAILURE() << "no error";
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), HasSubstr("1 of 1 samples have no mesh: the machine's memory does not suffice"));
    EXPECT_FALSE(is_of_input(error));
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "out" / "view-000.png"));
  for (const char* name : {"mesh.glb", "mesh.obj", "mesh.ply"})
    EXPECT_FALSE(std::filesystem::exists(folder / "out" / name)) << name;
}

TEST_F(Creation, that_is_interrupted_while_the_picture_is_read_ends_soon) {
  const TemporaryFolder folder;
  ModelSource models({.threads = 1});
  const auto read_for_long = []() -> NamedPicture {
    std::raise(SIGINT);
    std::this_thread::sleep_for(std::chrono::seconds(10));
    std::_Exit(0);
  };
  EXPECT_EXIT(create_object(read_for_long, folder / "out", quick_settings(), models, {}), testing::ExitedWithCode(1),
              "nothing was written");
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(Creation, of_a_picture_that_cannot_be_read_leaves_nothing) {
  const TemporaryFolder folder;
  ModelSource models({.threads = 1});
  const auto read = []() -> NamedPicture { throw InputError("robot.png", "is no picture"); };
  EXPECT_THAT(refusal_of([&] { create_object(read, folder / "out", quick_settings(), models, {}); }),
              HasSubstr("is no picture"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(Creation, that_is_stopped_leaves_nothing) {
  const TemporaryFolder folder;
  ModelSource models({.threads = 1});
  const Reporter stop_at_once{.should_stop = [] { return true; }};
  const std::string refusal =
      refusal_of([&] { create_object(read_robot, folder / "out", quick_settings(), models, stop_at_once); });
  EXPECT_THAT(refusal, HasSubstr("nothing was written to"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace syncdreamer
